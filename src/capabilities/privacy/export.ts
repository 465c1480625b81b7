import type { Held } from './service.ts'

/** What a person carries away (PIPL art. 45): all that is held, by plain names, without ids of anybody else. */
export function exportOf({ account, posts, channels, matters, changes }: Held) {
  return {
    format: 'silin-my-data/1',
    account,
    posts: posts.map((post) =>
      post.kind === 'place' ? { role: post.role, place: post.placeName } : { role: post.role, place: post.areaName },
    ),
    channels,
    matters: matters.map(({ communityId: _community, voiceId: _voice, words, mustStay: _stay, ...matter }) => ({
      ...matter,
      words: words.map(({ at, text, photos }) => ({
        at,
        text,
        photos: photos.map((photo) => `${matter.page}/photos/${photo}?size=full`),
      })),
    })),
    changes: changes.map(({ what, at, photos }) => ({ what, at: at.toString(), photos })),
  }
}
