/** One measured figure, its bound, and whether it keeps it. */
export interface Figure {
  readonly what: string
  readonly value: string
  readonly bound: string
  readonly isOk: boolean
  /** All numbers behind it, for the JSON file: milliseconds, bytes, or a second's count, as the names say. */
  readonly numbers: Readonly<Record<string, number>>
}

/** One sentence a line: the figure, its bound, and whether it is kept. */
export function table(figures: readonly Figure[]): string {
  const width = (of: (figure: Figure) => string) => Math.max(...figures.map((figure) => of(figure).length))
  const [what, value, bound] = [width((one) => one.what), width((one) => one.value), width((one) => one.bound)]
  return figures
    .map((one) =>
      [one.what.padEnd(what), one.value.padEnd(value), one.bound.padEnd(bound), one.isOk ? 'ok' : 'MISSED'].join('  '),
    )
    .join('\n')
}

/** At least so many times as fast as what it is measured against, within one run. */
export function ratio(
  what: string,
  measured: { readonly perSecond: number; readonly p99: number },
  against: { readonly what: string; readonly perSecond: number },
  bound: { readonly least: number; readonly p99?: number },
): Figure {
  const times = measured.perSecond / against.perSecond
  const isLate = bound.p99 !== undefined && measured.p99 > bound.p99
  return {
    what,
    value: `${times.toFixed(2)} of ${against.what} (${round(measured.perSecond)}/s of ${round(against.perSecond)}/s), p99 ${round(measured.p99)} ms`,
    bound: `≥ ${bound.least}${bound.p99 === undefined ? '' : `, p99 ≤ ${bound.p99} ms`}`,
    isOk: times >= bound.least && !isLate,
    numbers: { perSecond: measured.perSecond, p99: measured.p99, against: against.perSecond, ratio: times },
  }
}

export const round = (number: number): number => (number < 10 ? Math.round(number * 10) / 10 : Math.round(number))
