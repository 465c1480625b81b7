/**
 * The name that a neighbour would call: 张桂兰 is 桂兰, 欧阳桂兰 is 桂兰, 王敏 stays 王敏; of a name in letters the
 * first word.
 */
export function shortName(name: string): string {
  const trimmed = name.trim()
  if (/^\p{Script=Han}{3,}$/u.test(trimmed)) return [...trimmed].slice(-2).join('')
  return /\p{Script=Han}/u.test(trimmed) ? trimmed : (trimmed.split(/\s+/)[0] ?? trimmed)
}
