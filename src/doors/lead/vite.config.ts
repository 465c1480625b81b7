import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { parsedMessages } from '../../platform/i18n/parsed-messages.ts'
import { leaveOutSchemas } from '../../platform/screens/leave-out-schemas.ts'

export default defineConfig({
  base: '/lead/',
  plugins: [react(), parsedMessages(), leaveOutSchemas()],
  build: {
    outDir: '../../../dist/lead',
    emptyOutDir: true,
    target: 'es2022',
    // The policy allows neither inline scripts nor data: URLs; browsers of this target preload modules by themselves.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
})
