import { CircleCheck, Clock, Pause, Timer, TriangleAlert } from 'lucide-react'
import { type ClockedMatter, clockWords, spokenDeadline } from '../../../platform/screens/clock-words.ts'
import { DayBar } from '../../../platform/screens/day-bar.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'

const icons = { calm: Clock, soon: Timer, over: TriangleAlert, done: CircleCheck, wait: Pause }

/** The clock of a matter in words, and where there is one, the slim day beside them. */
export function ClockLine({ matter, bar = true }: { matter: ClockedMatter; bar?: boolean }) {
  const { text, language } = useWords()
  const now = useNow()
  const { key, values, tone } = clockWords(matter, now, language)
  const Icon = icons[tone]
  const deadline = spokenDeadline(matter, now)
  return (
    <p className="clock-line">
      <span className={`chip chip-${tone}`}>
        <Icon aria-hidden="true" />
        {text(key, values)}
      </span>
      {bar && deadline && tone !== 'wait' && <DayBar deadline={deadline} now={now} tone={tone} />}
    </p>
  )
}
