import { body, closed, json, list, page } from '@causeway/backend-common';
import { HIGHEST_SERVICE_COUNT } from '@causeway/plugin-golden-paths-common';

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const flag = { type: 'boolean' } as const;
const duration = { type: 'number', minimum: 0 } as const;

const pageParameters = [
  {
    name: 'limit',
    in: 'query',
    description: '50 if absent',
    schema: { type: 'integer', minimum: 1, maximum: 200 },
  },
  { name: 'cursor', in: 'query', schema: text },
] as const;

const serviceState = {
  type: 'string',
  enum: ['current', 'behind', 'unknown'],
} as const;

const host = closed(
  {
    host: text,
    type: { type: 'string', enum: ['github', 'gitlab', 'gitea'] } as const,
    title: text,
    defaultOwner: text,
    isDefault: flag,
  },
  ['host', 'type', 'title', 'isDefault'],
);

const name = closed(
  {
    name: text,
    catalog: closed(
      {
        state: { type: 'string', enum: ['free', 'taken'] } as const,
        entityRef: text,
      },
      ['state'],
    ),
    forge: closed(
      {
        state: { type: 'string', enum: ['free', 'taken', 'unknown'] } as const,
        url: text,
        reason: text,
      },
      ['state'],
    ),
  },
  ['name', 'catalog', 'forge'],
);

const preview = closed(
  {
    files: {
      type: 'array',
      items: closed({ path: text, text, size: count }, ['path', 'size']),
    } as const,
    problems: {
      type: 'array',
      items: closed({ file: text, line: count, message: text }, ['message']),
    } as const,
  },
  ['files', 'problems'],
);

const template = closed(
  {
    templateRef: text,
    title: text,
    description: text,
    owner: text,
    version: text,
    runs: closed(
      {
        total: count,
        succeeded: count,
        failed: count,
        successRate: { type: 'number', minimum: 0, maximum: 1 } as const,
        medianSeconds: duration,
      },
      ['total', 'succeeded', 'failed'],
    ),
    services: count,
    behind: count,
  },
  ['templateRef', 'title', 'services', 'behind'],
);

const service = closed(
  {
    entityRef: text,
    title: text,
    owner: text,
    templateRef: text,
    version: text,
    latestVersion: text,
    state: serviceState,
  },
  ['entityRef', 'title', 'templateRef', 'state'],
);

/** The API of golden paths. */
export const spec = {
  openapi: '3.1.0',
  info: { title: 'golden-paths', version: '1' },
  servers: [{ url: '/' }],
  paths: {
    '/v1/hosts': {
      get: {
        operationId: 'listHosts',
        responses: { '200': json('Where repositories can be', list(host)) },
      },
    },
    '/v1/names/{name}': {
      get: {
        operationId: 'checkName',
        parameters: [
          { name: 'name', in: 'path', required: true, schema: text },
          {
            name: 'host',
            in: 'query',
            description: 'The default host if absent',
            allowReserved: true,
            schema: text,
          },
          {
            name: 'owner',
            in: 'query',
            description: 'The default owner on that host if absent',
            allowReserved: true,
            schema: text,
          },
        ],
        responses: { '200': json('Whether the name is free', name) },
      },
    },
    '/v1/previews': {
      post: {
        operationId: 'createPreview',
        requestBody: body(
          closed(
            {
              templateRef: text,
              values: { type: 'object', additionalProperties: {} } as const,
            },
            ['templateRef', 'values'],
          ),
        ),
        responses: { '200': json('What the template would write', preview) },
      },
    },
    '/v1/templates': {
      get: {
        operationId: 'listTemplates',
        parameters: pageParameters,
        responses: {
          '200': json(
            'By title; runs where the reader may see them',
            page(template),
          ),
        },
      },
    },
    '/v1/services': {
      get: {
        operationId: 'listServices',
        parameters: [
          {
            name: 'template',
            in: 'query',
            allowReserved: true,
            schema: text,
          },
          {
            name: 'owner',
            in: 'query',
            description: 'May be given several times',
            allowReserved: true,
            schema: { type: 'array', items: text },
          },
          {
            name: 'state',
            in: 'query',
            description: 'May be given several times',
            schema: { type: 'array', items: serviceState },
          },
          {
            name: 'order',
            in: 'query',
            description: 'By title if absent',
            schema: {
              type: 'string',
              enum: ['title', 'owner', 'template', 'state'],
            },
          },
          ...pageParameters,
        ],
        responses: {
          '200': json(
            'What came from golden paths',
            closed(
              {
                items: { type: 'array', items: service } as const,
                nextCursor: text,
                // Absent if there are more.
                total: { ...count, maximum: HIGHEST_SERVICE_COUNT },
              },
              ['items'],
            ),
          ),
        },
      },
    },
    '/v1/services/{kind}/{namespace}/{name}': {
      get: {
        operationId: 'getService',
        parameters: [
          { name: 'kind', in: 'path', required: true, schema: text },
          { name: 'namespace', in: 'path', required: true, schema: text },
          { name: 'name', in: 'path', required: true, schema: text },
        ],
        responses: { '200': json('Where it came from', service) },
      },
    },
  },
} as const;
