import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareGoTools } from '../../scripts/launcher/goTools.mjs';
import { Progress } from '../../scripts/launcher/Progress.mjs';

/** An S3 server on this machine, with one bucket. */
export interface ObjectStorage {
  bucket: string;
  url: string;
  region: string;
  /** The credentials, as the AWS SDK reads them. */
  env: { AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string };
  /** A configuration file with which a portal reads docs from the bucket. */
  portalConfig: string;
  /** Refuses connections until `resume`; what is stored stays. */
  pause: () => Promise<void>;
  resume: () => Promise<void>;
  stop: () => Promise<void>;
}

export async function startObjectStorage(
  port: number,
  bucket: string,
): Promise<ObjectStorage | { unavailable: string }> {
  const tools = await prepareGoTools(
    { progress: new Progress(), stop: new AbortController().signal },
    ['versitygw'],
  );
  if ('unavailable' in tools) {
    return { unavailable: `the S3 server ${tools.unavailable}` };
  }
  const folder = await mkdtemp(join(tmpdir(), 'causeway-e2e-storage-'));
  const objects = join(folder, 'objects');
  await mkdir(join(objects, bucket), { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const region = 'eu-central-1';
  const env = {
    AWS_ACCESS_KEY_ID: 'docs-reader',
    AWS_SECRET_ACCESS_KEY: 'only-for-this-test',
  };
  const start = async () => {
    const server = spawn(
      tools.paths.versitygw,
      ['--port', `127.0.0.1:${port}`, '--region', region, 'posix', objects],
      {
        env: {
          PATH: process.env.PATH,
          ROOT_ACCESS_KEY: env.AWS_ACCESS_KEY_ID,
          ROOT_SECRET_KEY: env.AWS_SECRET_ACCESS_KEY,
        },
        stdio: 'ignore',
      },
    );
    await untilListening(url);
    return server;
  };
  let server = await start();
  const end = async () => {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  };

  const portalConfig = join(folder, 'app-config.storage.json');
  await writeFile(
    portalConfig,
    JSON.stringify({
      techdocs: {
        builder: 'external',
        publisher: {
          type: 'awsS3',
          awsS3: {
            bucketName: bucket,
            region,
            endpoint: url,
            s3ForcePathStyle: true,
            // The page that the storage cannot give must not be waited for.
            maxAttempts: 1,
          },
        },
      },
      causeway: { docs: { published: { noticeWithin: { seconds: 1 } } } },
    }),
  );
  return {
    bucket,
    url,
    region,
    env,
    portalConfig,
    pause: end,
    resume: async () => {
      server = await start();
    },
    stop: async () => {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
  throw new Error(`The S3 server does not answer at ${url}`);
}
