import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { assertPortsFree, portsFrom } from './ports.mjs';

describe('ports', () => {
  it('are the portal’s own and one for each service', () => {
    assert.deepEqual(portsFrom(8107), {
      portal: 8107,
      forge: 8117,
      cluster: 8127,
      postgres: 8137,
    });
  });

  for (const host of ['127.0.0.1', '0.0.0.0']) {
    it(`are in use when a program listens on ${host}`, async () => {
      const server = createServer();
      server.listen(0, host);
      await once(server, 'listening');
      const { port } = server.address();
      try {
        await assert.rejects(
          assertPortsFree({ 'the Git forge': port }, 'Stop it.'),
          {
            name: 'Problem',
            message: `Port ${port}, for the Git forge, is in use by another program. Stop it.`,
          },
        );
      } finally {
        server.close();
        await once(server, 'close');
      }
      await assertPortsFree({ 'the Git forge': port }, 'Stop it.');
    });
  }

  it('may not be the same for two programs', async () => {
    await assert.rejects(
      assertPortsFree({ 'the portal': 38_107, 'the app': 38_107 }, 'Change.'),
      {
        message: 'Port 38107 is wanted for the portal and for the app. Change.',
      },
    );
  });
});
