import { body, closed, json, list } from '@causeway/backend-common';
import { pathParameters, schemas } from '../schema/fragments';

const { key, environment } = pathParameters;
const { text, timestamp, boolean } = {
  text: schemas.text,
  timestamp: { type: 'string', format: 'date-time' },
  boolean: { type: 'boolean' },
} as const;

const source = {
  name: 'source',
  in: 'path',
  required: true,
  schema: text,
} as const;

const externalFlag = closed(
  {
    source: text,
    key: text,
    description: text,
    environments: {
      type: 'array',
      items: closed({ name: text, isEnabled: boolean, summary: text }, [
        'name',
        'isEnabled',
      ]),
    } as const,
    isStale: boolean,
    createdAt: text,
    url: text,
  },
  ['source', 'key', 'environments', 'isStale'],
);

/** The paths of systems other than this portal. */
export const sourcePaths = {
  '/v1/sources': {
    get: {
      operationId: 'listSources',
      responses: {
        '200': json(
          'The systems that are configured',
          list(
            closed(
              {
                name: text,
                title: text,
                capabilities: closed({ toggle: boolean }, ['toggle']),
                annotation: text,
              },
              ['name', 'title', 'capabilities', 'annotation'],
            ),
          ),
        ),
      },
    },
  },
  '/v1/sources/{source}/flags': {
    get: {
      operationId: 'listSourceFlags',
      parameters: [
        source,
        { name: 'entityRef', in: 'query', required: true, schema: text },
      ],
      responses: {
        '200': json(
          'The flags of the project that the entity names',
          closed(
            {
              items: { type: 'array', items: externalFlag } as const,
              asOf: timestamp,
              isFresh: boolean,
              error: text,
            },
            ['items', 'asOf', 'isFresh'],
          ),
        ),
      },
    },
  },
  '/v1/sources/{source}/flags/{key}/environments/{environment}': {
    put: {
      operationId: 'setSourceFlagEnabled',
      parameters: [source, key, environment],
      requestBody: body(
        closed({ entityRef: text, isEnabled: boolean }, [
          'entityRef',
          'isEnabled',
        ]),
      ),
      responses: { '204': { description: 'Done' } },
    },
  },
} as const;
