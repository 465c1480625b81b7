import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { PreferencesProvider } from '../../platform/screens/preferences.tsx'
import { Desk } from './desk.tsx'
import { messages } from './screens.ts'
import '../../platform/look/tokens.css'
import '../../platform/screens/screens.css'
import './desk.css'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <PreferencesProvider catalogues={messages}>
        <Desk />
      </PreferencesProvider>
    </StrictMode>,
  )
}
