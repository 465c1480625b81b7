import type { Random } from './random.ts'

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔',
]
const given = [
  ...['桂兰', '秀英', '玉珍', '淑华', '凤霞', '春梅', '爱芹', '月娥', '素云', '翠平', '红霞', '丽萍', '海燕', '晓红'],
  ...['建国', '志强', '卫东', '永福', '德顺', '长河', '守义', '传军', '振华', '光明', '庆林', '维民', '立新', '兴旺'],
  ...['晓敏', '文静', '雪梅', '慧敏', '佳怡', '雨晴', '欣然', '子涵', '明哲', '浩然', '俊杰', '宇航', '立', '勇', '敏'],
  ...['兰芝', '美玲', '金凤', '保国', '学文', '成才', '宝山', '怀玉', '景春', '延寿', '福来', '世昌', '培生', '同庆'],
]

/** A made-up name. */
export function inventName(random: Random): string {
  return random.pick(surnames) + random.pick(given)
}

/** Made-up names that are all different, and different from those that are taken. */
export function inventNames(random: Random, count: number, taken: readonly string[] = []): string[] {
  const names = new Set<string>()
  while (names.size < count) {
    const name = inventName(random)
    if (!taken.includes(name)) names.add(name)
  }
  return [...names]
}

/** Every phone of the demo lies in 138 0000 xxxx, which is nobody's: +8613800000001 is the first. */
export function demoMobile(number: number): string {
  if (!Number.isInteger(number) || number < 1 || number > 9999)
    throw new RangeError(`no demo phone has number ${number}`)
  return `+861380000${String(number).padStart(4, '0')}`
}

/** Landlines of desks: 0536-8888 00xx. */
export function demoLandline(number: number): string {
  return `0536-888800${String(number).padStart(2, '0')}`
}
