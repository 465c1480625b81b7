import type { Random } from '../random.ts'

const floors = ['一', '二', '三', '四', '五', '六']
/** Fills the gaps of a sentence: {层}, the floor above it {层2}, {天} days, {边} side, {点} hour of the night. */
export function fill(text: string, random: Random): string {
  const floor = random.between(0, 4)
  const gaps: Readonly<Record<string, string>> = {
    层: floors[floor] ?? '三',
    层2: floors[floor + 1] ?? '四',
    天: random.pick(['两', '三', '四']),
    边: random.pick(['东', '西', '南', '北']),
    点: random.pick(['十点', '十一点', '半夜']),
  }
  return text.replaceAll(/\{([^}]+)\}/g, (gap, name: string) => gaps[name] ?? gap)
}
