import { describe, expect, it } from 'vitest'
import { deviceWords } from './device-words.ts'
import { chromeOnWindows, wechatOnAndroid } from './testing/browser.ts'

describe('a device in words', () => {
  it.each([
    [chromeOnWindows, 'chrome windows'],
    [wechatOnAndroid, 'wechat android'],
    [`${chromeOnWindows} Edg/142.0.0.0`, 'edge windows'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
      'safari iphone',
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15', 'safari mac'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox linux'],
    [
      'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile',
      'huawei harmony',
    ],
    ['curl/8.5.0', 'other other'],
    ['', 'other other'],
    [undefined, 'other other'],
    ['x'.repeat(100_000), 'other other'],
  ])('%s', (line, words) => {
    expect(deviceWords(line)).toBe(words)
  })
})
