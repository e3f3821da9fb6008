import { timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { InputError } from '@backstage/errors';
import { KubeConfig } from '@kubernetes/client-node';

/** How the current context of the user's kubeconfig is offered to the portal. */
export interface StartKubeconfigProxyOptions {
  /** 0 takes any free port. */
  port: number;
  /** What the portal must send as its bearer token. */
  token: string;
  /** Defaults to `KUBECONFIG` or `~/.kube/config`. */
  kubeconfigFile?: string;
}

/** A read-only door to one cluster, on 127.0.0.1. */
export interface RunningKubeconfigProxy {
  url: string;
  /** The name of the context. */
  contextName: string;
  close(): Promise<void>;
}

// Resources below a pod, service or node through which even a GET acts.
const doors = new Set(['attach', 'exec', 'portforward', 'proxy']);

/**
 * Serves the cluster of the current kubeconfig context, read-only and never its secrets.
 *
 * @remarks
 * The portal's own cluster locators know bearer tokens only, whereas a kubeconfig may hold
 * client certificates or a command to ask for a credential. Credentials stay in this process.
 *
 * @throws InputError when there is no kubeconfig or it has no current context
 */
export async function startKubeconfigProxy(
  options: StartKubeconfigProxyOptions,
): Promise<RunningKubeconfigProxy> {
  const kubeconfig = loadKubeconfig(options.kubeconfigFile);
  const cluster = kubeconfig.getCurrentCluster();
  if (!cluster) {
    throw new InputError(
      "The kubeconfig has no current context. Choose one with 'kubectl config use-context <name>'.",
    );
  }
  const target = new URL(cluster.server);
  if (target.protocol === 'http:') {
    // The client refuses such a server otherwise, whereas kubectl uses it, as for 'kubectl proxy'.
    kubeconfig.clusters = kubeconfig.clusters.map(candidate =>
      candidate === cluster ? { ...cluster, skipTLSVerify: true } : candidate,
    );
  }

  const server = http.createServer(async (request, response) => {
    const refusal = refuse(request, options.token);
    if (refusal) {
      sendStatus(response, refusal.code, refusal.message);
      return;
    }
    try {
      await forward({ kubeconfig, target, request, response });
    } catch (error) {
      sendUnreachable(response, target, error);
    }
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    contextName: kubeconfig.getCurrentContext(),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function loadKubeconfig(file: string | undefined): KubeConfig {
  const kubeconfig = new KubeConfig();
  try {
    if (file) {
      kubeconfig.loadFromFile(file);
    } else {
      kubeconfig.loadFromDefault();
    }
  } catch (error) {
    throw new InputError(
      `The kubeconfig '${
        file ?? process.env.KUBECONFIG ?? '~/.kube/config'
      }' could not be read: ${error}`,
    );
  }
  return kubeconfig;
}

function refuse(
  request: http.IncomingMessage,
  token: string,
): { code: number; message: string } | undefined {
  const sent = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  if (sent.length !== wanted.length || !timingSafeEqual(sent, wanted)) {
    return { code: 401, message: 'Unauthorized' };
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return {
      code: 405,
      message: `The portal may only read this cluster, '${request.method}' is refused.`,
    };
  }
  const segments = readSegments(request.url ?? '');
  if (!segments) {
    return { code: 400, message: `'${request.url}' is not a path.` };
  }
  if (segments.includes('secrets')) {
    return { code: 403, message: 'The portal may not read secrets.' };
  }
  const door = segments.find(segment => doors.has(segment));
  if (door) {
    return { code: 403, message: `The portal may not use '${door}'.` };
  }
  return undefined;
}

function readSegments(url: string): string[] | undefined {
  const [path] = url.split('?');
  if (!path.startsWith('/')) {
    return undefined;
  }
  try {
    const segments = path.split('/').map(decodeURIComponent);
    // A cluster that resolves these would read another path than the one that was checked.
    return segments.some(segment => segment === '.' || segment === '..')
      ? undefined
      : segments;
  } catch {
    return undefined;
  }
}

async function forward(options: {
  kubeconfig: KubeConfig;
  target: URL;
  request: http.IncomingMessage;
  response: http.ServerResponse;
}): Promise<void> {
  const { kubeconfig, target, request, response } = options;
  const { accept } = request.headers;
  const credentials: https.RequestOptions = {};
  await kubeconfig.applyToHTTPSOptions(credentials);
  const isSecure = target.protocol === 'https:';
  const upstream = (isSecure ? https : http).request(
    {
      ...credentials,
      agent: isSecure ? credentials.agent : undefined,
      protocol: target.protocol,
      hostname: target.hostname.replace(/^\[|\]$/g, ''),
      port: target.port,
      // Some clusters are served below a path, as Rancher's are.
      path: `${target.pathname.replace(/\/$/, '')}${request.url}`,
      method: request.method,
      headers: { ...credentials.headers, ...(accept && { accept }) },
    },
    answer => {
      response.writeHead(answer.statusCode ?? 502, {
        'content-type': answer.headers['content-type'] ?? 'text/plain',
      });
      pipeline(answer, response, () => {});
    },
  );
  const silence = setTimeout(
    () => upstream.destroy(new Error('no answer within 30 seconds')),
    30_000,
  );
  upstream.once('response', () => clearTimeout(silence));
  upstream.on('error', error => {
    clearTimeout(silence);
    sendUnreachable(response, target, error);
  });
  response.on('close', () => {
    clearTimeout(silence);
    upstream.destroy();
  });
  upstream.end();
}

function sendUnreachable(
  response: http.ServerResponse,
  target: URL,
  error: unknown,
): void {
  sendStatus(
    response,
    502,
    `The cluster at ${target.origin} could not be reached: ${
      error instanceof Error ? error.message : error
    }`,
  );
}

function sendStatus(
  response: http.ServerResponse,
  code: number,
  message: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message,
      code,
    }),
  );
}
