import { progress } from './open.ts'

/**
 * Shows how far long work has come: every per cent on a terminal, where one line is written over, every tenth elsewhere.
 * @returns told a share from 0 to 1, as often as one likes
 */
export function percent(what: string): (share: number) => void {
  const step = process.stdout.isTTY ? 1 : 10
  let shown = -1
  return (share) => {
    const now = Math.floor((share * 100) / step) * step
    if (now <= shown) return
    shown = now
    progress(`${what} ${now} %`)
  }
}
