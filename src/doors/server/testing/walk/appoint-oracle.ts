import { appoints, seats } from '../../../../capabilities/people/appointing/rules.ts'
import type { Holder } from './holders.ts'
import { coversPlace, isArea } from './where.ts'

/** Places and areas that staff are appointed at in the walk: own, beside, above and elsewhere. */
export const spots = ['A', 'B', 'C', 'D', '370705007', '370705008', '370704', '370705', '00'] as const

/** Whether somebody appoints to any role at a community or an area, by `appointing/rules.ts`. */
export function appointsAt({ posts }: Holder, at: string, role?: string): boolean {
  const level = !isArea(at) ? 'community' : ({ 2: 'installation', 6: 'district', 9: 'subdistrict' } as const)[at.length]
  if (!level) return false
  return posts.some((post) => {
    const roles = (appoints[post.role] ?? []).filter((one) => seats[one]?.levels.includes(level))
    const isThere =
      post.role === 'securityAdmin' || (isArea(at) ? isArea(post.at) && at.startsWith(post.at) : coversPlace(post, at))
    return isThere && (role ? roles.includes(role as never) : roles.length > 0)
  })
}
