import { useWords } from './words.tsx'

/** Something that is on or off at once, said in a word beside the picture. */
export function Switch(props: { label: string; hint: string; on: boolean; onChange: (on: boolean) => void }) {
  const { text } = useWords()
  const { label, hint, on, onChange } = props
  return (
    <label className="switch">
      <span>
        <strong>{label}</strong>
        <span className="soft block">{hint}</span>
      </span>
      <span className="switch-state" aria-hidden="true">
        {text(on ? 'screens.on' : 'screens.off')}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        onChange={({ target }) => onChange(target.checked)}
      />
    </label>
  )
}
