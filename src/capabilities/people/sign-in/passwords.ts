import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { passwordLength } from '../appointing/model.ts'

/** Why a password is not taken, as the end of a message's key: `people.password.<fault>` says it, and what would help. */
export const passwordFaults = ['short', 'long', 'common', 'personal', 'repeats', 'sequence', 'date', 'weak'] as const
export type PasswordFault = (typeof passwordFaults)[number]

/** What everybody thinks of first here. */
const ours = [
  'silin',
  '四邻',
  'linzhang',
  '邻长',
  'shequ',
  '社区',
  'wangge',
  '网格',
  'weifang',
  '潍坊',
  'kuiwen',
  '奎文',
]

/** Read at the first password: 50,000 that were found in breaches, and the keyboards on which others are walked. */
let estimator: ZxcvbnFactory | undefined

/** The same password however it is typed (NIST SP 800-63B 3.1.1.2: Unicode, normalised before it is hashed). */
export const normalPassword = (typed: string): string => typed.normalize('NFKC')

/**
 * Whether a password is good enough: long, and not to be found by who tries what was breached, what is trivial, and what
 * is known of its owner. No signs of certain kinds are asked for and none runs out (NIST SP 800-63B 3.1.1.2; GB/T
 * 22239-2019 8.1.4.1 asks for complexity, which the estimate of guesses stands for).
 * @param known of the person: account, name, community
 */
export function judgePassword(typed: string, known: readonly string[]): PasswordFault | null {
  const password = normalPassword(typed)
  const length = [...password].length
  if (length < passwordLength.least) return 'short'
  if (length > passwordLength.most) return 'long'
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
  const words = [...ours, ...known.flatMap(wordsOf)]
  const { score, sequence } = estimator.check(password, words)
  // 4 of 4: more than 10^10 guesses by somebody who knows all of the above.
  if (score >= 4) return null
  // What the most of the password is made of is what its owner can do better.
  const weakest = [...sequence].sort((one, other) => other.token.length - one.token.length)[0]
  if (weakest?.pattern === 'dictionary') return weakest.dictionaryName === 'userInputs' ? 'personal' : 'common'
  if (weakest?.pattern === 'repeat') return 'repeats'
  if (weakest?.pattern === 'sequence' || weakest?.pattern === 'spatial') return 'sequence'
  if (weakest?.pattern === 'date' || weakest?.pattern === 'regex') return 'date'
  return 'weak'
}

/** A text and the words in it: `zhao.zhuren` is guessed as `zhao` as well. */
function wordsOf(text: string): string[] {
  const parts = text.split(/[\s.\-_@·]+/).filter((part) => part.length > 1)
  return [...new Set([text, ...parts])].filter((part) => part.trim() !== '')
}
