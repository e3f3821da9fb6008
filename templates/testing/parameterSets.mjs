// What each golden path is scaffolded with. Names are the forge's, so each comes once.

const people = {
  owner: 'group:default/payments-team',
  system: 'system:default/checkout-system',
};

const hostileText =
  '"it\'s": `rm -rf` $(id) $HOME ../../etc <script>alert(1)</script> ${{ values.name }} {% raw %} {# x #} [a](javascript:b) #1 | *b* _c_ \\ 日本 🚀';

const longText = `${'Straße für Pakete, '.repeat(11)}`
  .slice(0, 199)
  .concat('.');

function longName(prefix) {
  return `${`${prefix}${'-b'.repeat(24)}`.slice(0, 49)}c`.padEnd(50, 'c');
}

/** The shortest description that scorecards and most forms take. */
const shortText = 'Sends parcels onwards';

/** Every service has the same questions, so the same four sets cover them. */
function serviceSets(prefix, reservedWord, smallestText = shortText) {
  return {
    smallest: {
      name: prefix,
      description: smallestText,
      owner: 'payments-team',
      system: 'checkout-system',
    },
    typical: {
      name: `${prefix}-orders`,
      description: 'Takes orders and tells the warehouse about them',
      ...people,
      namespace: 'production',
      replicas: 3,
    },
    longest: {
      name: longName(prefix),
      description: longText,
      owner: `group:${longName('namespace')}/${'t'.repeat(63)}`,
      system: `system:${longName('namespace')}/${'s'.repeat(63)}`,
      namespace: 'development',
      replicas: 10,
    },
    // A name that YAML reads as something else, and a text that is markup, code and templates.
    hostile: {
      name: reservedWord,
      description: hostileText,
      owner: 'group:no',
      system: 'system:yes',
      namespace: 'staging',
      replicas: 1,
    },
  };
}

/**
 * By template, by the name of the set. Those whose names start with `smallest` run on every
 * change, and together render every file of the golden path.
 */
export const parameterSets = {
  'go-microservice': serviceSets('go', 'null', 'x'),
  'typescript-service': serviceSets('ts', 'true'),
  'python-service': serviceSets('py', 'false'),
  'react-website': serviceSets('re', 'yes'),
  library: {
    'smallest, TypeScript': {
      name: 'li',
      description: shortText,
      owner: 'payments-team',
      system: 'checkout-system',
    },
    'smallest, Python': {
      name: 'lp',
      language: 'python',
      description: shortText,
      owner: 'payments-team',
      system: 'checkout-system',
    },
    typical: {
      name: 'durations',
      language: 'typescript',
      description: 'Reads durations as people write them',
      ...people,
    },
    longest: {
      name: longName('lib'),
      language: 'python',
      description: longText,
      owner: `group:${longName('namespace')}/${'t'.repeat(63)}`,
      system: `system:${longName('namespace')}/${'s'.repeat(63)}`,
    },
    'hostile, TypeScript': {
      name: 'off',
      language: 'typescript',
      description: hostileText,
      owner: 'group:no',
      system: 'system:yes',
    },
    'hostile, Python': {
      name: 'null-ish',
      language: 'python',
      description: hostileText,
      owner: 'group:no',
      system: 'system:yes',
    },
  },
  'documentation-site': {
    smallest: {
      name: 'do',
      description: shortText,
      owner: 'payments-team',
      system: 'checkout-system',
    },
    typical: {
      name: 'handbook',
      description: 'How Harborline builds and runs its software',
      ...people,
    },
    longest: {
      name: longName('docs'),
      description: longText,
      owner: `group:${longName('namespace')}/${'t'.repeat(63)}`,
      system: `system:${longName('namespace')}/${'s'.repeat(63)}`,
    },
    hostile: {
      name: 'no',
      description: hostileText,
      owner: 'group:no',
      system: 'system:yes',
    },
  },
};

/** Values that must be refused, each with what the message has to say, and who takes them all the same. */
export const refusedValues = [
  ['a name with a capital', { name: 'Orders' }, /does not match pattern/],
  ['a name of one letter', { name: 'a' }, /does not match pattern/],
  ['a name that leads elsewhere', { name: '../etc' }, /does not match pattern/],
  [
    'a name in another script',
    { name: 'größe-日本' },
    /does not match pattern/,
  ],
  ['a name with a line break', { name: 'ab\n' }, /does not match pattern/],
  ['a name with an expression', { name: '${{ 1 }}' }, /does not match pattern/],
  [
    'a name of 100 characters',
    { name: 'a'.repeat(100) },
    /maximum length of 50/,
  ],
  [
    'a description that scorecards would not take',
    { description: 'Sends parcels onward' },
    /minimum length of 21/,
    // Its form is older than that rule.
    ['go-microservice'],
  ],
  ['no description', { description: '  ' }, /does not match pattern/],
  [
    'a description of two lines',
    { description: 'a\nkind: User' },
    /does not match pattern/,
  ],
  [
    'a description of 201 characters',
    { description: 'd'.repeat(201) },
    /maximum length of 200/,
  ],
  ['a user as the owner', { owner: 'user:default/ada' }, /does not match/],
  ['an owner with a line break', { owner: 'a\nkind: User' }, /does not match/],
  ['no owner', { owner: undefined }, /requires property "owner"/],
  ['a component as the system', { system: 'component:cart' }, /does not match/],
];
