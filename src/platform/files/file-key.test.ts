import { describe, expect, it } from 'vitest'
import { type CommunityId, type FileId, newId } from '../ids.ts'
import { fileKey, parseFileKey } from './file-key.ts'

const community = '0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'
const file = '0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4afe'

describe('a file key', () => {
  it('is read back into its parts', () => {
    expect(parseFileKey(`${community}/${file}/full`)).toEqual({ community, file, variant: 'full' })
    const [place, photo] = [newId<CommunityId>(), newId<FileId>()]
    expect(parseFileKey(fileKey(place, photo, 'thumbnail'))).toEqual({
      community: place,
      file: photo,
      variant: 'thumbnail',
    })
  })

  it('has its uuids in lower case, so that one file has one path', () => {
    const upper = `${community.toUpperCase()}/${file.toUpperCase()}/full`
    expect(parseFileKey(upper)).toEqual({ community, file, variant: 'full' })
  })

  it.each([
    '',
    'full',
    `${community}/${file}`,
    `${community}/${file}/`,
    `/${community}/${file}/full`,
    `${community}/${file}/full/`,
    `${community}/${file}/..`,
    `${community}/${file}/.`,
    `${community}/${file}/../full`,
    `${community}/${file}/../../../../etc/passwd`,
    `../${file}/full`,
    `${community}/../full`,
    `${community}\\${file}\\full`,
    `${community}/${file}/..\\..\\full`,
    `${community}/${file}/full\0.jpg`,
    `${community}/${file}/full\n`,
    `${community}/${file}/%2e%2e`,
    `${community}/${file}/full.jpg`,
    `${community}/${file}/full?x=1`,
    `${community}/${file}/full-`,
    `${community}/${file}/Full`,
    `${community}/${file}/图`,
    `${community}/${file}/${'a'.repeat(33)}`,
    `${community}/${file}/${'a'.repeat(1_000_000)}`,
  ])('refuses %j', (key) => {
    expect(() => parseFileKey(key)).toThrow(TypeError)
  })
})
