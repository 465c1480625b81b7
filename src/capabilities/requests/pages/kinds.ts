import type { IconName } from '../../../platform/look/icons.ts'
import type { PictureOption } from '../../../platform/pages/index.ts'
import { aboutChoices } from '../model.ts'
import type { Reader } from './deps.ts'

/** Stands for "something else": no category. */
export const otherKind = 'other'

/** The eight pictures of the plaque page, each for a category of the catalogue. */
const pictures: readonly { code: string; word: string; icon: IconName }[] = [
  { code: 'repair.light', word: 'light', icon: 'lightbulb' },
  { code: 'repair.pipe', word: 'water', icon: 'droplets' },
  { code: 'repair.lift', word: 'lift', icon: 'arrow-up-down' },
  { code: 'env.garbage', word: 'cleaning', icon: 'trash-2' },
  { code: 'noise.neighbour', word: 'noise', icon: 'volume-2' },
  { code: 'road.parking', word: 'parking', icon: 'car' },
  { code: 'care.money', word: 'hardship', icon: 'heart-handshake' },
  { code: otherKind, word: 'other', icon: 'ellipsis' },
]
/** Large mode asks with six (look/phones.png, picture 3). */
const fewer = ['light', 'water', 'lift', 'hardship', 'noise', 'other']

export function pictureOptions({ text, large }: Pick<Reader, 'text' | 'large'>): PictureOption[] {
  const shown = large ? fewer.flatMap((word) => pictures.filter((one) => one.word === word)) : pictures
  return shown.map(({ code, word, icon }) => ({
    value: code,
    word: text(`requests.page.${large ? 'large.kind' : 'kind'}.${word}`),
    icon,
  }))
}

export const pictureCodes: readonly string[] = pictures.map((picture) => picture.code).filter((c) => c !== otherKind)

export type AboutChoice = (typeof aboutChoices)[number]
export const isAboutChoice = (typed: string): typed is AboutChoice =>
  (aboutChoices as readonly string[]).includes(typed)
