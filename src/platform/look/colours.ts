/**
 * The colours of tokens.css that drawings need as values: a picture in a page, an app, an e-mail or on paper cannot
 * always reach a stylesheet. look.test.ts holds them to tokens.css.
 */
export const colours = {
  ink: '#1d2a2b',
  inkSoft: '#51605f',
  line: '#d9e0dd',
  paper: '#ffffff',
  ground: '#f6f4ef',
  edge: '#7b8a88',
  dai: '#12545a',
  daiDeep: '#0c3d42',
  daiWeak: '#e3efee',
  lamp: '#e9a23b',
  lampWeak: '#fdf0d9',
  paneOff: '#d5dedb',
  soon: '#8a5200',
  soonBg: '#fff1d6',
  soonLine: '#b96d06',
  over: '#b3261e',
  overBg: '#fce8e6',
  done: '#1e6b3a',
  doneBg: '#e3f3e8',
  wait: '#51605f',
  waitBg: '#eef1f0',
} as const

/** The five states that a matter's clock can be in; each has a text colour, a tint and a line colour. */
export type ClockState = 'calm' | 'soon' | 'over' | 'done' | 'wait'

/** The colour that a state's lines and dots are drawn in. */
export const lineColour: Readonly<Record<ClockState, string>> = {
  calm: colours.dai,
  soon: colours.soonLine,
  over: colours.over,
  done: colours.done,
  wait: colours.wait,
}
