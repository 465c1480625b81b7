import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from './database.ts'

/** The version in package.json, the only place where it is written. */
export const version: string = (
  JSON.parse(readFileSync(join(rootFolder(), 'package.json'), 'utf8')) as { version: string }
).version
