import { body, closed, json, list, page } from '@causeway/backend-common';
import { pathParameters, queryParameters, schemas } from './fragments';
import { sourcePaths } from '../sources/sourcePaths';

const { flagSet, key, environment, name, id, eventId } = pathParameters;
const { limit, cursor, revision, previewedRevision, reason } = queryParameters;

const noContent = { '204': { description: 'Done' } } as const;

const definitionProperties = {
  kind: schemas.kind,
  description: schemas.text,
  tags: schemas.names,
  entityRef: schemas.text,
  variants: schemas.variants,
  prerequisites: schemas.prerequisites,
  metadata: schemas.metadata,
} as const;

const environmentProperties = {
  state: schemas.state,
  defaultVariant: schemas.text,
  targeting: schemas.anyObject,
} as const;

/** The management API of feature flags. */
export const spec = {
  openapi: '3.1.0',
  info: { title: 'feature-flags', version: '1' },
  servers: [{ url: '/' }],
  paths: {
    '/v1/environments': {
      get: {
        operationId: 'listEnvironments',
        responses: {
          '200': json('As configured', list(schemas.environment)),
        },
      },
    },
    '/v1/flag-sets': {
      get: {
        operationId: 'listFlagSets',
        parameters: [
          { name: 'entityRef', in: 'query', schema: schemas.text },
          limit,
          cursor,
        ],
        responses: {
          '200': json(
            'The sets that the caller may read',
            page(schemas.flagSet),
          ),
        },
      },
      post: {
        operationId: 'createFlagSet',
        requestBody: body(
          closed(
            {
              name: schemas.text,
              title: schemas.text,
              description: schemas.text,
              entityRef: schemas.text,
            },
            ['name', 'entityRef'],
          ),
        ),
        responses: { '201': json('The new set', schemas.flagSet) },
      },
    },
    '/v1/flag-sets/{flagSet}': {
      get: {
        operationId: 'getFlagSet',
        parameters: [flagSet],
        responses: { '200': json('The set', schemas.flagSet) },
      },
      patch: {
        operationId: 'updateFlagSet',
        parameters: [flagSet],
        requestBody: body(
          closed(
            {
              title: schemas.text,
              description: schemas.text,
              entityRef: schemas.text,
              reason: schemas.reason,
            },
            [],
          ),
        ),
        responses: { '200': json('The changed set', schemas.flagSet) },
      },
      delete: {
        operationId: 'deleteFlagSet',
        parameters: [flagSet, reason],
        responses: noContent,
      },
    },
    '/v1/flags': {
      get: {
        operationId: 'listFlags',
        parameters: [
          { name: 'flagSet', in: 'query', schema: schemas.text },
          { name: 'entityRef', in: 'query', schema: schemas.text },
          { name: 'ownerRef', in: 'query', schema: schemas.text },
          { name: 'kind', in: 'query', schema: schemas.kind },
          { name: 'environment', in: 'query', schema: schemas.text },
          { name: 'tag', in: 'query', schema: schemas.text },
          { name: 'state', in: 'query', schema: schemas.state },
          { name: 'query', in: 'query', schema: schemas.text },
          limit,
          cursor,
        ],
        responses: {
          '200': json('The flags that the caller may read', page(schemas.flag)),
        },
      },
    },
    '/v1/flag-sets/{flagSet}/flags': {
      post: {
        operationId: 'createFlag',
        parameters: [flagSet],
        requestBody: body(
          closed(
            {
              ...definitionProperties,
              key: schemas.text,
              type: schemas.flagType,
              environments: {
                type: 'object',
                additionalProperties: closed(environmentProperties, []),
              },
              reason: schemas.reason,
            },
            ['key', 'type', 'kind', 'variants'],
          ),
        ),
        responses: { '201': json('The new flag', schemas.flag) },
      },
    },
    '/v1/flag-sets/{flagSet}/flags/{key}': {
      get: {
        operationId: 'getFlag',
        parameters: [flagSet, key],
        responses: { '200': json('The flag', schemas.flag) },
      },
      put: {
        operationId: 'updateFlag',
        parameters: [flagSet, key],
        requestBody: body(
          closed(
            {
              ...definitionProperties,
              environments: {
                type: 'object',
                additionalProperties: closed(
                  { defaultVariant: schemas.text },
                  [],
                ),
              },
              revision: schemas.revision,
              reason: schemas.reason,
            },
            ['revision'],
          ),
        ),
        responses: { '200': json('The changed flag', schemas.flag) },
      },
      delete: {
        operationId: 'deleteFlag',
        parameters: [flagSet, key, revision, reason],
        responses: noContent,
      },
    },
    '/v1/flag-sets/{flagSet}/flags/{key}/environments/{environment}': {
      put: {
        operationId: 'updateFlagEnvironment',
        parameters: [flagSet, key, environment],
        requestBody: body(
          closed(
            {
              ...environmentProperties,
              revision: schemas.revision,
              reason: schemas.reason,
            },
            ['revision', 'state'],
          ),
        ),
        responses: { '200': json('The changed flag', schemas.flag) },
      },
    },
    '/v1/flag-sets/{flagSet}/flags/{key}/environments/{environment}/validate': {
      post: {
        operationId: 'validateFlagEnvironment',
        parameters: [flagSet, key, environment],
        requestBody: body(
          closed(
            {
              targeting: schemas.anyObject,
              variants: schemas.variants,
              defaultVariant: schemas.text,
            },
            [],
          ),
        ),
        responses: {
          '200': json('What would be refused', schemas.problems),
        },
      },
    },
    '/v1/flag-sets/{flagSet}/flags/{key}/environments/{environment}/explain': {
      post: {
        operationId: 'explainFlag',
        parameters: [flagSet, key, environment],
        requestBody: body(
          closed({ context: schemas.anyObject, targeting: schemas.anyObject }, [
            'context',
          ]),
        ),
        responses: {
          '200': json(
            'What the context gets, and the steps of the rule that decided it',
            schemas.anyObject,
          ),
        },
      },
    },
    '/v1/conformance': {
      get: {
        operationId: 'getConformance',
        responses: {
          '200': json(
            'What the public test suites said about this version of the server',
            schemas.anyObject,
          ),
        },
      },
    },
    '/v1/flag-sets/{flagSet}/segments': {
      get: {
        operationId: 'listSegments',
        parameters: [flagSet],
        responses: { '200': json('All of them', list(schemas.usedSegment)) },
      },
    },
    '/v1/flag-sets/{flagSet}/segments/{name}': {
      put: {
        operationId: 'putSegment',
        parameters: [flagSet, name],
        requestBody: body(
          closed(
            {
              description: schemas.text,
              targeting: schemas.anyObject,
              revision: schemas.revision,
              reason: schemas.reason,
            },
            ['targeting'],
          ),
        ),
        responses: { '200': json('The segment', schemas.segment) },
      },
      delete: {
        operationId: 'deleteSegment',
        parameters: [flagSet, name, revision, reason],
        responses: noContent,
      },
    },
    '/v1/flag-sets/{flagSet}/segments/{name}/validate': {
      post: {
        operationId: 'validateSegment',
        parameters: [flagSet, name],
        requestBody: body(
          closed({ targeting: schemas.anyObject }, ['targeting']),
        ),
        responses: {
          '200': json('What would be refused', schemas.problems),
        },
      },
    },
    '/v1/flag-sets/{flagSet}/events': {
      get: {
        operationId: 'listEvents',
        parameters: [
          flagSet,
          { name: 'subject', in: 'query', schema: schemas.changeSubject },
          { name: 'subjectKey', in: 'query', schema: schemas.text },
          { name: 'environment', in: 'query', schema: schemas.text },
          limit,
          cursor,
        ],
        responses: {
          '200': json('Newest first', page(schemas.changeEvent)),
        },
      },
    },
    '/v1/flag-sets/{flagSet}/events/{id}/restore': {
      post: {
        operationId: 'restoreEvent',
        parameters: [flagSet, eventId],
        requestBody: body(
          closed({ revision: schemas.revision, reason: schemas.reason }, []),
        ),
        responses: {
          '200': json('The flag or segment as it is now', schemas.anyObject),
        },
      },
    },
    '/v1/flag-sets/{flagSet}/environments/{environment}/keys': {
      get: {
        operationId: 'listEnvironmentKeys',
        parameters: [flagSet, environment],
        responses: {
          '200': json(
            'The keys that are accepted',
            list(schemas.environmentKey),
          ),
        },
      },
      post: {
        operationId: 'createEnvironmentKey',
        parameters: [flagSet, environment],
        requestBody: body(closed({ name: schemas.text }, ['name'])),
        responses: {
          '201': json('The key, this once', schemas.newEnvironmentKey),
        },
      },
    },
    '/v1/flag-sets/{flagSet}/environments/{environment}/keys/{id}/rotate': {
      post: {
        operationId: 'rotateEnvironmentKey',
        parameters: [flagSet, environment, id],
        requestBody: {
          required: false,
          content: {
            'application/json': {
              schema: closed(
                {
                  graceSeconds: {
                    type: 'integer',
                    minimum: 0,
                    maximum: 30 * 24 * 60 * 60,
                  } as const,
                },
                [],
              ),
            },
          },
        },
        responses: {
          '200': json('The successor, this once', schemas.newEnvironmentKey),
        },
      },
    },
    '/v1/flag-sets/{flagSet}/environments/{environment}/keys/{id}': {
      delete: {
        operationId: 'revokeEnvironmentKey',
        parameters: [flagSet, environment, id],
        responses: noContent,
      },
    },
    '/v1/flag-sets/{flagSet}/environments/{environment}/flagd.json': {
      get: {
        operationId: 'exportFlagdFile',
        description:
          'Also for an environment key, as X-API-Key or Bearer, so that a running flagd can read it',
        parameters: [flagSet, environment],
        responses: {
          '200': json('The file, with an ETag', schemas.anyObject),
        },
      },
      put: {
        operationId: 'importFlagdFile',
        parameters: [flagSet, environment, previewedRevision],
        requestBody: body(schemas.anyObject),
        responses: {
          '200': json('What became of each flag', schemas.importResult),
        },
      },
    },
    '/v1/flag-sets/{flagSet}/environments/{environment}/flagd.json/preview': {
      post: {
        operationId: 'previewFlagdFile',
        parameters: [flagSet, environment],
        requestBody: body(schemas.anyObject),
        responses: {
          '200': json('What an import would do', schemas.importPreview),
        },
      },
    },
    ...sourcePaths,
  },
} as const;
