import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const tests = globSync('{src,e2e,demo,scripts}/**/*.test.{ts,tsx}')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

/** The proofs of SECURITY.md: what stands in backticks in the second column of its promises. */
function proofs(): string[] {
  const text = readFileSync('SECURITY.md', 'utf8')
  const promises = text.slice(text.indexOf('| promise'), text.indexOf('## OWASP'))
  return promises
    .split('\n')
    .flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? ''))
}

it('each promise of SECURITY.md names a test that is there, or a command', () => {
  const found = proofs()
  expect(found.length).toBeGreaterThan(50)
  const [commands, words] = [
    found.filter((one) => /^(npm|silin) /.test(one)),
    found.filter((one) => !/^(npm|silin) /.test(one)),
  ]
  expect(words.filter((word) => !tests.some((path) => path.includes(word)))).toEqual([])
  const script = (command: string) => /^npm (?:run )?([\w:]+)/.exec(command)?.[1]
  expect(commands.filter((one) => one.startsWith('npm') && !Object.hasOwn(scripts, script(one) ?? '-'))).toEqual([])
})
