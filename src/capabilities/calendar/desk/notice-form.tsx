import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useWords } from '../../../platform/screens/words.tsx'
import type { CalendarDay } from '../model.ts'
import { readNotice } from '../rules-for-notice.ts'

/** Reads a pasted notice into the list; what could not be read is told line by line and stays in the field. */
export function NoticeForm({ year, onRead }: { year: number; onRead: (days: readonly CalendarDay[]) => void }) {
  const { text } = useWords()
  const [notice, setNotice] = useState('')
  const [read, setRead] = useState<ReturnType<typeof readNotice> | null>(null)
  return (
    <section className="calendar-part" aria-labelledby="calendar-paste">
      <h2 id="calendar-paste">{text('calendar.desk.paste.title')}</h2>
      <Form
        layout="vertical"
        onFinish={() => {
          const said = readNotice(notice, year)
          setRead(said)
          if (said.days.length > 0) onRead(said.days)
        }}
      >
        <Form.Item
          htmlFor="calendar-notice"
          label={text('calendar.desk.paste.label', { year })}
          extra={<span id="calendar-notice-example">{text('calendar.desk.paste.example', { year })}</span>}
        >
          <Input.TextArea
            id="calendar-notice"
            aria-describedby="calendar-notice-example"
            // Not autoSize: it sets the style attribute as text, which the policy refuses.
            rows={5}
            maxLength={10_000}
            value={notice}
            onChange={({ target }) => setNotice(target.value)}
          />
        </Form.Item>
        <Button htmlType="submit" disabled={notice.trim() === ''}>
          {text('calendar.desk.paste.read')}
        </Button>
      </Form>
      <div role="status">
        {read ? (
          <p className="calendar-read">
            {read.days.length > 0
              ? text('calendar.desk.paste.done', { count: read.days.length })
              : text('calendar.desk.paste.nothing')}
          </p>
        ) : null}
        {read && read.unread.length > 0 ? (
          <>
            <p>{text('calendar.desk.paste.unread', { count: read.unread.length })}</p>
            <ul className="calendar-unread">
              {read.unread.map(({ line, words, reason }) => (
                <li key={line}>
                  <span className="soft">{text('calendar.desk.paste.line', { line })}</span> {words}{' '}
                  <strong>{text(`calendar.desk.unread.${reason}`, { year })}</strong>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </section>
  )
}
