import { createContext, type ReactNode, useContext } from 'react'

/** What screens of any capability need to know of who is signed in. */
export interface Reader {
  readonly personId: string
  readonly name: string
  /** Desks whose work this person does. */
  readonly deskIds: readonly string[]
}

const Context = createContext<Reader | null>(null)

export function ReaderProvider({ reader, children }: { reader: Reader; children: ReactNode }) {
  return <Context value={reader}>{children}</Context>
}

/** Who reads. Only below a door's sign-in. */
export function useReader(): Reader {
  const reader = useContext(Context)
  if (!reader) throw new Error('useReader outside of ReaderProvider')
  return reader
}
