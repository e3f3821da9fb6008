/**
 * @jest-environment @backstage/cli-module-test-jest/config/jest-environment-jsdom
 */
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import {
  OpenFeature,
  OpenFeatureProvider,
  useBooleanFlagValue,
} from '@openfeature/react-sdk';
import { EventSource } from 'eventsource';
import {
  clearInterval,
  clearTimeout,
  setImmediate,
  setInterval,
  setTimeout,
} from 'node:timers';
// A client in a test, not a part of the plugin.
// eslint-disable-next-line @backstage/no-undeclared-imports
import { createRoot } from 'react-dom/client';
import {
  describeConformance,
  needsData,
} from './__testUtils__/conformanceData';
import { OfrepDocument } from './__testUtils__/OfrepDocument';
import { TestOfrep, testKey } from './__testUtils__/TestOfrep';
import type { FlagdConfiguration } from './__testUtils__/toFlagSetContent';

const configuration = (defaultVariant: 'on' | 'off'): FlagdConfiguration => ({
  flags: {
    checkout: {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant,
    },
  },
});

describeConformance(needsData('the OpenFeature React SDK'), () => {
  beforeAll(() => {
    // Missing in jsdom; and the server, which runs in the same process, needs Node's timers.
    Object.assign(globalThis, {
      EventSource,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      setImmediate,
    });
  });

  it('renders a flag, and again when it was changed', async () => {
    const ofrep = await TestOfrep.start({
      configuration: configuration('off'),
      through: 'router',
      document: OfrepDocument.load(),
    });
    const main = document.createElement('main');
    document.body.append(main);
    await OpenFeature.setProviderAndWait(
      new OFREPWebProvider({
        baseUrl: ofrep.url,
        headers: [['X-API-Key', testKey]],
        fetchImplementation: ofrep.fetch,
      }),
      { targetingKey: 'ada' },
    );
    const root = createRoot(main);
    root.render(
      <OpenFeatureProvider>
        <Checkout />
      </OpenFeatureProvider>,
    );
    const shows = async (text: string) => {
      for (let turn = 0; turn < 200 && main.textContent !== text; turn++) {
        await new Promise(resolve => setTimeout(resolve, 20));
      }
      expect(main.textContent).toBe(text);
    };

    await shows('The old checkout');
    for (let turn = 0; turn < 200 && ofrep.stream.clientCount === 0; turn++) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    await ofrep.setConfiguration(configuration('on'));
    await shows('The new checkout');

    root.unmount();
    await OpenFeature.clearProviders();
    await ofrep.stop();
    expect(ofrep.problems).toEqual([]);
    expect(ofrep.validated).toBeGreaterThan(1);
  });
});

function Checkout() {
  const isNew = useBooleanFlagValue('checkout', false);
  return <p>{isNew ? 'The new checkout' : 'The old checkout'}</p>;
}
