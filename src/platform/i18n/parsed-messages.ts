import { parse } from '@formatjs/icu-messageformat-parser'
import type { Plugin } from 'vite'

/**
 * Message files as the browser gets them: those with something to fill in are parsed when the app is built, so that no
 * parser travels with it. A message that does not parse fails the build.
 */
export function parsedMessages(): Plugin {
  return {
    name: 'parsed-messages',
    enforce: 'pre',
    config: () => ({
      resolve: {
        alias: [
          {
            find: '@formatjs/icu-messageformat-parser',
            replacement: '@formatjs/icu-messageformat-parser/no-parser.js',
          },
        ],
      },
    }),
    transform(code, id) {
      if (!/\/messages\/[\w.-]+\.json$/.test(id)) return null
      const messages = JSON.parse(code) as Record<string, string>
      const parsed = Object.entries(messages).map(([key, words]) => [
        key,
        /[{'<]/.test(words) ? parse(words, { ignoreTag: true, captureLocation: false }) : words,
      ])
      return { code: JSON.stringify(Object.fromEntries(parsed)), map: null }
    },
  }
}
