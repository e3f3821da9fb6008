import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import request from 'supertest';
import {
  createFlags,
  startFlagsBackend,
  storefront,
} from '../__testUtils__/startFlagsBackend';

jest.setTimeout(60_000);

const path = '/v1/flag-sets/checkout/environments/production/flagd.json';

const file = {
  flags: {
    'new-ranking': {
      state: 'ENABLED',
      variants: { b: 'bm25', a: 'classic' },
      defaultVariant: 'a',
      targeting: { if: [{ $ref: 'staff' }, 'b', null] },
      metadata: { team: 'search', weight: 2 },
    },
    limit: { state: 'DISABLED', variants: { low: 1, high: 1e21 } },
    'theme/α': {
      state: 'ENABLED',
      variants: { dark: { '10': 1, '9': { deep: [1, 'x', null] } } },
      defaultVariant: null,
    },
  },
  $evaluators: {
    staff: { ends_with: [{ var: 'email' }, '@harborline.example'] },
  },
};

describeWithDatabase('flagd files over HTTP', () => {
  it('prints the same bytes after an import of what it printed', async () => {
    const { client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client, {
      key: 'checkout-v2',
      type: 'boolean',
      kind: 'kill-switch',
      description: 'Stops the "new" checkout, at once',
      tags: ['a, b', 'pci'],
      entityRef: storefront,
      variants: { on: true, off: false },
    });
    const imported = await client.put(path, file);
    expect(imported.body).toEqual({
      created: ['$evaluators/staff', 'new-ranking', 'limit', 'theme/α'],
      updated: [],
      unchanged: [],
      refused: [],
    });
    const segment = await client.put('/v1/flag-sets/checkout/segments/staff', {
      revision: 1,
      description: 'Who works here',
      targeting: file.$evaluators.staff,
    });
    expect(segment.status).toBe(200);
    await client.put('/v1/flag-sets/checkout/flags/checkout-v2', {
      revision: 1,
      prerequisites: [{ flagKey: 'new-ranking', variants: ['a', 'b'] }],
    });

    const first = await client.get(path);
    const again = await client.put(path, JSON.parse(first.text));
    expect(again.body).toEqual({
      created: [],
      updated: [],
      unchanged: [
        '$evaluators/staff',
        'checkout-v2',
        'limit',
        'new-ranking',
        'theme/α',
      ],
      refused: [],
    });
    expect((await client.get(path)).text).toBe(first.text);

    // Into an empty portal.
    const other = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(other.client);
    const copied = await other.client.put(path, JSON.parse(first.text));
    expect(copied.body.refused).toEqual([]);
    expect((await other.client.get(path)).text).toBe(first.text);
    const flag = await other.client.get(
      '/v1/flag-sets/checkout/flags/checkout-v2',
    );
    expect(flag.body).toMatchObject({
      kind: 'kill-switch',
      description: 'Stops the "new" checkout, at once',
      tags: ['a, b', 'pci'],
      entityRef: storefront,
      prerequisites: [{ flagKey: 'new-ranking', variants: ['a', 'b'] }],
      metadata: {},
    });
  });

  it('refuses a broken flag alone, and says where the fault is', async () => {
    const { client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client);
    const { body, status } = await client.put(path, {
      metadata: { team: 'search' },
      flags: {
        good: { state: 'ENABLED', variants: { on: true } },
        mixed: { state: 'ENABLED', variants: { on: true, off: 'no' } },
        typo: {
          state: 'ENABLED',
          variants: { on: true },
          targeting: { if: [{ '===': [{ var: 'a' }, 1] }, 'onn'] },
        },
        lost: { state: 'ENABLED', variants: { on: true }, owner: 'me' },
      },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      created: ['good'],
      updated: [],
      unchanged: [],
      refused: [
        {
          key: '',
          pointer: '/metadata/team',
          message:
            "A flag set has no metadata of its own, so 'team' was left out.",
        },
        {
          key: 'mixed',
          pointer: '/flags/mixed/variants/off',
          message: "flagd's schema does not allow this: it must be boolean.",
        },
        {
          key: 'lost',
          pointer: '/flags/lost/owner',
          message: "flagd's format has no field 'owner', so it would be lost.",
        },
        {
          key: 'typo',
          pointer: '/flags/typo/targeting/if/1',
          message:
            "The rule answers 'onn', which is no variant of the flag; there are 'on'.",
        },
      ],
    });
  });

  it('previews an import without a change, and imports only what was previewed', async () => {
    const { client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client);
    await client.put(path, file);
    const before = await client.get(path);
    const changed = {
      flags: {
        limit: { state: 'ENABLED', variants: { low: 2 } },
        added: { state: 'ENABLED', variants: { on: true } },
        lost: { state: 'ENABLED', variants: { on: true }, owner: 'me' },
      },
    };

    const { status, body } = await client.post(`${path}/preview`, changed);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      created: ['added'],
      updated: ['limit'],
      unchanged: [],
      refused: [{ key: 'lost', pointer: '/flags/lost/owner' }],
      changes: [
        {
          key: 'limit',
          before: { variants: { low: 1 } },
          after: { variants: { low: 2 } },
        },
        { key: 'added', after: { variants: { on: true } } },
      ],
    });
    expect((await client.get(path)).text).toBe(before.text);
    const events = await client.get('/v1/flag-sets/checkout/events');

    const { revision } = body;
    await client.put('/v1/flag-sets/checkout/segments/late', {
      targeting: { '!': [true] },
    });
    const late = await client.put(`${path}?revision=${revision}`, changed);
    expect(late.status).toBe(409);
    expect(late.body.error.message).toBe(
      `Flag set 'checkout' is at revision ${
        revision + 1
      }, and the preview was of revision ${revision}; preview the file again`,
    );
    const applied = await client.put(
      `${path}?revision=${revision + 1}`,
      changed,
    );
    expect(applied.body).toMatchObject({
      created: ['added'],
      updated: ['limit'],
    });
    // The preview left no event: the next ones are the segment and the two flags.
    const after = await client.get('/v1/flag-sets/checkout/events');
    expect(after.body.items).toHaveLength(events.body.items.length + 3);
  });

  it('refuses a file in which a name stands twice', async () => {
    const { backend, client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client);
    const { status, body } = await request(backend.server)
      .put(`/api/feature-flags${path}`)
      .set('Content-Type', 'application/json')
      .send(
        '{"flags": {"a": {"state": "ENABLED", "variants": {"on": true, "on": false}}}}',
      );
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      name: 'InputError',
      problems: [
        {
          pointer: '/flags/a/variants/on',
          message: "The name 'on' stands here twice.",
        },
      ],
    });
  });

  it('lets a running flagd read its environment, and answers 304 until something changes', async () => {
    const { backend, client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client);
    await client.put(path, file);
    const { body: created } = await client.post(
      '/v1/flag-sets/checkout/environments/production/keys',
      { name: 'flagd' },
    );
    const read = (target: string, headers: object) =>
      request(backend.server)
        .get(`/api/feature-flags${target}`)
        .set({ Authorization: `Bearer ${created.key}`, ...headers });

    const full = await read(path, {});
    expect(full.status).toBe(200);
    expect(full.text).not.toContain('causeway.');
    expect(full.body.flags['new-ranking'].metadata).toEqual({
      team: 'search',
      weight: 2,
    });
    const unchanged = await read(path, { 'If-None-Match': full.headers.etag });
    expect(unchanged.status).toBe(304);
    await client.put(path, {
      flags: { limit: { state: 'ENABLED', variants: { low: 1 } } },
    });
    const changed = await read(path, { 'If-None-Match': full.headers.etag });
    expect(changed.status).toBe(200);
    expect(changed.body.flags.limit.state).toBe('ENABLED');

    const elsewhere = await read(path.replace('production', 'staging'), {});
    expect(elsewhere.status).toBe(403);
    const unknown = await read(path, { Authorization: 'Bearer cw_x_y' });
    expect(unknown.status).toBe(401);
    const nobody = await read(path, { Authorization: 'Bearer nothing' });
    expect(nobody.status).toBe(401);
  });
});
