import { extensionOf } from './content-types.ts'
import { parseFileKey } from './file-key.ts'
import type { FileStore } from './file-store.ts'
import { type S3Settings, s3Caller } from './s3-request.ts'

/**
 * Files in a bucket of a provider that speaks S3 (MinIO, Ceph, Alibaba OSS, Tencent COS, Huawei OBS, AWS). The bucket
 * exists already and is private; its account needs no more than get, put and delete of objects.
 *
 * A call rejects with {@link S3Failure} when the provider refuses, or cannot be reached after all attempts.
 *
 * @throws {TypeError} when the endpoint or the bucket's name cannot be right; never later for that reason
 */
export function s3FileStore(settings: S3Settings): FileStore {
  const call = s3Caller(settings)

  return {
    async put(key, bytes, contentType) {
      const path = objectOf(key)
      extensionOf(contentType)
      await call({ method: 'PUT', path, bytes, contentType })
    },

    async get(key) {
      const answer = await call({ method: 'GET', path: objectOf(key) })
      return answer && { bytes: answer.bytes, contentType: answer.contentType }
    },

    async delete(key) {
      await call({ method: 'DELETE', path: objectOf(key) })
    },
  }
}

function objectOf(key: string): string {
  const { community, file, variant } = parseFileKey(key)
  return `${community}/${file}/${variant}`
}
