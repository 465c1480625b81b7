import { Button } from 'antd'
import { FileSpreadsheet } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { useWords } from '../../../platform/screens/words.tsx'

/** Where a roster is dropped or chosen. */
export function RosterDrop({ isBusy, onFile }: { isBusy: boolean; onFile: (file: File) => void }) {
  const { text } = useWords()
  const [isOver, setOver] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const take = (file: File | undefined) => {
    if (file && !isBusy) onFile(file)
  }
  const over = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  return (
    <section
      className={isOver ? 'roster-drop roster-drop-over' : 'roster-drop'}
      aria-label={text('places.desk.roster.drop')}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files[0])
      }}
    >
      <FileSpreadsheet size={32} aria-hidden="true" />
      <p>{text('places.desk.roster.drop')}</p>
      <Button type="primary" size="large" loading={isBusy} onClick={() => chooser.current?.click()}>
        {text('places.desk.roster.choose')}
      </Button>
      <p className="soft">{text('places.desk.roster.promise')}</p>
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label={text('places.desk.roster.choose')}
        accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => {
          take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </section>
  )
}
