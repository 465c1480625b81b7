import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { parsedMessages } from '../../platform/i18n/parsed-messages.ts'
import { leaveOutSchemas } from '../../platform/screens/leave-out-schemas.ts'

/**
 * Overlays' scroll lock and the scrollbar measure make style elements without the nonce that ConfigProvider was given,
 * which the server's Content-Security-Policy refuses. This gives every such element the page's nonce.
 */
function keepToPolicy(): Plugin {
  const from = 'if (csp?.nonce) {\n    styleNode.nonce = csp?.nonce;\n  }'
  const to = "styleNode.nonce = csp?.nonce ?? document.querySelector('meta[name=csp-nonce]')?.content ?? '';"
  return {
    name: 'keep-to-policy',
    transform(code, id) {
      if (!id.endsWith('/@rc-component/util/es/Dom/dynamicCSS.js')) return null
      // A build that fails is better than refusals that come back unseen.
      if (!code.includes(from)) throw new Error(`${id} is not as it was; see vite.config.ts of the desk`)
      return { code: code.replace(from, to), map: null }
    },
  }
}

export default defineConfig({
  base: '/desk/',
  plugins: [react(), parsedMessages(), leaveOutSchemas(), keepToPolicy()],
  build: {
    outDir: '../../../dist/desk',
    emptyOutDir: true,
    target: 'es2022',
    // No data: URLs, which the policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
})
