import { loadConfigSchema } from '@backstage/config-loader';
import { JsonObject, JsonValue } from '@backstage/types';
import { findSecrets } from './findSecrets';

const text = { type: 'string' };
const secret = { type: 'string', visibility: 'secret' };

const schemas = [
  {
    path: 'a',
    packageName: 'a',
    value: {
      type: 'object',
      definitions: {
        Key: { type: 'object', properties: { secret, subject: text } },
      },
      properties: {
        keys: { type: 'array', items: { $ref: '#/definitions/Key' } },
        connection: {
          anyOf: [
            secret,
            { type: 'object', properties: { host: text, password: secret } },
          ],
        },
        access: {
          type: 'array',
          items: {
            oneOf: [
              {
                type: 'object',
                properties: { type: { const: 'static' }, value: secret },
              },
              {
                type: 'object',
                properties: { type: { const: 'jwks' }, value: text },
              },
            ],
          },
        },
        clusters: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            properties: { token: secret, url: text },
          },
        },
        headers: { type: 'object', patternProperties: { '^x-': secret } },
        everything: { type: 'object', deepVisibility: 'secret' },
      },
    },
  },
  {
    path: 'b',
    packageName: 'b',
    value: {
      type: 'object',
      properties: { clusters: { type: 'object', properties: { own: text } } },
    },
  },
];

const cases: Array<[string, JsonObject, string[]]> = [
  [
    'in lists and definitions',
    { keys: [{ secret: 's1', subject: 'ci' }, { secret: 's2' }] },
    ['s1', 's2'],
  ],
  [
    'that are a text',
    { connection: 'postgres://u:p@db' },
    ['postgres://u:p@db'],
  ],
  ['in one form of two', { connection: { host: 'db', password: 'p' } }, ['p']],
  [
    'in every alternative that has them',
    {
      access: [
        { type: 'static', value: 's' },
        { type: 'jwks', value: 'https://keys' },
      ],
    },
    ['https://keys', 's'],
  ],
  [
    'under any key',
    { clusters: { eu: { token: 't', url: 'https://eu' } } },
    ['t'],
  ],
  [
    'under keys of a pattern',
    { headers: { 'x-key': 'k', accept: 'text/html' } },
    ['k'],
  ],
  [
    'in everything below',
    { everything: { a: { b: ['deep', 1] }, c: 'd' } },
    ['deep', 'd'],
  ],
  ['nowhere', { other: 'plain' }, []],
];

describe('the secrets in a configuration', () => {
  it.each(cases)('are found %s', (_, config, expected) => {
    expect([...findSecrets({ schemas }, config)].sort()).toEqual(
      expected.sort(),
    );
  });

  it.each(cases)(
    'include all that the schema of Backstage finds %s',
    async (_, config) => {
      const schema = await loadConfigSchema({
        serialized: { backstageConfigSchemaVersion: 1, schemas },
      });
      const [{ data }] = schema.process([{ data: config, context: 'test' }], {
        visibility: ['secret'],
        ignoreSchemaErrors: true,
      });
      const found = findSecrets({ schemas }, config);
      for (const secretText of listTexts(data)) {
        expect(found).toContain(secretText);
      }
    },
  );
});

function listTexts(data: JsonValue | undefined): string[] {
  if (typeof data === 'string') {
    return [data];
  }
  return typeof data === 'object' && data !== null
    ? Object.values(data).flatMap(listTexts)
    : [];
}
