import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { pruneSchema } from './pruneSchema.mjs';

const require = createRequire(import.meta.url);
const { loadConfigSchema } = require('@backstage/config-loader');

const string = { type: 'string' };
const secret = { type: 'string', visibility: 'secret' };

const serialized = {
  backstageConfigSchemaVersion: 1,
  schemas: [
    {
      path: 'a',
      packageName: 'a',
      value: {
        type: 'object',
        required: ['port', 'auth'],
        definitions: {
          Key: { type: 'object', properties: { secret, subject: string } },
          Plain: { type: 'object', properties: { note: string } },
        },
        properties: {
          port: { type: 'number' },
          title: { type: 'string', visibility: 'frontend' },
          auth: {
            type: 'object',
            properties: {
              keys: { type: 'array', items: { $ref: '#/definitions/Key' } },
              note: { $ref: '#/definitions/Plain' },
            },
          },
          connection: {
            anyOf: [
              { type: 'string' },
              {
                type: 'object',
                properties: { host: string, password: secret },
              },
            ],
          },
          clusters: {
            type: 'object',
            additionalProperties: {
              type: 'object',
              properties: { token: secret, url: string },
            },
          },
          everything: { type: 'object', deepVisibility: 'secret' },
        },
      },
    },
    {
      path: 'b',
      packageName: 'b',
      value: { type: 'object', properties: { unrelated: string } },
    },
  ],
};

const config = {
  port: 7007,
  title: 'Portal',
  unrelated: 'text',
  auth: {
    keys: [{ secret: 'key-1', subject: 'ci' }],
    note: { note: 'text' },
  },
  connection: { host: 'db', password: 'password-1' },
  clusters: { eu: { token: 'token-1', url: 'https://eu.example.com' } },
  everything: { below: [{ is: 'deep-1' }] },
};

async function read(schema, visibility) {
  const [result] = (await loadConfigSchema({ serialized: schema })).process(
    [{ data: config, context: 'test' }],
    {
      visibility: [visibility],
      ignoreSchemaErrors: true,
    },
  );
  return JSON.parse(JSON.stringify(result.data));
}

describe('pruneSchema', () => {
  it('leaves a reader of secrets all of them, wherever they are declared', async () => {
    const pruned = pruneSchema(serialized, 'secret');
    const secrets = await read(pruned, 'secret');
    assert.deepEqual(secrets, await read(serialized, 'secret'));
    assert.deepEqual(secrets, {
      auth: { keys: [{ secret: 'key-1' }] },
      connection: { password: 'password-1' },
      clusters: { eu: { token: 'token-1' } },
      everything: { below: [{ is: 'deep-1' }] },
    });
  });

  it('leaves the app what it may see', async () => {
    assert.deepEqual(
      await read(pruneSchema(serialized, 'frontend'), 'frontend'),
      {
        title: 'Portal',
      },
    );
  });

  it('leaves out what has no part in it', () => {
    const { schemas } = pruneSchema(serialized, 'secret');
    assert.deepEqual(
      schemas.map(({ packageName }) => packageName),
      ['a'],
    );
    assert.deepEqual(Object.keys(schemas[0].value.properties), [
      'auth',
      'connection',
      'clusters',
      'everything',
    ]);
    assert.deepEqual(Object.keys(schemas[0].value.properties.auth.properties), [
      'keys',
    ]);
    assert.deepEqual(schemas[0].value.required, ['auth']);
  });
});
