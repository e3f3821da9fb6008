import {
  describeConformance,
  needsData,
} from '../conformance/__testUtils__/conformanceData';
import { OfrepDocument } from '../conformance/__testUtils__/OfrepDocument';
import { TestOfrep } from '../conformance/__testUtils__/TestOfrep';
import type { FlagdConfiguration } from '../conformance/__testUtils__/toFlagSetContent';

const configuration: FlagdConfiguration = {
  flags: {
    checkout: {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: { if: [{ '==': [{ var: 'user.plan' }, 'gold'] }, 'on'] },
    },
    broken: {
      state: 'ENABLED',
      variants: { on: true },
      defaultVariant: 'on',
      targeting: { explode: [] },
    },
    lost: {
      state: 'ENABLED',
      variants: { on: true },
      defaultVariant: 'on',
      targeting: { if: [true, 'purple'] },
    },
    retired: {
      state: 'DISABLED',
      variants: { on: true },
      defaultVariant: 'on',
    },
    größe: {
      state: 'ENABLED',
      variants: { on: '≥ 1 m – 大 😀', off: 'x\u007f' },
      defaultVariant: 'on',
    },
    'a/b c': { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' },
  },
};
const ada = { context: { targetingKey: 'ada', user: { plan: 'gold' } } };

describeConformance(needsData('OfrepServer'), () => {
  let ofrep: TestOfrep;

  afterEach(async () => {
    await ofrep.stop();
    ofrep.assertValidated();
  });

  describe.each(['router', 'listener'] as const)('through the %s', through => {
    beforeEach(async () => {
      ofrep = await start({ through });
    });

    it('answers for one flag', async () => {
      const ask = async (key: string, body: unknown = ada) => {
        const response = await ofrep.evaluate(body, { key });
        return { status: response.status, body: await response.json() };
      };

      expect(await ask('checkout')).toEqual({
        status: 200,
        body: {
          key: 'checkout',
          reason: 'TARGETING_MATCH',
          variant: 'on',
          value: true,
        },
      });
      expect(await ask('checkout', { context: {} })).toEqual({
        status: 200,
        body: {
          key: 'checkout',
          reason: 'DEFAULT',
          variant: 'off',
          value: false,
        },
      });
      expect(await ask('retired')).toEqual({
        status: 200,
        body: { key: 'retired', reason: 'DISABLED' },
      });
      expect(await ask('a/b c')).toMatchObject({
        status: 200,
        body: { key: 'a/b c' },
      });
      expect(await ask('größe')).toMatchObject({
        status: 200,
        body: { key: 'größe', value: '≥ 1 m – 大 😀' },
      });
      expect(await ask('länge')).toEqual({
        status: 404,
        body: {
          key: 'länge',
          errorCode: 'FLAG_NOT_FOUND',
          errorDetails: "There is no flag 'länge'",
        },
      });
      expect(await ask('nothing')).toMatchObject({
        status: 404,
        body: { key: 'nothing', errorCode: 'FLAG_NOT_FOUND' },
      });
      expect(await ask('broken')).toMatchObject({
        status: 400,
        body: { key: 'broken', errorCode: 'PARSE_ERROR' },
      });
      expect(await ask('lost')).toMatchObject({
        status: 400,
        body: { key: 'lost', errorCode: 'GENERAL' },
      });
    });

    it('answers for all flags, the faulty ones among them', async () => {
      const response = await ofrep.evaluate(ada);
      const body = await response.json();

      expect(response.status).toBe(200);
      expect(body.flags).toHaveLength(6);
      expect(response.headers.get('content-type')).toBe(
        'application/json; charset=utf-8',
      );
      expect(body.flags).toContainEqual({
        key: 'größe',
        reason: 'STATIC',
        variant: 'on',
        value: '≥ 1 m – 大 😀',
      });
      expect(body.flags).toContainEqual({ key: 'retired', reason: 'DISABLED' });
      expect(body.flags).toContainEqual({
        key: 'broken',
        errorCode: 'PARSE_ERROR',
        errorDetails: expect.any(String),
      });
      expect(body.metadata).toEqual({ flagSetId: 'conformance', version: '1' });
      expect(body.eventStreams).toEqual([
        {
          type: 'sse',
          endpoint: {
            requestUri: expect.stringMatching(/\/ofrep\/v1\/stream\?token=./),
          },
          inactivityDelaySec: 120,
        },
      ]);
    });

    it('refuses contexts that are none', async () => {
      const deep = `{"context":{"user":${'['.repeat(200_000)}${']'.repeat(
        200_000,
      )}}}`;
      const bodies: [unknown, string][] = [
        ['{', 'PARSE_ERROR'],
        ['', 'PARSE_ERROR'],
        [[], 'INVALID_CONTEXT'],
        [null, 'INVALID_CONTEXT'],
        [{}, 'INVALID_CONTEXT'],
        [{ context: null }, 'INVALID_CONTEXT'],
        [{ context: [] }, 'INVALID_CONTEXT'],
        [{ context: 'ada' }, 'INVALID_CONTEXT'],
        [{ context: { targetingKey: 1 } }, 'INVALID_CONTEXT'],
        [{ context: { big: 'x'.repeat(1024 * 1024) } }, 'INVALID_CONTEXT'],
      ];
      for (const [body, errorCode] of bodies) {
        for (const key of [undefined, 'checkout']) {
          const response = await ofrep.evaluate(body, { key });
          const answer = await response.json();
          expect([response.status, answer.key, answer.errorCode]).toEqual([
            400,
            key,
            errorCode,
          ]);
        }
      }
      // Only a tag looks at all of what a rule reads.
      expect((await ofrep.evaluate(deep)).status).toBe(400);
    });

    it('refuses without a key and with another', async () => {
      for (const headers of [
        { 'x-api-key': '' },
        { 'x-api-key': 'cw_production_wrong' },
      ]) {
        for (const key of [undefined, 'checkout']) {
          const response = await ofrep.evaluate(ada, { key, headers });
          expect(response.status).toBe(401);
          expect(response.headers.get('www-authenticate')).toBe('Bearer');
        }
      }
    });

    it('answers 304 to the tag of the same context only', async () => {
      const ask = async (body: unknown, tag?: string, query = '') => {
        const response = await ofrep.evaluate(body, {
          query,
          headers: tag === undefined ? {} : { 'if-none-match': tag },
        });
        return {
          status: response.status,
          tag: response.headers.get('etag') ?? '',
        };
      };
      const free = { context: { targetingKey: 'ada', user: { plan: 'free' } } };

      const { tag } = await ask(ada);
      expect(await ask(ada, tag)).toEqual({ status: 304, tag });
      expect(await ask(ada, `"other", W/${tag}`)).toEqual({ status: 304, tag });
      expect((await ask(free, tag)).status).toBe(200);
      expect((await ask(ada, '"other"')).status).toBe(200);

      await ofrep.setConfiguration(configuration);
      expect((await ask(ada, tag)).status).toBe(200);
    });

    it('answers in full to a client that was told of another state', async () => {
      const { snapshots } = ofrep;
      const tag = (await ofrep.evaluate(ada)).headers.get('etag') ?? '';
      const ask = async (flagConfigEtag: string) => {
        const query = `?flagConfigEtag=${encodeURIComponent(flagConfigEtag)}`;
        const headers = { 'if-none-match': tag };
        return (await ofrep.evaluate(ada, { query, headers })).status;
      };
      const now = Math.floor(Date.now() / 1_000);
      const current =
        snapshots.get('conformance', 'production')?.getConfigurationTag(now) ??
        '';

      expect(await ask(current)).toBe(304);
      expect(await ask('2-other-0')).toBe(200);
      expect(await ask('nonsense')).toBe(200);
    });
  });

  it('asks to come back later when a key is used too often', async () => {
    ofrep = await start({
      rateLimit: { requests: 3, windowMilliseconds: 60_000 },
    });
    const statuses: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      statuses.push((await ofrep.evaluate(ada)).status);
    }

    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await ofrep.evaluate(ada, { key: 'checkout' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(10);
  });
});

function start(options: Partial<Parameters<typeof TestOfrep.start>[0]>) {
  return TestOfrep.start({
    configuration,
    through: 'router',
    document: OfrepDocument.load(),
    ...options,
  });
}
