import type { Handler } from '../src/capabilities/requests/model.ts'
import { day, hour, midnight, minute, workingDayAfter } from './hours.ts'
import type { Life, StaffStep } from './life.ts'
import { daytime, type Scene } from './scenes.ts'
import { deskHandler } from './world.ts'

const accept: StaffStep = { type: 'accept' }
const note = (text: string): StaffStep => ({ type: 'note', text, public: true, photos: [] })
const act = (text: string): StaffStep => ({ type: 'act', text, photos: [] })
const solve = (text: string): StaffStep => ({ type: 'resolve', text, photos: [] })
const handOver = (to: Handler, text: string): StaffStep => ({ type: 'hand_over', to, text })

function unitLeadOf(life: Life): Handler {
  const lead = life.world.circumstances(life.report.place, life.at).ladder.find((rung) => rung.handler.level === 1)
  if (!lead) throw new Error('the stairwell of a scene has no lead')
  return lead.handler
}

/** Told by hand: 张桂兰's stairwell first, then what the desk's picture shows around it. */
export function openScenes(now: number): Scene[] {
  return [...atShowPlaque(now), ...late(now), ...around(now)]
}

function atShowPlaque(now: number): Scene[] {
  const path = '3号楼 2单元'
  const base = daytime(now)
  const morning = (daysAgo: number, at: number) => midnight(now) - daysAgo * day + at * hour
  const lampAgain = (daysAgo: number): Scene => ({
    path,
    category: 'repair.light',
    text: '二楼的灯不亮了。换过没多久',
    at: morning(daysAgo, 18.6),
    deeds: [
      [9, 'handler', accept],
      [70, 'handler', solve('换了灯泡')],
      [130, 'voice', { type: 'confirm', solved: true, score: 5, text: '亮了，谢谢' }],
    ],
  })
  return [
    lampAgain(26),
    lampAgain(12),
    {
      path,
      category: null,
      text: '三楼的灯不亮了。老人上楼看不见',
      at: base - 80 * minute,
      deeds: [[14, 'community', { type: 'reclassify', category: 'repair.light' }]],
    },
    {
      path,
      category: null,
      text: '一楼门禁刷不开。进出都得等人开门',
      at: base - 125 * minute,
      voices: 4,
      deeds: [
        [11, 'handler', accept],
        [16, 'handler', { type: 'reclassify', category: 'repair.door' }],
        [40, 'handler', act('试过了，是读卡头坏了，物业今天来修')],
      ],
    },
    {
      path,
      category: 'repair.drain',
      text: '下水道返味。一楼到三楼都闻得到',
      at: morning(1, 9.3),
      voices: 3,
      deeds: [
        [20, 'handler', accept],
        [
          45,
          'handler',
          (life) => handOver(deskHandler(life.world.desk('property', life.report.place)), '主管道的事，请物业来'),
        ],
        [60, 'handler', accept],
        [150, 'handler', act('到了，主管道里有油垢')],
        [290, 'handler', solve('已疏通，放水试过，地漏加了水封')],
      ],
    },
    {
      path,
      category: 'safety.clutter',
      text: '五楼楼道堆了纸箱。过人都得侧身',
      at: morning(1, 16.2),
      deeds: [
        [35, 'handler', accept],
        [150, 'handler', note('问到是谁家的了，约好周末搬下去')],
      ],
    },
    {
      path,
      category: 'noise.neighbour',
      text: '楼上半夜拖椅子。睡不踏实',
      at: morning(1, 8.1),
      confidential: true,
      deeds: [
        [40, 'handler', accept],
        [600, 'handler', solve('去坐了坐，椅子腿包了垫，说好十点以后不动')],
      ],
    },
    {
      path,
      category: 'env.garbage',
      text: '单元门口垃圾桶满了。招苍蝇',
      at: base - 50 * minute,
      deeds: [
        [20, 'handler', (life) => handOver(unitLeadOf(life), '清运车下午才到，您离得近，能不能先看看要不要换桶')],
      ],
    },
  ]
}

/** What stays late: the clock has handed it up, and somebody is on it. */
function late(now: number): Scene[] {
  return [
    {
      path: '36号楼 1单元',
      category: 'repair.lift_trap',
      text: '电梯困人已放出，待检修。十二楼下来的那部',
      at: now - 26 * hour,
      voices: 6,
      deeds: [
        [2, 'handler', accept],
        [17, 'handler', act('维保到了，人已放出，没有受伤')],
        [60, 'handler', note('电梯先停用，等厂家的配件')],
        [24 * 60 + 3, 'handler', accept],
      ],
    },
    {
      path: '50号楼 1单元',
      category: 'property.committee',
      text: '业委会到期了没人换届。公共收益也没人管',
      at: now - 13 * day,
      voices: 2,
      deeds: [[6 * 24 * 60, 'handler', accept]],
    },
    {
      path: '12号楼',
      category: 'env.garbage',
      text: '垃圾桶满溢。昨天一整天没人收',
      at: midnight(now) - day + 9.4 * hour,
      voices: 2,
      deeds: [
        [25, 'handler', accept],
        [120, 'handler', act('清运车坏在路上，在找车')],
        [23 * 60, 'handler', accept],
      ],
    },
  ]
}

function around(now: number): Scene[] {
  const base = daytime(now)
  const before = (days: number, at: number) => midnight(now) - days * day + at * hour
  const renovation = before(1, 8.6)
  return [
    {
      path: '5号楼',
      category: 'road.flood',
      text: '地下室进水了。已经没过脚面',
      at: base - 75 * minute,
      voices: 12,
      deeds: [[8, 'handler', accept]],
    },
    {
      path: '2号楼',
      category: 'safety.fire_lane',
      text: '东门乱停车堵消防道。救护车进不来',
      at: base - 70 * minute,
      voices: 17,
      deeds: [[12, 'handler', accept]],
    },
    {
      path: '11号楼',
      category: 'noise.renovation',
      text: '楼上装修周末也施工。电钻一响一天',
      at: renovation,
      voices: 9,
      deeds: [
        [25, 'handler', accept],
        [190, 'handler', solve('找到工头了，说好中午和周末不干')],
        [(base - renovation) / minute - 70, 'voice', { type: 'confirm', solved: false, text: '今天又开始了' }],
        [(base - renovation) / minute - 52, 'handler', accept],
      ],
    },
    {
      path: '9号楼 1单元',
      category: 'policy.ageing',
      text: '高龄补贴没到账。以前都是月初来',
      at: before(1, 10.1),
      deeds: [[30, 'handler', { type: 'ask', text: '请说一下存折是哪家银行的，最近换过没有' }]],
    },
    {
      path: '14号楼 3单元',
      category: 'care.alone',
      text: '独居老人三天没下楼。敲门也没应',
      at: base - 115 * minute,
      deeds: [
        [15, 'handler', accept],
        [60, 'handler', note('已给他儿子打电话，正拿钥匙赶来')],
      ],
    },
    {
      path: '22号楼 2单元',
      category: 'repair.roof',
      text: '顶楼下雨就漏。卧室墙角湿了一大片',
      at: before(30, 9.9),
      voices: 5,
      deeds: [
        [60, 'handler', accept],
        [
          2 * 24 * 60,
          'handler',
          (life) => ({
            type: 'shelve',
            text: '要动维修资金，等明年开春一起做',
            reviewDay: workingDayAfter(now, 20, life.world.calendar),
          }),
        ],
      ],
    },
  ]
}
