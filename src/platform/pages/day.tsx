import { colours } from '../look/colours.ts'
import { type DaySpan, dayArc } from '../look/day-arc.ts'
import type { BarRect, DayBar as DayBarShape } from '../look/day-bar.ts'

export type DayArcProps = DaySpan & {
  /** Above the promise: "今天". */
  label: string
  /** The promise in words: "21:00 前解决". */
  words: string
  /** It is solved: the time it took is drawn as done and no sun is out. */
  finished?: boolean | undefined
}

/** The day as an arc with the promise written under it. The picture repeats the words, so only they are read aloud. */
export function DayArc({ label, words, finished = false, ...day }: DayArcProps): JSX.Element {
  const { width, height, track, waited, ahead, late, reported, sun, due, ends } = dayArc(day)
  const colour = finished ? colours.done : colours.dai
  return (
    <figure class="day">
      <svg viewBox={`0 0 ${width} ${height}`} width={String(width)} height={String(height)} aria-hidden="true">
        <g fill="none" stroke-width="11" stroke-linecap="round">
          <path d={track} stroke={colours.paneOff} />
          {ahead !== null && !finished && <path d={ahead} stroke="#b9d5d3" stroke-linecap="butt" />}
          {waited !== null && <path d={waited} stroke={colour} />}
          {late !== null && <path d={late} stroke={colours.over} />}
          {due !== null && (
            <path
              d={`M${due.from.x} ${due.from.y}L${due.to.x} ${due.to.y}`}
              stroke={late === null ? colours.dai : colours.over}
              stroke-width="4"
            />
          )}
        </g>
        {reported !== null && <circle cx={reported.x} cy={reported.y} r="7.5" fill={colour} />}
        {finished ? (
          <circle cx={sun.x} cy={sun.y} r="7.5" fill={colour} />
        ) : (
          <circle
            cx={sun.x}
            cy={sun.y}
            r="12"
            fill={sun.up ? colours.lamp : colours.ground}
            stroke={sun.up ? colours.paper : colours.inkSoft}
            stroke-width="3"
          />
        )}
      </svg>
      <figcaption>
        <span class="soft" safe>
          {label}
        </span>
        <strong safe>{words}</strong>
      </figcaption>
      <p class="ends soft" aria-hidden="true">
        <span safe>{ends[0]}</span>
        <span safe>{ends[1]}</span>
      </p>
    </figure>
  )
}

/** The slim bar or the ticks of a list row, from `dayBar()` or `dayTicks()`; the words stand beside it. */
export function DayBar({ bar }: { bar: DayBarShape }): JSX.Element {
  return (
    <svg
      class="bar"
      viewBox={`0 0 ${bar.width} ${bar.height}`}
      width={String(bar.width)}
      height={String(bar.height)}
      aria-hidden="true"
    >
      {bar.rects.map(Rectangle)}
      {bar.dot !== null && <circle cx={bar.dot.x} cy={bar.dot.y} r={bar.dot.r} fill={bar.dot.fill} />}
    </svg>
  )
}

function Rectangle({ x, y, width, height, rx, fill }: BarRect): JSX.Element {
  return <rect x={x} y={y} width={width} height={height} rx={rx} fill={fill} />
}
