import { markSize, windowMark } from '../../platform/look/window-mark.ts'

/** Where the window mark is fetched for the browser's tab. */
export const iconPath = '/icon.svg'

/** The mark with four panes lit, as a picture of its own. */
export function iconSvg(): string {
  const rects = windowMark({ lit: 4, frame: 'calm' }).map(
    ({ x, y, width, height, rx, fill }) =>
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${rx}" fill="${fill}"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${markSize} ${markSize}">${rects.join('')}</svg>`
}
