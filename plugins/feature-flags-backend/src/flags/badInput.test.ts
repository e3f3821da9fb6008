import type { TestBackend } from '@backstage/backend-test-utils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import type { Knex } from 'knex';
import request from 'supertest';
import {
  checkoutFlag,
  createFlags,
  startFlagsBackend,
} from '../__testUtils__/startFlagsBackend';

jest.setTimeout(60_000);

const flags = '/v1/flag-sets/checkout/flags';
const production = `${flags}/checkout-v2/environments/production`;

async function start() {
  const knex = await createTestDatabase();
  const started = await startFlagsBackend({ knex });
  await createFlags(started.client, checkoutFlag);
  return { ...started, knex };
}

/** Until so many statements wait for a lock. */
async function untilWaiting(knex: Knex, count: number): Promise<void> {
  for (let waiting = 0; waiting < count; ) {
    const { rows } = await knex.raw(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    waiting = rows[0].waiting;
  }
}

function putText({ server }: TestBackend, text: string) {
  return request(server)
    .put(`/api/feature-flags${production}`)
    .set('Content-Type', 'application/json')
    .send(text);
}

function withRule(targeting: string): string {
  return `{"revision": 1, "state": "ENABLED", "targeting": ${targeting}}`;
}

const deep = `${'{"!":['.repeat(3000)}true${']}'.repeat(3000)}`;
const list = JSON.stringify(Array.from({ length: 10_000 }, (_, n) => `u${n}`));

describeWithDatabase('bad input', () => {
  it.each([
    [
      'a rule 3,000 levels deep',
      withRule(deep),
      /^This is nested more than 100 levels deep\. \(at \/targeting\/!\/0/,
    ],
    [
      'a rule of a megabyte',
      withRule(
        `{"if": [{"in": [{"var": "a"}, "${'x'.repeat(2 ** 20)}"]}, "on"]}`,
      ),
      /^This is \d+ bytes of JSON; at most 65536 are allowed\. \(at \/targeting\)$/,
    ],
    [
      'a list of 10,000 values',
      withRule(`{"if": [{"in": [{"var": "a"}, ${list}]}, "on"]}`),
      /^This list has 10000 items; at most 500 are allowed\. \(at \/targeting\/if\/0\/in\/1\)$/,
    ],
    [
      'an unknown operator',
      withRule('{"if": [{"log": ["x"]}, "on"]}'),
      /^flagd has no operator 'log'\. \(at \/targeting\/if\/0\/log\)$/,
    ],
    [
      'a path to a prototype',
      withRule('{"if": [{"var": "__proto__.x"}, "on"]}'),
      /^The path '__proto__\.x' leads to an object's prototype/,
    ],
    [
      'a prototype as a name',
      withRule('{"if": [{"in": [1, [{"__proto__": 1}]]}, "on"]}'),
      /^'__proto__' must not be used as a name\./,
    ],
    [
      'a name that stands twice',
      withRule('{"if": [{"var": "a", "var": "b"}, "on"]}'),
      /^The name 'var' stands here twice\. \(at \/targeting\/if\/0\/var\)$/,
    ],
    [
      'a default that is no variant',
      '{"revision": 1, "state": "ENABLED", "defaultVariant": "maybe"}',
      /^The default variant 'maybe' is no variant of the flag; there are 'on', 'off'\. \(at \/defaultVariant\)$/,
    ],
    ['a state that there is not', '{"revision": 1, "state": "ON"}', /state/],
    ['what is not JSON', '{"revision": 1,', /^The body is not JSON: /],
    [
      'a body that is too large',
      withRule(`["${'x'.repeat(11 * 2 ** 20)}"]`),
      /^The body is larger than 10 MB, which is the most that is read$/,
    ],
  ])('is refused with a sentence: %s', async (_, text, message) => {
    const { backend, client } = await start();
    const { status, body } = await putText(backend, text);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
    expect((await client.get(`${flags}/checkout-v2`)).body.revision).toBe(1);
  });

  it('is told whole, with a pointer for each fault', async () => {
    const { client } = await start();
    const { status, body } = await client.post(flags, {
      key: 'constructor',
      type: 'number',
      kind: 'release',
      variants: { low: 1, high: 'ten' },
      metadata: { 'causeway.kind': 'release' },
      prerequisites: [
        { flagKey: 'missing', variants: ['on'] },
        { flagKey: 'checkout-v2', variants: ['maybe'] },
      ],
      environments: { staging: { state: 'ENABLED', defaultVariant: 'mid' } },
    });
    expect(status).toBe(400);
    expect(body.error.problems).toEqual([
      {
        pointer: '/key',
        message: "The key of the flag must not be 'constructor'.",
      },
      {
        pointer: '/metadata/causeway.kind',
        message:
          "Names that begin with 'causeway.' are kept for flagd files of this portal.",
      },
      {
        pointer: '/variants/high',
        message:
          "The flag is of type number, but its variant 'high' is string.",
      },
      {
        pointer: '/prerequisites/0/flagKey',
        message: "There is no flag 'missing' in this flag set.",
      },
      {
        pointer: '/prerequisites/1/variants/0',
        message: "The flag 'checkout-v2' has no variant 'maybe'.",
      },
      {
        pointer: '/environments/staging/defaultVariant',
        message:
          "The default variant 'mid' is no variant of the flag; there are 'low', 'high'.",
      },
    ]);
  });

  it('is found before it is sent, by the same rules', async () => {
    const { client } = await start();
    const { body } = await client.post(`${production}/validate`, {
      targeting: { if: [{ $ref: 'staff' }, 'on'] },
      defaultVariant: 'maybe',
    });
    expect(
      body.problems.map((item: { pointer: string }) => item.pointer),
    ).toEqual(['/defaultVariant', '/targeting/if/0/$ref']);
  });

  it('cannot close a circle of prerequisites, not even in two halves at once', async () => {
    const { client, knex } = await start();
    for (const key of ['a', 'b', 'c']) {
      await client.post(flags, { ...checkoutFlag, key });
    }
    const need = (key: string, flagKey: string, revision = 1) =>
      client.put(`${flags}/${key}`, {
        revision,
        prerequisites: [{ flagKey, variants: ['on'] }],
      });
    expect((await need('a', 'b')).status).toBe(200);
    // Both arrive while the set is locked, so that neither can be done before the other begins.
    const lock = await knex.transaction();
    await lock('flag_sets').where({ name: 'checkout' }).forUpdate();
    const halves = Promise.all([need('b', 'c'), need('c', 'a')]);
    await untilWaiting(knex, 2);
    await lock.commit();
    const results = await halves;
    expect(results.map(({ status }) => status).sort()).toEqual([200, 400]);
    const loser = results.find(({ status }) => status === 400);
    expect(loser?.body.error.message).toMatch(
      /^This prerequisite closes a circle: '[abc]' needs '[abc]' needs '[abc]' needs '[abc]'\./,
    );
    const own = await need('checkout-v2', 'checkout-v2');
    expect(own.body.error.message).toMatch(
      /^The flag 'checkout-v2' cannot be its own prerequisite\./,
    );
  });

  it('cannot take away what others need', async () => {
    const { client } = await start();
    await client.put('/v1/flag-sets/checkout/segments/staff', {
      targeting: { '==': [{ var: 'team' }, 'us'] },
    });
    await client.post(flags, {
      ...checkoutFlag,
      key: 'express',
      prerequisites: [{ flagKey: 'checkout-v2', variants: ['on'] }],
      environments: {
        staging: {
          state: 'ENABLED',
          targeting: { if: [{ $ref: 'staff' }, 'on', 'off'] },
        },
      },
    });
    const removed = await client.delete(`${flags}/checkout-v2?revision=1`);
    expect(removed.status).toBe(409);
    expect(removed.body.error.message).toBe(
      "Flag 'checkout-v2' is a prerequisite of 'express'; remove it there first",
    );
    const segment = await client.delete(
      '/v1/flag-sets/checkout/segments/staff?revision=1',
    );
    expect(segment.body.error.message).toBe(
      "Segment 'staff' is used by 'express' in staging; change those rules first",
    );
    const variant = await client.put(`${flags}/checkout-v2`, {
      revision: 1,
      variants: { off: false },
    });
    expect(variant.body.error.problems[0]).toEqual({
      pointer: '/variants',
      message:
        "The flag 'express' has the variant 'on' of this flag as a prerequisite, so it cannot be removed.",
    });
  });

  it('names what there is not', async () => {
    const { client } = await start();
    const answers = [
      await client.get('/v1/flag-sets/nothing'),
      await client.get(`${flags}/nothing`),
      await client.put(production.replace('production', 'moon'), {
        revision: 1,
        state: 'ENABLED',
      }),
      await client.post(flags, {
        ...checkoutFlag,
        key: 'x',
        entityRef: 'api:y',
      }),
      await client.get('/v1/flags?cursor=nonsense'),
      await client.post(flags, checkoutFlag),
    ];
    expect(
      answers.map(({ status, body }) => [status, body.error.message]),
    ).toEqual([
      [404, "No flag set 'nothing'"],
      [404, "No flag 'nothing' in flag set 'checkout'"],
      [
        400,
        "There is no environment 'moon'; there are 'development', 'staging', 'production'",
      ],
      [400, "The catalog has no entity 'api:default/y'"],
      [400, "The cursor 'nonsense' is not one that this list has given"],
      [
        409,
        expect.stringMatching(
          /^Flag set 'checkout' already has a flag 'checkout-v2', made by user:default\/\w+ at 2/,
        ),
      ],
    ]);
  });
});
