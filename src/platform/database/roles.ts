import { createHmac } from 'node:crypto'

/** The application's role, and the password derived for it: known to whoever knows the secret, stored nowhere. */
export function appRole(databaseName: string, secret: string): { name: string; password: string } {
  return {
    name: `${databaseName}_app`,
    password: createHmac('sha256', secret).update(`database role of ${databaseName}`).digest('hex'),
  }
}

/** A role of its own for the job queue: it owns the queue's schema and can see no table of Silin's. */
export function jobsRole(databaseName: string, secret: string): { name: string; password: string } {
  return {
    name: `${databaseName}_jobs`,
    password: createHmac('sha256', secret).update(`jobs role of ${databaseName}`).digest('hex'),
  }
}

/** The same server and database under another user. */
export function asRole(ownerUrl: string, role: { name: string; password: string }): string {
  const url = new URL(ownerUrl)
  url.username = encodeURIComponent(role.name)
  url.password = encodeURIComponent(role.password)
  return url.toString()
}

/** By which a database knows the secret it was made with; the secret cannot be had from it. */
export function secretFingerprint(secret: string): Buffer {
  return createHmac('sha256', secret).update('fingerprint of the secret').digest()
}
