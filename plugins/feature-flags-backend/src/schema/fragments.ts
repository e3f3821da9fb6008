// What the paths of the API have in common. Responses are closed objects, so that handlers are checked against them.

const text = { type: 'string' } as const;
const names = { type: 'array', items: text } as const;
const revision = { type: 'integer', minimum: 0 } as const;
const timestamp = { type: 'string', format: 'date-time' } as const;
const anything = {} as const;
const anyObject = { type: 'object', additionalProperties: anything } as const;
const state = { type: 'string', enum: ['ENABLED', 'DISABLED'] } as const;
const reason = { type: 'string', maxLength: 1000 } as const;

const kind = {
  type: 'string',
  enum: ['release', 'experiment', 'operational', 'kill-switch', 'permission'],
} as const;

const flagType = {
  type: 'string',
  enum: ['boolean', 'string', 'number', 'object'],
} as const;

const metadata = {
  type: 'object',
  additionalProperties: {
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
  },
} as const;

const variants = {
  type: 'object',
  additionalProperties: {
    anyOf: [
      { type: 'boolean' },
      { type: 'string' },
      { type: 'number' },
      anyObject,
    ],
  },
} as const;

const prerequisites = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['flagKey', 'variants'],
    properties: { flagKey: text, variants: names },
  },
} as const;

const problemProperties = { pointer: text, message: text } as const;

const problem = {
  type: 'object',
  additionalProperties: false,
  required: ['pointer', 'message'],
  properties: problemProperties,
} as const;

const environment = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'title', 'isProduction'],
  properties: { name: text, title: text, isProduction: { type: 'boolean' } },
} as const;

const flagSet = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'entityRef', 'bucketing', 'revision', 'createdAt'],
  properties: {
    name: text,
    title: text,
    description: text,
    entityRef: text,
    bucketing: { type: 'string', enum: ['v2'] },
    revision,
    createdAt: timestamp,
  },
} as const;

const flagEnvironment = {
  type: 'object',
  additionalProperties: false,
  required: ['state', 'updatedAt', 'updatedBy'],
  properties: {
    state,
    defaultVariant: text,
    targeting: anyObject,
    updatedAt: timestamp,
    updatedBy: text,
  },
} as const;

const flag = {
  type: 'object',
  additionalProperties: false,
  required: [
    'flagSet',
    'key',
    'type',
    'kind',
    'tags',
    'entityRef',
    'variants',
    'prerequisites',
    'metadata',
    'environments',
    'revision',
    'createdAt',
    'createdBy',
    'updatedAt',
    'updatedBy',
  ],
  properties: {
    flagSet: text,
    key: text,
    type: flagType,
    kind,
    description: text,
    tags: names,
    entityRef: text,
    variants,
    prerequisites,
    metadata,
    environments: { type: 'object', additionalProperties: flagEnvironment },
    revision,
    createdAt: timestamp,
    createdBy: text,
    updatedAt: timestamp,
    updatedBy: text,
  },
} as const;

const segment = {
  type: 'object',
  additionalProperties: false,
  required: [
    'flagSet',
    'name',
    'targeting',
    'revision',
    'updatedAt',
    'updatedBy',
  ],
  properties: {
    flagSet: text,
    name: text,
    description: text,
    targeting: anyObject,
    revision,
    updatedAt: timestamp,
    updatedBy: text,
  },
} as const;

const usedSegment = {
  ...segment,
  required: [...segment.required, 'uses'],
  properties: {
    ...segment.properties,
    uses: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['flagKey', 'environment'],
        properties: { flagKey: text, environment: text },
      },
    },
  },
} as const;

const environmentKeyProperties = {
  id: text,
  flagSet: text,
  environment: text,
  name: text,
  prefix: text,
  createdAt: timestamp,
  createdBy: text,
  lastUsedAt: timestamp,
  expiresAt: timestamp,
} as const;

const environmentKeyRequired = [
  'id',
  'flagSet',
  'environment',
  'name',
  'prefix',
  'createdAt',
  'createdBy',
] as const;

const environmentKey = {
  type: 'object',
  additionalProperties: false,
  required: environmentKeyRequired,
  properties: environmentKeyProperties,
} as const;

const newEnvironmentKey = {
  type: 'object',
  additionalProperties: false,
  required: [...environmentKeyRequired, 'key'],
  properties: { ...environmentKeyProperties, key: text },
} as const;

const changeSubject = {
  type: 'string',
  enum: ['flag-set', 'flag', 'segment', 'environment-key'],
} as const;

const changeEvent = {
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'flagSet',
    'subject',
    'subjectKey',
    'action',
    'actor',
    'revision',
    'previousHash',
    'hash',
    'createdAt',
  ],
  properties: {
    id: { type: 'integer' },
    flagSet: text,
    subject: changeSubject,
    subjectKey: text,
    environment: text,
    action: {
      type: 'string',
      enum: [
        'create',
        'update',
        'toggle',
        'delete',
        'restore',
        'import',
        'rotate',
      ],
    },
    actor: text,
    reason: text,
    before: anything,
    after: anything,
    revision,
    previousHash: text,
    hash: text,
    createdAt: timestamp,
  },
} as const;

const importResult = {
  type: 'object',
  additionalProperties: false,
  required: ['created', 'updated', 'unchanged', 'refused'],
  properties: {
    created: names,
    updated: names,
    unchanged: names,
    refused: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['key', 'pointer', 'message'],
        properties: { key: text, ...problemProperties },
      },
    },
  },
} as const;

const importPreview = {
  ...importResult,
  required: [...importResult.required, 'changes', 'revision'],
  properties: {
    ...importResult.properties,
    changes: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['key', 'after'],
        properties: { key: text, before: anything, after: anything },
      },
    },
    revision,
  },
} as const;

const problems = {
  type: 'object',
  additionalProperties: false,
  required: ['problems'],
  properties: { problems: { type: 'array', items: problem } },
} as const;

export const schemas = {
  anyObject,
  anything,
  changeEvent,
  changeSubject,
  environment,
  environmentKey,
  flag,
  flagSet,
  flagType,
  importPreview,
  importResult,
  kind,
  metadata,
  names,
  newEnvironmentKey,
  prerequisites,
  problems,
  reason,
  revision,
  segment,
  state,
  text,
  usedSegment,
  variants,
} as const;

export const pathParameters = {
  flagSet: { name: 'flagSet', in: 'path', required: true, schema: text },
  key: { name: 'key', in: 'path', required: true, schema: text },
  environment: {
    name: 'environment',
    in: 'path',
    required: true,
    schema: text,
  },
  name: { name: 'name', in: 'path', required: true, schema: text },
  id: { name: 'id', in: 'path', required: true, schema: text },
  eventId: {
    name: 'id',
    in: 'path',
    required: true,
    schema: { type: 'integer' },
  },
} as const;

export const queryParameters = {
  limit: {
    name: 'limit',
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: 500 },
  },
  cursor: { name: 'cursor', in: 'query', schema: text },
  revision: {
    name: 'revision',
    in: 'query',
    required: true,
    schema: { type: 'integer' },
  },
  previewedRevision: {
    name: 'revision',
    in: 'query',
    schema: { type: 'integer' },
  },
  reason: { name: 'reason', in: 'query', schema: reason },
} as const;
