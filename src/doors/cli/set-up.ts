import { createInterface } from 'node:readline/promises'
import {
  addDutyOfficer,
  addStaff,
  createPeople,
  createSignIn,
  judgePassword,
  mobilePhone,
  type Phone,
} from '../../capabilities/people/index.ts'
import { appointAtCommunity, foundCommunity } from '../../capabilities/places/index.ts'
import { Deed } from '../../platform/audit/deed.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { requireOwnKind } from './kind-of-instance.ts'
import { type Life, live } from './life.ts'
import { type Opened, open } from './open.ts'

interface Options {
  readonly area: string
  readonly name: string
  readonly phone: string
  readonly sponsor: string
  readonly filing?: string
  readonly secretary: string
  readonly duty: string
  readonly dutyPhone: string
}

/** A password from the terminal or, in scripts, the first line of standard input; never from the command line, which others can read. */
async function askPassword(account: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdin.isTTY ? process.stdout : undefined })
  const typed = process.stdin.isTTY
    ? await lines.question(`Password for ${account} (12 signs or more): `)
    : (await lines[Symbol.asyncIterator]().next()).value
  lines.close()
  const password = String(typed ?? '').trim()
  const fault = judgePassword(password, [account])
  if (fault === 'short') throw new ConfigError('password', 'needs 12 signs or more')
  if (fault)
    throw new ConfigError(
      'password',
      `is too easy to guess (${fault}); several words that have nothing to do with each other are good`,
    )
  return password
}

/** `silin setup`: a community, its ladder of desks, and the secretary's account. */
export async function setUp(config: Config, options: Options): Promise<void> {
  // The secret has to be the one that the server will run with: names are sealed with it.
  if (!config.production) throw new ConfigError('SILIN_ENV', 'must be production to set up a community of your own')
  if (!/^\d{12}$/.test(options.area))
    throw new ConfigError('--area', 'is a 12-digit statistics code, such as 370705007008')
  const dutyPhone = mobilePhone.safeParse(options.dutyPhone)
  if (!dutyPhone.success) throw new ConfigError('--duty-phone', 'is a mobile phone of 11 digits')
  const password = await askPassword(options.secretary)
  await live(async (life) => {
    const { house, database } = await open(life, config, false, true)
    const deed = new Deed({ what: 'cli.setup', personId: null, address: null, isOfOperator: true })
    await house.database.during(deed, () => found(life, { house, database }, options, dutyPhone.data, password))
  })
}

async function found(
  life: Life,
  { house, database }: Pick<Opened, 'house' | 'database'>,
  options: Options,
  dutyPhone: Phone,
  password: string,
): Promise<void> {
  await requireOwnKind(house)
  const signIn = createSignIn(
    house,
    createPeople(house),
    { send: async () => {} },
    { databaseUrl: database.appUrl, secret: database.secret },
  )
  life.hold(signIn.close)
  const community = await foundCommunity(house, {
    areaCode: options.area,
    name: options.name,
    phone: options.phone,
    sponsor: options.sponsor,
    filingNumber: options.filing ?? null,
    dutyName: options.duty,
  })
  if (!community) throw new ConfigError('--area', `there is a community of ${options.area} already`)
  await addDutyOfficer(house, { name: options.duty, phone: dutyPhone, areaCode: options.area.slice(0, 6) })
  const userId = await signIn.makeAccount(options.secretary, password)
  const person = await addStaff(house, { account: options.secretary, name: options.secretary, userId, office: null })
  await appointAtCommunity(house, community, person, 'communitySecretary')
  console.log(`${options.name} is set up. Next: sign in to the desk as ${options.secretary} and import the roster.`)
}
