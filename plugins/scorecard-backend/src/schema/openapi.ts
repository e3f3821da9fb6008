import { body, closed, json, list, page } from '@causeway/backend-common';
import {
  groupParameters,
  pathParameters,
  queryParameters,
  schemas,
  selectionParameters,
} from './fragments';

const { kind, namespace, name, id, rule } = pathParameters;
const { bulkLimit, limit, cursor, days, by, state } = queryParameters;
const entity = [kind, namespace, name] as const;

const scorecardQuery = {
  name: 'scorecard',
  in: 'query',
  schema: schemas.text,
} as const;

/** The API of scorecards and their results. */
export const spec = {
  openapi: '3.1.0',
  info: { title: 'scorecard', version: '1' },
  servers: [{ url: '/' }],
  paths: {
    '/v1/scorecards': {
      get: {
        operationId: 'listScorecards',
        responses: { '200': json('All of them', list(schemas.scorecard)) },
      },
    },
    '/v1/scorecards/{id}': {
      get: {
        operationId: 'getScorecard',
        parameters: [id],
        responses: { '200': json('The scorecard', schemas.scorecard) },
      },
    },
    '/v1/scorecards/{id}/rollups': {
      get: {
        operationId: 'listRollups',
        parameters: [id, by, ...selectionParameters, limit, cursor],
        responses: {
          '200': json('In the order of their keys', page(schemas.rollup)),
        },
      },
    },
    '/v1/scorecards/{id}/entities': {
      get: {
        operationId: 'listScoredEntities',
        parameters: [id, ...selectionParameters, limit, cursor],
        responses: {
          '200': json('In the order of their refs', page(schemas.entityScore)),
        },
      },
    },
    '/v1/scorecards/{id}/rules': {
      get: {
        operationId: 'countRuleStates',
        parameters: [id, ...selectionParameters],
        responses: {
          '200': json('In the order of the rules', list(schemas.ruleCounts)),
        },
      },
    },
    '/v1/scorecards/{id}/rules/{rule}/entities': {
      get: {
        operationId: 'listEntitiesByRule',
        parameters: [id, rule, state, ...selectionParameters, limit, cursor],
        responses: {
          '200': json('In the order of their refs', page(schemas.ruleFailure)),
        },
      },
    },
    '/v1/scorecards/{id}/trend': {
      get: {
        operationId: 'getTrend',
        parameters: [id, days, ...groupParameters],
        responses: {
          '200': json('Oldest day first', list(schemas.trendPoint)),
        },
      },
    },
    '/v1/scorecards/{id}/movers': {
      get: {
        operationId: 'getMovers',
        parameters: [id, days, ...selectionParameters],
        responses: {
          '200': json(
            'What changed most, edits of rules apart',
            closed(
              {
                entitiesImproved: {
                  type: 'array',
                  items: schemas.entityMove,
                } as const,
                entitiesWorsened: {
                  type: 'array',
                  items: schemas.entityMove,
                } as const,
                rulesChanged: {
                  type: 'array',
                  items: schemas.ruleMove,
                } as const,
              },
              ['entitiesImproved', 'entitiesWorsened', 'rulesChanged'],
            ),
          ),
        },
      },
    },
    '/v1/scorecards/{id}/export': {
      get: {
        operationId: 'exportResults',
        description:
          'One row for each entity: with a column for every rule, or with the outcome of one rule if it is named',
        parameters: [
          id,
          {
            name: 'format',
            in: 'query',
            required: true,
            schema: { type: 'string', enum: ['csv', 'json', 'ndjson'] },
          },
          { name: 'rule', in: 'query', schema: schemas.text },
          state,
          ...selectionParameters,
        ],
        responses: {
          '200': {
            description: 'The file, as it is read',
            content: {
              'text/csv': { schema: schemas.text },
              'application/json': {
                schema: { type: 'array', items: schemas.anyObject },
              },
              'application/x-ndjson': { schema: schemas.text },
            },
          },
        },
      },
    },
    '/v1/rollups': {
      get: {
        operationId: 'getHeatMap',
        parameters: [by, ...selectionParameters, limit, cursor],
        responses: {
          '200': json(
            'Roll-ups of all scorecards',
            closed(
              {
                scorecards: schemas.texts,
                items: {
                  type: 'array',
                  items: closed(
                    {
                      key: schemas.text,
                      cells: {
                        type: 'object',
                        additionalProperties: schemas.rollup,
                      } as const,
                    },
                    ['key', 'cells'],
                  ),
                } as const,
                nextCursor: schemas.text,
              },
              ['scorecards', 'items'],
            ),
          ),
        },
      },
    },
    '/v1/entities/{kind}/{namespace}/{name}': {
      get: {
        operationId: 'listEntityScorecards',
        parameters: entity,
        responses: {
          '200': json(
            'Of all scorecards that are for it',
            list(schemas.entityScorecard),
          ),
        },
      },
    },
    '/v1/entities/{kind}/{namespace}/{name}/explain': {
      get: {
        operationId: 'explainRule',
        parameters: [
          ...entity,
          { ...scorecardQuery, required: true },
          { name: 'rule', in: 'query', required: true, schema: schemas.text },
        ],
        responses: {
          '200': json(
            'What the rule reads and what each part of it comes to',
            schemas.anyObject,
          ),
        },
      },
    },
    '/v1/entities/{kind}/{namespace}/{name}/history': {
      get: {
        operationId: 'listTransitions',
        parameters: [...entity, scorecardQuery, limit, cursor],
        responses: { '200': json('Newest first', page(schemas.transition)) },
      },
    },
    '/v1/entities/{kind}/{namespace}/{name}/refresh': {
      post: {
        operationId: 'refreshEntity',
        parameters: entity,
        responses: { '202': { description: 'It is evaluated next' } },
      },
    },
    '/v1/levels': {
      get: {
        operationId: 'listLevels',
        parameters: [bulkLimit, cursor],
        responses: {
          '200': json(
            'In the order of their refs; the ETag of the first page differs whenever a level does',
            page(schemas.entityLevels),
          ),
          '304': {
            description: 'No level differs from those of If-None-Match',
          },
        },
      },
    },
    '/v1/gate': {
      get: {
        operationId: 'getGate',
        parameters: [
          {
            name: 'entityRef',
            in: 'query',
            required: true,
            allowReserved: true,
            schema: schemas.text,
          },
          { ...scorecardQuery, required: true },
          { name: 'level', in: 'query', schema: schemas.text },
        ],
        responses: {
          '200': json('Whether the entity passes', schemas.gateResult),
        },
      },
    },
    '/v1/badge/{kind}/{namespace}/{name}/{file}': {
      get: {
        operationId: 'getBadge',
        parameters: [
          ...entity,
          {
            name: 'file',
            in: 'path',
            required: true,
            description: 'Id of the scorecard and .svg',
            schema: { type: 'string', pattern: '\\.svg$' },
          },
        ],
        responses: {
          '200': {
            description: 'An image',
            content: { 'image/svg+xml': { schema: schemas.text } },
          },
        },
      },
    },
    '/v1/facts': {
      put: {
        operationId: 'pushFact',
        requestBody: body(
          closed(
            {
              entityRef: schemas.text,
              factRef: schemas.text,
              value: schemas.anything,
              source: {
                type: 'string',
                minLength: 1,
                maxLength: 500,
              } as const,
              ttlSeconds: {
                type: 'integer',
                minimum: 1,
                maximum: 366 * 24 * 60 * 60,
              } as const,
              idempotencyKey: {
                type: 'string',
                minLength: 1,
                maxLength: 200,
              } as const,
            },
            ['entityRef', 'factRef', 'value', 'source', 'idempotencyKey'],
          ),
        ),
        responses: {
          '200': json(
            'Whether it was stored; a repeated one is not',
            closed({ isStored: { type: 'boolean' } as const }, ['isStored']),
          ),
        },
      },
    },
    '/v1/dry-run': {
      post: {
        operationId: 'dryRun',
        requestBody: body(
          closed(
            {
              text: { type: 'string', minLength: 1 } as const,
              limit: { type: 'integer', minimum: 1, maximum: 1000 } as const,
            },
            ['text'],
          ),
        ),
        responses: {
          '200': json(
            'What the rule file would change',
            closed(
              {
                scorecardId: schemas.text,
                isNew: { type: 'boolean' } as const,
                entities: schemas.count,
                changed: schemas.count,
                rules: {
                  type: 'array',
                  items: closed(
                    {
                      ruleId: schemas.text,
                      newlyPassing: schemas.count,
                      newlyFailing: schemas.count,
                    },
                    ['ruleId', 'newlyPassing', 'newlyFailing'],
                  ),
                } as const,
                items: {
                  type: 'array',
                  items: closed(
                    {
                      entityRef: schemas.text,
                      newlyFailing: {
                        type: 'array',
                        items: closed(
                          { ruleId: schemas.text, message: schemas.text },
                          ['ruleId'],
                        ),
                      } as const,
                      newlyPassing: schemas.texts,
                      level: closed(
                        { from: schemas.text, to: schemas.text },
                        [],
                      ),
                    },
                    ['entityRef', 'newlyFailing', 'newlyPassing'],
                  ),
                } as const,
                problems: { type: 'array', items: schemas.problem } as const,
              },
              ['isNew', 'entities', 'changed', 'rules', 'items', 'problems'],
            ),
          ),
        },
      },
    },
    '/v1/problems': {
      get: {
        operationId: 'listProblems',
        responses: {
          '200': json(
            'Sources, rules and collectors that failed, and the last run',
            schemas.anyObject,
          ),
        },
      },
    },
  },
} as const;
