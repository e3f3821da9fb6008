import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { prepareImage } from '../scripts/bundle/prepareImage.mjs';
import { productionEnvironment } from '../scripts/bundle/testing/productionEnvironment.mjs';
import { Replica } from '../scripts/bundle/testing/Replica.mjs';
import { main } from '../scripts/launcher/main.mjs';
import { findNodeRuntime } from '../scripts/launcher/nodeRuntime.mjs';
import { Problem } from '../scripts/launcher/Problem.mjs';
import { findChromium } from '../scripts/test/findChromium.mjs';
import { prepareVanilla } from './vanilla/prepareVanilla.mjs';
import { vanillaEnvironment } from './vanilla/vanillaEnvironment.mjs';

// The page of both apps on which the catalog is listed, and ours that opens first.
const visits = {
  vanilla: { path: '/', role: 'table' },
  causeway: { path: '/catalog', role: 'table' },
  'causeway, home': { path: '/', role: 'heading' },
};

// Prints what a browser that knows nothing yet fetches until a page is shown, relative to the
// same page of a vanilla app, and what it fetches when it comes back.
main(async context => {
  const options = readOptions();
  const runtime = await findNodeRuntime(context);
  const browserPath = await findChromium(context);
  if ('missing' in browserPath) {
    throw new Problem(`There is no browser: ${browserPath.missing}.`, '');
  }
  const image = await prepareImage(context, runtime);
  const vanilla = await prepareVanilla(context, runtime);
  const docs = await mkdtemp(join(tmpdir(), 'causeway-bench-'));
  const { connection, port } = options;
  const url = `http://localhost:${port}`;
  const results = {};
  const browser = await chromium.launch({
    executablePath: browserPath.executable,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  const measure = async (replica, name) => {
    try {
      await replica.untilReady();
      results[name] = await visit(browser, url, visits[name]);
      return replica;
    } catch (error) {
      await replica.stop();
      throw error;
    }
  };
  try {
    const theirs = await measure(
      Replica.start({
        bundle: vanilla,
        port,
        node: runtime.node,
        hasListenConfig: false,
        env: vanillaEnvironment({
          connection,
          url,
          port,
          prefix: 'bench_load_vanilla_',
        }),
      }),
      'vanilla',
    );
    await theirs.stop();
    const ours = await measure(
      Replica.start({
        bundle: image,
        port,
        node: runtime.node,
        env: productionEnvironment({
          connection,
          url,
          docs,
          prefix: 'bench_load_causeway_',
        }),
      }),
      'causeway',
    );
    await measure(ours, 'causeway, home');
    await ours.stop();
  } finally {
    await browser.close();
    await rm(docs, { recursive: true, force: true });
  }
  const base = results.vanilla.first;
  const lines = Object.entries(results).map(
    ([name, { first, second }]) =>
      `${name}: ${kilobytes(first.bytes)} KB in ${
        first.requests
      } requests, ratio ${(first.bytes / base.bytes).toFixed(
        2,
      )}; of it code ${kilobytes(first.codeBytes)} KB, ratio ${(
        first.codeBytes / base.codeBytes
      ).toFixed(2)}; again ${kilobytes(second.bytes)} KB in ${
        second.requests
      } requests`,
  );
  context.progress.say(['', ...lines].join('\n'));
  if (options.isVerbose) {
    for (const [name, { first }] of Object.entries(results)) {
      context.progress.say(
        [`\n${name}`, ...first.largest.map(each => each.join(' '))].join('\n'),
      );
    }
  }
  return 0;
});

async function visit(browser, url, { path, role }) {
  const browserContext = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 800 },
  });
  const page = await browserContext.newPage();
  const traffic = await recordTraffic(page);
  await page.goto(path);
  await page.getByRole('button', { name: /^(enter|.*guest.*)$/i }).click();
  await page.getByRole(role).first().waitFor();
  await page.waitForLoadState('networkidle');
  const first = traffic.take();
  await page.reload();
  await page.getByRole(role).first().waitFor();
  await page.waitForLoadState('networkidle');
  const second = traffic.take();
  await browserContext.close();
  return { first, second };
}

async function recordTraffic(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const types = new Map();
  const urls = new Map();
  let finished = [];
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    types.set(requestId, type);
    urls.set(requestId, response.fromDiskCache ? 'cache' : response.url);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    finished.push({ requestId, bytes: encodedDataLength }),
  );
  return {
    take() {
      const sent = finished.filter(
        ({ requestId, bytes }) => bytes > 0 && urls.get(requestId) !== 'cache',
      );
      finished = [];
      const sum = list => list.reduce((total, { bytes }) => total + bytes, 0);
      return {
        requests: sent.length,
        bytes: sum(sent),
        codeBytes: sum(
          sent.filter(({ requestId }) =>
            ['Script', 'Stylesheet'].includes(types.get(requestId)),
          ),
        ),
        largest: [...sent]
          .sort((a, b) => b.bytes - a.bytes)
          .slice(0, 30)
          .map(({ requestId, bytes }) => [
            kilobytes(bytes),
            urls.get(requestId),
          ]),
      };
    },
  };
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(0);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      connection: { type: 'string' },
      port: { type: 'string', default: '7607' },
      verbose: { type: 'boolean', default: false },
    },
  });
  if (!values.connection) {
    throw new Problem(
      'No database was named.',
      "Give one after --connection, such as 'postgresql://user:password@localhost:5432/postgres'; the user may create databases.",
    );
  }
  return {
    connection: values.connection,
    port: Number(values.port),
    isVerbose: values.verbose,
  };
}
