import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import {
  OpenFeature as WebOpenFeature,
  ProviderEvents,
} from '@openfeature/web-sdk';
import { EventSource } from 'eventsource';
import {
  describeConformance,
  needsData,
} from './__testUtils__/conformanceData';
import { OfrepDocument } from './__testUtils__/OfrepDocument';
import { TestOfrep, testKey } from './__testUtils__/TestOfrep';
import type { FlagdConfiguration } from './__testUtils__/toFlagSetContent';

jest.setTimeout(30_000);

const configuration: FlagdConfiguration = {
  flags: {
    checkout: {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: { if: [{ '==': [{ var: 'plan' }, 'gold'] }, 'on', 'off'] },
    },
    banner: {
      state: 'ENABLED',
      variants: { summer: 'Summer is here' },
      defaultVariant: 'summer',
    },
    limits: {
      state: 'ENABLED',
      variants: { small: { items: 10 } },
      defaultVariant: 'small',
    },
    ratio: {
      state: 'ENABLED',
      variants: { third: 0.3 },
      defaultVariant: 'third',
    },
    retired: {
      state: 'DISABLED',
      variants: { on: true },
      defaultVariant: 'on',
    },
    'without-default': { state: 'ENABLED', variants: { on: true } },
  },
};

describeConformance(needsData('the OpenFeature web SDK'), () => {
  let ofrep: TestOfrep;
  const originalEventSource = globalThis.EventSource;

  beforeEach(async () => {
    // Node has none of its own, browsers do.
    Object.assign(globalThis, { EventSource });
    ofrep = await TestOfrep.start({
      configuration,
      through: 'router',
      document: OfrepDocument.load(),
    });
  });

  afterEach(async () => {
    await WebOpenFeature.clearProviders();
    Object.assign(globalThis, { EventSource: originalEventSource });
    await ofrep.stop();
    ofrep.assertValidated();
  });

  async function connect() {
    await WebOpenFeature.setContext({ targetingKey: 'ada', plan: 'free' });
    await WebOpenFeature.setProviderAndWait(
      new OFREPWebProvider({
        baseUrl: ofrep.url,
        headers: [['X-API-Key', testKey]],
        fetchImplementation: ofrep.fetch,
      }),
    );
    return WebOpenFeature.getClient();
  }

  it('gets values of every type, and its own defaults where there is none', async () => {
    const client = await connect();

    expect(client.getBooleanDetails('checkout', true)).toMatchObject({
      value: false,
      variant: 'off',
      reason: 'TARGETING_MATCH',
    });
    expect(client.getStringValue('banner', '')).toBe('Summer is here');
    expect(client.getObjectValue('limits', {})).toEqual({ items: 10 });
    expect(client.getNumberValue('ratio', 0)).toBe(0.3);
    expect(client.getBooleanDetails('retired', true)).toMatchObject({
      value: true,
      reason: 'DISABLED',
    });
    expect(client.getBooleanDetails('without-default', true)).toMatchObject({
      value: true,
      reason: 'DEFAULT',
    });
    expect(client.getBooleanDetails('nothing', true)).toMatchObject({
      value: true,
      errorCode: 'FLAG_NOT_FOUND',
    });
  });

  it('gets other values when the context changes, although it sends its old tag', async () => {
    const client = await connect();

    await WebOpenFeature.setContext({ targetingKey: 'ada', plan: 'gold' });

    expect(client.getBooleanValue('checkout', false)).toBe(true);
  });

  it('hears of a change over the stream', async () => {
    const client = await connect();
    await waitFor(() => ofrep.stream.clientCount === 1);
    const changed = new Promise(resolve =>
      client.addHandler(ProviderEvents.ConfigurationChanged, resolve),
    );

    await ofrep.setConfiguration({
      flags: {
        ...configuration.flags,
        banner: {
          state: 'ENABLED',
          variants: { autumn: 'Autumn is here' },
          defaultVariant: 'autumn',
        },
      },
    });
    await changed;

    expect(client.getStringValue('banner', '')).toBe('Autumn is here');
  });
});

async function waitFor(isDone: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !isDone(); attempt++) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  expect(isDone()).toBe(true);
}
