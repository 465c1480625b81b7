import type { MarkFrame, PanesLit } from '../../../platform/look/window-mark.ts'
import type { Status } from '../model.ts'

/** Panes lit by what has happened; nothing but a neighbour's word lights the fourth (look.md, "One idea"). */
export function markOf(matter: {
  status: Status
  overdue?: boolean
  accepted?: boolean
  closing?: 'confirmed' | 'called_back' | 'unconfirmed' | null
}): { lit: PanesLit; frame: MarkFrame } {
  const { status, overdue = false, accepted = true, closing = null } = matter
  switch (status) {
    case 'reported':
      return { lit: 1, frame: overdue ? 'over' : 'calm' }
    case 'accepted':
      return { lit: 2, frame: overdue ? 'over' : 'calm' }
    case 'needs_info':
    case 'shelved':
      return { lit: accepted ? 2 : 1, frame: 'paused' }
    case 'resolved':
      return { lit: 3, frame: 'calm' }
    case 'closed':
      return { lit: closing === 'confirmed' || closing === 'called_back' ? 4 : 3, frame: 'calm' }
    case 'withdrawn':
    case 'declined':
    case 'merged':
    case 'redirected':
      return { lit: 0, frame: 'unlit' }
  }
}
