import { Button, Input, type InputRef } from 'antd'
import { Check, Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { moment, sayMoment } from '../../../platform/screens/moments.ts'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Link } from '../appointing/model.ts'

/** The one-time link, to be copied and handed over now: it is shown this once. Without one: why none is needed. */
export function LinkOnce({ name, link }: { name: string; link: Link | null }) {
  const { text, language } = useWords()
  const now = useNow()
  const field = useRef<InputRef>(null)
  const [isCopied, setCopied] = useState(false)
  useEffect(() => field.current?.select(), [])
  if (!link) return <p role="status">{text('people.staff.link.none', { name })}</p>

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link.url)
    } catch {
      // No clipboard on a plain http address in the house, or it was refused: selected, it is one keystroke away.
      field.current?.select()
      return
    }
    setCopied(true)
  }
  return (
    <div className="staff-link">
      <p>{text('people.staff.link.what', { name })}</p>
      <div className="staff-link-line">
        <Input ref={field} readOnly value={link.url} aria-label={text('people.staff.link.label')} />
        <Button
          type="primary"
          icon={isCopied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
          onClick={copy}
        >
          <span role="status">{text(isCopied ? 'people.staff.link.copied' : 'people.staff.link.copy')}</span>
        </Button>
      </div>
      <p className="soft">
        {text('people.staff.link.once', { when: sayMoment(moment(link.expiresAt), now, language) })}
      </p>
    </div>
  )
}
