import { closed } from '@causeway/backend-common';

// What the paths of the API have in common. Responses are closed objects, so that handlers are checked against them.

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const count = { type: 'integer', minimum: 0 } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const timestamp = { type: 'string', format: 'date-time' } as const;
const flag = { type: 'boolean' } as const;
const anything = {} as const;
const anyObject = { type: 'object', additionalProperties: anything } as const;
const countsByName = { type: 'object', additionalProperties: count } as const;

const ruleState = {
  type: 'string',
  enum: ['pass', 'fail', 'not-applicable', 'exempt', 'unknown'],
} as const;

const failReason = {
  type: 'string',
  enum: ['missing', 'empty', 'type', 'comparison'],
} as const;

const problem = closed(
  { file: text, line: count, ruleId: text, message: text },
  ['file', 'line', 'message'],
);

const scorecard = closed(
  {
    scorecard: anyObject,
    version: text,
    problems: { type: 'array', items: problem } as const,
    source: text,
    changedAt: timestamp,
  },
  ['scorecard', 'version', 'problems', 'source', 'changedAt'],
);

const level = closed({ id: text, title: text }, ['id', 'title']);

const outcome = closed(
  {
    ruleId: text,
    state: ruleState,
    message: text,
    reason: failReason,
    actual: anything,
    since: timestamp,
    lastKnown: closed({ value: anything, collectedAt: timestamp }, [
      'value',
      'collectedAt',
    ]),
    isInForce: flag,
  },
  ['ruleId', 'state', 'isInForce'],
);

const entityScorecard = closed(
  {
    scorecardId: text,
    scorecardVersion: text,
    entityRef: text,
    title: text,
    ownerRef: text,
    systemRef: text,
    score: share,
    level: text,
    levels: { type: 'array', items: level } as const,
    outcomes: { type: 'array', items: outcome } as const,
    evaluatedAt: timestamp,
  },
  [
    'scorecardId',
    'scorecardVersion',
    'entityRef',
    'title',
    'levels',
    'outcomes',
    'evaluatedAt',
  ],
);

const entityScore = closed(
  {
    entityRef: text,
    title: text,
    kind: text,
    type: text,
    tags: texts,
    ownerRef: text,
    systemRef: text,
    score: share,
    level: text,
    evaluatedAt: timestamp,
  },
  ['entityRef', 'title', 'kind', 'tags', 'evaluatedAt'],
);

const rollup = closed(
  { key: text, entities: count, score: share, levels: countsByName },
  ['key', 'entities', 'levels'],
);

const trendPoint = closed(
  { day: text, entities: count, score: share, levels: countsByName },
  ['day', 'entities', 'levels'],
);

const ruleCounts = closed(
  {
    ruleId: text,
    counts: closed(
      {
        pass: count,
        fail: count,
        'not-applicable': count,
        exempt: count,
        unknown: count,
      },
      ['pass', 'fail', 'not-applicable', 'exempt', 'unknown'],
    ),
  },
  ['ruleId', 'counts'],
);

const ruleFailure = closed(
  {
    entityRef: text,
    title: text,
    ownerRef: text,
    systemRef: text,
    state: ruleState,
    message: text,
    actual: anything,
    since: timestamp,
  },
  ['entityRef', 'title', 'state'],
);

const transition = closed(
  {
    id: count,
    scorecardId: text,
    entityRef: text,
    ruleId: text,
    from: ruleState,
    to: ruleState,
    cause: { type: 'string', enum: ['entity', 'fact', 'rule'] } as const,
    scorecardVersion: text,
    actual: anything,
    at: timestamp,
  },
  ['id', 'scorecardId', 'entityRef', 'ruleId', 'to', 'cause', 'at'],
);

const entityLevels = closed(
  {
    entityRef: text,
    levels: { type: 'object', additionalProperties: text },
  },
  ['entityRef', 'levels'],
);

const entityMove = closed(
  {
    entityRef: text,
    title: text,
    ownerRef: text,
    score: share,
    level: text,
    improved: count,
    worsened: count,
  },
  ['entityRef', 'title', 'improved', 'worsened'],
);

const ruleMove = closed(
  { ruleId: text, improved: count, worsened: count, changedAt: timestamp },
  ['ruleId', 'improved', 'worsened', 'changedAt'],
);

const gateResult = closed(
  {
    passes: flag,
    score: share,
    level: text,
    missing: { type: 'array', items: outcome } as const,
  },
  ['passes', 'missing'],
);

export const schemas = {
  anyObject,
  anything,
  count,
  entityLevels,
  entityMove,
  entityScore,
  entityScorecard,
  gateResult,
  problem,
  rollup,
  ruleCounts,
  ruleFailure,
  ruleMove,
  ruleState,
  scorecard,
  text,
  texts,
  transition,
  trendPoint,
} as const;

export const pathParameters = {
  kind: { name: 'kind', in: 'path', required: true, schema: text },
  namespace: { name: 'namespace', in: 'path', required: true, schema: text },
  name: { name: 'name', in: 'path', required: true, schema: text },
  id: { name: 'id', in: 'path', required: true, schema: text },
  rule: { name: 'rule', in: 'path', required: true, schema: text },
} as const;

export const queryParameters = {
  limit: {
    name: 'limit',
    in: 'query',
    description: '100 if absent',
    schema: { type: 'integer', minimum: 1, maximum: 500 },
  },
  bulkLimit: {
    name: 'limit',
    in: 'query',
    description: '5000 if absent',
    schema: { type: 'integer', minimum: 1, maximum: 10_000 },
  },
  cursor: { name: 'cursor', in: 'query', schema: text },
  days: {
    name: 'days',
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: 800 },
  },
  by: {
    name: 'by',
    in: 'query',
    required: true,
    schema: {
      type: 'string',
      enum: ['owner', 'system', 'domain', 'tag', 'kind'],
    },
  },
  state: {
    name: 'state',
    in: 'query',
    description: 'May be given several times',
    schema: { type: 'array', items: ruleState },
  },
} as const;

/** Narrows a list or a total to groups. The empty value stands for entities without one. */
export const groupParameters = [
  {
    name: 'owner',
    in: 'query',
    description: 'May be given several times',
    allowEmptyValue: true,
    allowReserved: true,
    schema: texts,
  },
  {
    name: 'nested',
    in: 'query',
    description: 'Whether what child groups own counts too',
    schema: flag,
  },
  {
    name: 'system',
    in: 'query',
    allowEmptyValue: true,
    allowReserved: true,
    schema: text,
  },
  { name: 'domain', in: 'query', allowReserved: true, schema: text },
] as const;

/** Narrows a list or a total of one scorecard. */
export const selectionParameters = [
  ...groupParameters,
  { name: 'kind', in: 'query', schema: text },
  { name: 'type', in: 'query', allowReserved: true, schema: text },
  { name: 'tag', in: 'query', allowReserved: true, schema: text },
  {
    name: 'level',
    in: 'query',
    description: 'Empty for those below the lowest',
    allowEmptyValue: true,
    schema: text,
  },
  {
    name: 'query',
    in: 'query',
    description: 'Part of the ref or of the title',
    allowEmptyValue: true,
    allowReserved: true,
    schema: { type: 'string', maxLength: 200 },
  },
] as const;
