import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { parsedMessages } from '../../platform/i18n/parsed-messages.ts'

const screens = new URL('../../platform/screens/', import.meta.url)

export default defineConfig({
  base: '/lead/',
  plugins: [react(), parsedMessages()],
  resolve: { alias: { zod: fileURLToPath(new URL('without-schemas.ts', screens)) } },
  build: {
    outDir: '../../../dist/lead',
    emptyOutDir: true,
    target: 'es2022',
    // The policy allows neither inline scripts nor data: URLs; browsers of this target preload modules by themselves.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
})
