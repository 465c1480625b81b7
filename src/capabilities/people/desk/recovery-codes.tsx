import { Button } from 'antd'
import { Check, Copy, Download } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../../../platform/screens/words.tsx'

/** Recovery codes, shown this once: to be written down, copied or saved, and then left. */
export function RecoveryCodes(props: { codes: readonly string[]; onKept: () => void }) {
  const { text } = useWords()
  const { codes, onKept } = props
  const [isCopied, setCopied] = useState(false)
  const lines = codes.join('\n')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(lines)
      setCopied(true)
    } catch {
      // No clipboard on a plain http address: they stand there to be written down, or are saved as a file.
    }
  }
  return (
    <div className="recovery-codes">
      <p>{text('people.desk.factor.codes.what')}</p>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="recovery-codes-ways">
        <Button
          icon={isCopied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
          onClick={copy}
        >
          <span role="status">
            {text(isCopied ? 'people.desk.factor.codes.copied' : 'people.desk.factor.codes.copy')}
          </span>
        </Button>
        <Button
          icon={<Download size={16} aria-hidden="true" />}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${lines}\n`)}`}
          download="silin-codes.txt"
        >
          {text('people.desk.factor.codes.save')}
        </Button>
      </div>
      <Button type="primary" block size="large" onClick={onKept}>
        {text('people.desk.factor.codes.kept')}
      </Button>
    </div>
  )
}
