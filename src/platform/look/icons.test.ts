import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { icons } from './icons.ts'

const { resolve } = createRequire(import.meta.url)

test.each(Object.entries(icons))('%s is what lucide drew', (name, markup) => {
  const drawn = readFileSync(resolve(`lucide-static/icons/${name}.svg`), 'utf8')
  const inside = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(drawn)?.[1] ?? ''
  expect(markup).toBe(
    inside
      .trim()
      .replace(/>\s+</g, '><')
      .replace(/\s*\/>/g, '/>')
      .replace(/\s+/g, ' '),
  )
})
