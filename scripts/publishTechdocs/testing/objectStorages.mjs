import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../bundle/testing/Installation.mjs';
import { fingerprint, isStamped, stamp } from '../../launcher/fingerprint.mjs';
import { prepareGoTools } from '../../launcher/goTools.mjs';
import { root, tools } from '../../launcher/paths.mjs';
import { Problem } from '../../launcher/Problem.mjs';
import { runCommand } from '../../launcher/runCommand.mjs';

const bucket = 'harborline-docs';
const manifest = 'scripts/publishTechdocs/testing/package.json';

/**
 * @typedef {object} ObjectStorage
 * @property {string[]} publishArgs what `publish-techdocs` is told
 * @property {NodeJS.ProcessEnv} env what the SDK reads, in the pipeline and in the portal
 * @property {object} publisher what the portal's configuration says
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server of Google's object storage on this machine, with an empty bucket.
 *
 * @returns {Promise<ObjectStorage | { unavailable: string }>}
 */
export async function startGoogleStorage(context, port) {
  const go = await prepareGoTools(context, ['fake-gcs-server']);
  if ('unavailable' in go) {
    return go;
  }
  const address = await findFreePort();
  const url = `http://127.0.0.1:${address}`;
  const server = startServer(go.paths['fake-gcs-server'], [
    ...['-scheme', 'http', '-host', '127.0.0.1', '-port', String(address)],
    ...['-backend', 'memory', '-external-url', `http://127.0.0.1:${port}`],
  ]);
  await server.untilListening(url);
  const created = await fetch(`${url}/storage/v1/b`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: bucket }),
  });
  if (!created.ok) {
    throw new Error(`The bucket was not made: ${await created.text()}`);
  }
  const entrance = await openGoogleEntrance(port, url);
  return {
    publishArgs: ['--publisher-type', 'googleGcs', '--storage-name', bucket],
    // Google's SDK goes there, and needs no credentials.
    env: { STORAGE_EMULATOR_HOST: `http://127.0.0.1:${port}` },
    publisher: { type: 'googleGcs', googleGcs: { bucketName: bucket } },
    async stop() {
      entrance.closeAllConnections();
      entrance.close();
      await server.stop();
    },
  };
}

// Where a variable says it is, the SDK leaves out of all but uploads the part of the path that it
// asks Google with.
async function openGoogleEntrance(port, url) {
  const entrance = createServer((incoming, outgoing) => {
    const { method, headers } = incoming;
    const path = incoming.url.replace(/^\/b\//, '/storage/v1/b/');
    const onward = request(`${url}${path}`, { method, headers }, answer => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  entrance.listen(port, '127.0.0.1');
  await once(entrance, 'listening');
  return entrance;
}

/**
 * Starts Azurite on this machine, with an empty container.
 *
 * @returns {Promise<ObjectStorage | { unavailable: string }>}
 */
export async function startAzureStorage(context, port) {
  const azurite = await installAzurite(context);
  if ('unavailable' in azurite) {
    return azurite;
  }
  const account = {
    name: 'harborline',
    key: randomBytes(64).toString('base64'),
  };
  const url = `http://127.0.0.1:${port}`;
  const server = startServer(
    process.execPath,
    [
      azurite.main,
      ...['--blobHost', '127.0.0.1', '--blobPort', String(port)],
      ...[
        '--inMemoryPersistence',
        '--skipApiVersionCheck',
        '--disableTelemetry',
      ],
    ],
    { AZURITE_ACCOUNTS: `${account.name}:${account.key}` },
  );
  await server.untilListening(url);
  const connectionString = [
    'DefaultEndpointsProtocol=http',
    `AccountName=${account.name}`,
    `AccountKey=${account.key}`,
    `BlobEndpoint=${url}/${account.name}`,
  ].join(';');
  const require = createRequire(
    createRequire(join(root, 'package.json')).resolve(
      '@backstage/plugin-techdocs-node',
    ),
  );
  const { BlobServiceClient } = require('@azure/storage-blob');
  await BlobServiceClient.fromConnectionString(connectionString)
    .getContainerClient(bucket)
    .create();
  return {
    publishArgs: [
      ...['--publisher-type', 'azureBlobStorage', '--storage-name', bucket],
    ],
    env: { AZURE_STORAGE_CONNECTION_STRING: connectionString },
    publisher: {
      type: 'azureBlobStorage',
      azureBlobStorage: { containerName: bucket, connectionString },
    },
    stop: server.stop,
  };
}

async function installAzurite({ progress, stop }) {
  const folder = join(tools, 'azurite');
  const wanted = await fingerprint([manifest], [process.version]);
  if (!(await isStamped('azurite', wanted))) {
    try {
      await progress.step('Install Azurite', async () => {
        await mkdir(folder, { recursive: true });
        await cp(join(root, manifest), join(folder, 'package.json'));
        await runCommand({
          name: 'npm-install-azurite',
          command: 'npm',
          args: [
            ...['install', '--prefix', folder, '--no-audit', '--no-fund'],
            '--ignore-scripts',
          ],
          stop,
        });
      });
    } catch (error) {
      if (error instanceof Problem) {
        return {
          unavailable: `Azurite could not be installed: ${error.message}`,
        };
      }
      throw error;
    }
    await stamp('azurite', wanted);
  }
  return {
    main: join(folder, 'node_modules/azurite/dist/src/blob/main.js'),
  };
}

function startServer(command, args, env) {
  const output = [];
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', chunk => output.push(chunk));
  child.stderr.on('data', chunk => output.push(chunk));
  const ended = once(child, 'close');
  return {
    async untilListening(url) {
      const deadline = Date.now() + 60_000;
      for (;;) {
        try {
          const response = await fetch(url);
          await response.body?.cancel();
          return;
        } catch {
          if (child.exitCode !== null || Date.now() > deadline) {
            throw new Error(
              `The storage does not answer at ${url}:\n${Buffer.concat(
                output,
              )}`,
            );
          }
          await sleep(100);
        }
      }
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}
