import { Input, type InputRef } from 'antd'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../../platform/screens/words.tsx'
import { useKeys } from './use-keys.ts'

/** Milliseconds of stillness after which what was typed is looked for. */
const stillness = 300

/** A whole phone. It is looked for by itself, and never stands in an address. */
const wholePhone = /^(\+86)?1\d{10}$/

/** The search field; `/` goes there from anywhere. */
export function QueueSearch(props: {
  value: string
  letters: boolean
  onChange: (typed: string) => void
  /** A phone was typed whole, or no longer; left out where the reader may know no neighbour. */
  onPhone: ((phone: string | null) => void) | undefined
}) {
  const { text } = useWords()
  const { value, letters, onChange, onPhone } = props
  const [typed, setTyped] = useState(value)
  const field = useRef<InputRef>(null)
  const change = useRef(onChange)
  const sent = useRef(value)
  const phone = useRef(onPhone)
  useEffect(() => {
    change.current = onChange
    phone.current = onPhone
  })
  useEffect(() => {
    // The address changed from elsewhere (back, a cleared filter): the field follows.
    if (value !== sent.current) {
      sent.current = value
      setTyped(value)
    }
  }, [value])
  useEffect(() => {
    const words = typed.trim()
    const isPhone = wholePhone.test(words.replaceAll(/[\s-]/g, ''))
    phone.current?.(isPhone ? words : null)
    if (words === sent.current || isPhone) return
    const timer = setTimeout(() => {
      sent.current = words
      change.current(words)
    }, stillness)
    return () => clearTimeout(timer)
  }, [typed])
  useKeys({ '/': () => field.current?.focus() }, letters)

  return (
    <Input
      ref={field}
      type="search"
      className="queue-search"
      aria-label={text('requests.desk.search')}
      placeholder={text('requests.desk.search_hint')}
      title={text(onPhone ? 'requests.desk.search_phone_hint' : 'requests.desk.search_hint')}
      maxLength={100}
      prefix={<Search size={16} aria-hidden="true" />}
      suffix={
        letters && typed === '' ? (
          <span className="key" aria-hidden="true">
            /
          </span>
        ) : (
          <span />
        )
      }
      allowClear
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') field.current?.blur()
      }}
    />
  )
}
