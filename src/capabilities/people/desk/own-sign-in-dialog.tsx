import { Modal } from 'antd'
import { useState } from 'react'
import { useWords } from '../../../platform/screens/words.tsx'
import { OwnFactors } from './own-factors.tsx'
import { OwnPasswordForm } from './own-password-form.tsx'
import { OwnSessions } from './own-sessions.tsx'
import './second-factor.css'
import './own-sign-in-dialog.css'

/** How the person at the desk signs in: the second step, the password, and where they are signed in. */
export default function OwnSignInDialog({ onClose }: { onClose: () => void }) {
  const { text } = useWords()
  const [isOpen, setOpen] = useState(true)
  return (
    <Modal
      open={isOpen}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      title={text('people.desk.own')}
      footer={null}
      width={560}
      className="own-sign-in"
    >
      <OwnFactors />
      <OwnPasswordForm />
      <OwnSessions />
    </Modal>
  )
}
