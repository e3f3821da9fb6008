import { once } from 'node:events';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { ApiException, CoreV1Api } from '@kubernetes/client-node';
import { WebSocket } from 'ws';
import {
  kubeConfig,
  request,
  statusSchema,
  token,
} from './__fixtures__/clients';
import { shopRecordings } from './__fixtures__/shopRecordings';
import { type RunningDemoCluster, startDemoCluster } from './startDemoCluster';

const namespace = 'production';
// Written out, because people read it: the sentence names the way to a cluster that can be changed.
const readOnly =
  "The demo cluster is read-only. Start the portal with 'npm start -- --cluster kubeconfig' to work with a real cluster.";

describe('startDemoCluster', () => {
  const logger = mockServices.logger.mock();
  const directory = createMockDirectory();
  let cluster: RunningDemoCluster;

  beforeAll(async () => {
    directory.setContent(shopRecordings);
    cluster = await startDemoCluster({
      port: 0,
      manifestsDir: directory.path,
      token,
      logger,
    });
  });

  afterAll(() => cluster.close());

  it('refuses every change in a sentence that says what to do', async () => {
    const path = '/api/v1/namespaces/production/pods/shop-1-a';
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { code, body } = await request(cluster.url + path, { method });
      expect({ method, code, status: statusSchema.parse(body) }).toMatchObject({
        method,
        code: 405,
        status: { reason: 'MethodNotAllowed', message: readOnly },
      });
    }
    await expect(
      kubeConfig(cluster.url)
        .makeApiClient(CoreV1Api)
        .deleteNamespacedPod({ name: 'shop-1-a', namespace }),
    ).rejects.toThrow(ApiException);
    const { items } = await kubeConfig(cluster.url)
      .makeApiClient(CoreV1Api)
      .listNamespacedPod({ namespace });
    expect(items).toHaveLength(2);
  });

  it('asks for its token, except about its health', async () => {
    await expect(
      kubeConfig(cluster.url, 'wrong').makeApiClient(CoreV1Api).listNode(),
    ).rejects.toMatchObject({ code: 401 });
    for (const authorization of ['', `Basic ${token}`, 'Bearer ', token]) {
      const { code, body } = await request(`${cluster.url}/api/v1/pods`, {
        authorization,
      });
      expect(code).toBe(401);
      expect(statusSchema.parse(body).reason).toBe('Unauthorized');
    }
    // A stranger learns nothing about what could be written either.
    const write = await request(`${cluster.url}/api/v1/pods`, {
      method: 'POST',
      authorization: '',
    });
    expect(write.code).toBe(401);
    for (const path of ['/healthz', '/readyz', '/livez']) {
      const response = await fetch(`${cluster.url}${path}`);
      expect(await response.text()).toBe('ok');
    }
  });

  it('tells a terminal that it is read-only', async () => {
    const socket = new WebSocket(
      `${cluster.url.replace(
        'http',
        'ws',
      )}/api/v1/namespaces/production/pods/shop-1-a/exec?container=web`,
      ['channel.k8s.io'],
    );
    const [message] = await once(socket, 'message');
    expect(socket.protocol).toBe('channel.k8s.io');
    expect(Buffer.from(message).toString()).toBe(`\u0001${readOnly}\r\n`);
    const [code] = await once(socket, 'close');
    expect(code).toBe(1000);
  });

  it('closes although a watch is open', async () => {
    const other = await startDemoCluster({
      port: 0,
      manifestsDir: directory.path,
      token,
      logger,
    });
    const watch = await fetch(`${other.url}/api/v1/pods?watch=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await other.close();
    await expect(watch.text()).rejects.toThrow('terminated');
  });

  it('says why it cannot start', async () => {
    const options = { port: 0, manifestsDir: directory.path, token, logger };
    await expect(startDemoCluster({ ...options, token: '' })).rejects.toThrow(
      'The demo cluster needs a token that is not empty',
    );
    const port = Number(new URL(cluster.url).port);
    await expect(startDemoCluster({ ...options, port })).rejects.toThrow(
      `The demo cluster cannot listen on port ${port} of 127.0.0.1: another program uses it`,
    );
    const broken = createLogs({ 'shop-1-x.web.log': 'ago:1s x' });
    await expect(
      startDemoCluster({ ...options, manifestsDir: broken }),
    ).rejects.toThrow(
      /^logs\/production\/shop-1-x\.web\.log: no container of the demo cluster has this log/,
    );
    const untimed = createLogs({ 'shop-1-a.web.log': 'no time' });
    await expect(
      startDemoCluster({ ...options, manifestsDir: untimed }),
    ).rejects.toThrow(
      "logs/production/shop-1-a.web.log, line 1: the first line of a log must begin with its time, such as 'ago:2m13s'",
    );
  });

  const brokenDirectory = createMockDirectory();

  function createLogs(logs: Record<string, string>): string {
    brokenDirectory.setContent({
      ...shopRecordings,
      logs: { production: logs },
    });
    return brokenDirectory.path;
  }
});
