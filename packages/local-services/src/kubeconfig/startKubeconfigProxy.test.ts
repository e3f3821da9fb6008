import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { shopRecordings } from '../cluster/__fixtures__/shopRecordings';
import {
  type RunningDemoCluster,
  startDemoCluster,
} from '../cluster/startDemoCluster';
import {
  type RunningKubeconfigProxy,
  startKubeconfigProxy,
} from './startKubeconfigProxy';

const token = 'what-the-portal-sends';
const clusterToken = 'what-the-cluster-wants';
const pods = '/api/v1/namespaces/production/pods';

describe('startKubeconfigProxy', () => {
  const manifests = createMockDirectory();
  const home = createMockDirectory();
  let cluster: RunningDemoCluster;
  let proxy: RunningKubeconfigProxy;

  beforeAll(async () => {
    manifests.setContent(shopRecordings);
    cluster = await startDemoCluster({
      port: 0,
      manifestsDir: manifests.path,
      token: clusterToken,
      logger: mockServices.logger.mock(),
    });
    home.setContent({ config: kubeconfig(cluster.url, 'shop') });
    proxy = await startKubeconfigProxy({
      port: 0,
      token,
      kubeconfigFile: home.resolve('config'),
    });
  });

  afterAll(async () => {
    await proxy.close();
    await cluster.close();
  });

  it('reads the cluster with the credential of the kubeconfig', async () => {
    expect(proxy.contextName).toBe('shop');
    const { code, body } = await ask(proxy.url, pods);
    expect(code).toBe(200);
    expect(body).toMatchObject({ kind: 'PodList' });

    const log = await ask(
      proxy.url,
      `${pods}/shop-1-a/log?container=shop&tailLines=1`,
    );
    expect(log.code).not.toBe(401);
    // The cluster itself refuses what the portal sends: it was exchanged on the way.
    expect((await ask(cluster.url, pods)).code).toBe(401);
  });

  it.each([
    [
      'POST',
      pods,
      405,
      "The portal may only read this cluster, 'POST' is refused.",
    ],
    [
      'DELETE',
      `${pods}/shop-1-a`,
      405,
      "The portal may only read this cluster, 'DELETE' is refused.",
    ],
    ['GET', '/api/v1/secrets', 403, 'The portal may not read secrets.'],
    [
      'GET',
      '/api/v1/namespaces/production/%73ecrets/db',
      403,
      'The portal may not read secrets.',
    ],
    ['GET', '//api/v1/secrets', 403, 'The portal may not read secrets.'],
    [
      'GET',
      `${pods}/shop-1-a/exec?command=id`,
      403,
      "The portal may not use 'exec'.",
    ],
    [
      'GET',
      '/api/v1/nodes/one/proxy/pods',
      403,
      "The portal may not use 'proxy'.",
    ],
    [
      'GET',
      '/api/v1/x/../secrets',
      400,
      "'/api/v1/x/../secrets' is not a path.",
    ],
    ['GET', '/api/%zz', 400, "'/api/%zz' is not a path."],
    [
      'GET',
      'http://elsewhere.example/api',
      400,
      "'http://elsewhere.example/api' is not a path.",
    ],
  ])('refuses %s %s', async (method, path, code, message) => {
    expect(await ask(proxy.url, path, { method })).toEqual({
      code,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        message,
        code,
      },
    });
  });

  it('asks for its token', async () => {
    for (const authorization of [
      undefined,
      'Bearer wrong',
      `Bearer ${clusterToken}`,
    ]) {
      const { code } = await ask(proxy.url, pods, { authorization });
      expect({ authorization, code }).toEqual({ authorization, code: 401 });
    }
  });

  it('never sends the credential to another host', async () => {
    const asked: string[] = [];
    const other = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await ask(proxy.url, `//127.0.0.1:${port}/api/v1/pods`);
    expect(asked).toEqual([]);
    other.close();
    await once(other, 'close');
  });

  it('says that the cluster cannot be reached', async () => {
    const gone = await startDemoCluster({
      port: 0,
      manifestsDir: manifests.path,
      token: clusterToken,
      logger: mockServices.logger.mock(),
    });
    home.addContent({ gone: kubeconfig(gone.url, 'gone') });
    const toGone = await startKubeconfigProxy({
      port: 0,
      token,
      kubeconfigFile: home.resolve('gone'),
    });
    await gone.close();
    try {
      const { code, body } = await ask(toGone.url, pods);
      expect(code).toBe(502);
      expect(body).toMatchObject({
        message: expect.stringMatching(
          new RegExp(
            `^The cluster at ${gone.url} could not be reached: .*ECONNREFUSED`,
          ),
        ),
      });
    } finally {
      await toGone.close();
    }
  });

  it('says what is wrong with a kubeconfig', async () => {
    home.addContent({
      undecided: kubeconfig(cluster.url, 'shop').replace(
        /^current-context:.*$/m,
        '',
      ),
      damaged: 'clusters: [',
    });
    const start = (name: string) =>
      startKubeconfigProxy({
        port: 0,
        token,
        kubeconfigFile: home.resolve(name),
      });

    await expect(start('undecided')).rejects.toThrow(
      "The kubeconfig has no current context. Choose one with 'kubectl config use-context <name>'.",
    );
    await expect(start('damaged')).rejects.toThrow(
      `The kubeconfig '${home.resolve('damaged')}' could not be read: `,
    );
    await expect(start('missing')).rejects.toThrow(
      `The kubeconfig '${home.resolve('missing')}' could not be read: `,
    );
  });
});

function kubeconfig(server: string, context: string): string {
  return `apiVersion: v1
kind: Config
current-context: ${context}
contexts:
  - name: ${context}
    context: { cluster: here, user: reader }
clusters:
  - name: here
    cluster: { server: ${server} }
users:
  - name: reader
    user: { token: ${clusterToken} }
`;
}

// `fetch` would tidy the path before it is sent.
async function ask(
  url: string,
  path: string,
  options: { method?: string; authorization?: string } = {},
): Promise<{ code: number | undefined; body: unknown }> {
  const { hostname, port } = new URL(url);
  const { method, authorization } = {
    authorization: `Bearer ${token}`,
    ...options,
  };
  const request = sendRequest({
    hostname,
    port,
    path,
    method,
    headers: authorization ? { authorization } : {},
  });
  request.end();
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) {
    text += chunk;
  }
  const isJson = response.headers['content-type']?.includes('json');
  return { code: response.statusCode, body: isJson ? JSON.parse(text) : text };
}
