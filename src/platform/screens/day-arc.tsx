import { colours } from '../look/colours.ts'
import { type DaySpan, dayArc } from '../look/day-arc.ts'

/** The day as an arc, with the promise written under it. The picture repeats the words, so only they are read aloud. */
export function DayArc({ label, words, ...day }: DaySpan & { label: string; words: string }) {
  const { width, height, track, waited, ahead, late, reported, sun, due, ends } = dayArc(day)
  return (
    <figure className="day-arc">
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
        <g fill="none" strokeWidth="11" strokeLinecap="round">
          <path d={track} stroke={colours.paneOff} />
          {ahead && <path d={ahead} stroke="#b9d5d3" strokeLinecap="butt" />}
          {waited && <path d={waited} stroke={colours.dai} />}
          {late && <path d={late} stroke={colours.over} />}
          {due && (
            <path
              d={`M${due.from.x} ${due.from.y}L${due.to.x} ${due.to.y}`}
              stroke={late ? colours.over : colours.dai}
              strokeWidth="4"
            />
          )}
        </g>
        {reported && <circle cx={reported.x} cy={reported.y} r="7.5" fill={colours.dai} />}
        <circle
          cx={sun.x}
          cy={sun.y}
          r="12"
          fill={sun.up ? colours.lamp : colours.ground}
          stroke={sun.up ? colours.paper : colours.inkSoft}
          strokeWidth="3"
        />
      </svg>
      <figcaption>
        <span className="day-arc-label">{label}</span>
        <strong>{words}</strong>
      </figcaption>
      <p className="day-arc-ends" aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </p>
    </figure>
  )
}
