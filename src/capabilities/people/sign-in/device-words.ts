/** In order: the first whose sign stands in the browser's line about itself. Apps and copies of a browser come before it. */
const browsers: readonly (readonly [string, RegExp])[] = [
  ['wechat', /MicroMessenger/],
  ['dingtalk', /DingTalk/i],
  ['alipay', /AlipayClient/],
  ['edge', /Edg(e|A|iOS)?\//],
  ['qq', /M?QQBrowser/],
  ['uc', /UCBrowser|UCWEB/],
  ['huawei', /HuaweiBrowser|ArkWeb/],
  ['miui', /MiuiBrowser/],
  ['firefox', /Firefox|FxiOS/],
  ['chrome', /Chrom(e|ium)|CriOS/],
  ['safari', /Safari/],
]
const systems: readonly (readonly [string, RegExp])[] = [
  ['harmony', /HarmonyOS|OpenHarmony/],
  ['android', /Android/],
  ['iphone', /iPhone/],
  ['ipad', /iPad/],
  ['windows', /Windows/],
  ['mac', /Macintosh|Mac OS X/],
  ['linux', /Linux|X11/],
]
const find = (list: typeof browsers, line: string) => list.find(([, sign]) => sign.test(line))?.[0] ?? 'other'

/**
 * Browser and system in two words of our own lists, so that somebody knows their own device again in the list of
 * sessions. Nothing else of what a browser says of itself is kept.
 */
export function deviceWords(userAgent: string | undefined): string {
  const line = (userAgent ?? '').slice(0, 500)
  return `${find(browsers, line)} ${find(systems, line)}`
}
