import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Category } from '../model.ts'
import { catalogue } from './queries.ts'

export interface CategoryNode {
  value: string
  title: string
  children?: CategoryNode[]
  selectable?: boolean
}

/**
 * The catalogue in the reader's language: a name for each code, and a tree of groups for the choosers.
 * A code that the catalogue no longer has is said as it is.
 */
export function useCategories(): { nameOf: (code: string | null) => string; tree: CategoryNode[] } {
  const { text, language } = useWords()
  const { data } = useQuery(catalogue)
  return useMemo(() => {
    const items: readonly Category[] = data?.items ?? []
    const names = new Map(items.map((item) => [item.code as string, item.names[language]]))
    const groups = new Map<string, CategoryNode>()
    for (const item of items) {
      const group = groups.get(item.group) ?? { value: item.group, title: item.groupNames[language], children: [] }
      group.children?.push({ value: item.code, title: item.names[language] })
      groups.set(item.group, group)
    }
    return {
      tree: [...groups.values()],
      nameOf: (code) => (code === null ? text('requests.desk.category.none') : (names.get(code) ?? code)),
    }
  }, [data, language, text])
}
