import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startFlagsBackend } from '../__testUtils__/startFlagsBackend';

jest.setTimeout(60_000);

const demo = resolve(__dirname, '../../../../catalog/demo/flags');
const files = ['payment-service', 'checkout-system', 'storefront-web'].map(
  name => join(demo, `${name}.yaml`),
);

function configure(paths: string[]) {
  return { featureFlags: { seed: { files: paths } } };
}

describeWithDatabase('flags from configuration', () => {
  it('are those of the demo organisation, made once', async () => {
    const knex = await createTestDatabase();
    const config = configure(files);
    const first = await startFlagsBackend({ knex, config });
    const { body } = await first.client.get('/v1/flags');
    expect(body.items).toHaveLength(12);
    expect(
      new Set(body.items.map((flag: { kind: string }) => flag.kind)),
    ).toEqual(
      new Set([
        'release',
        'experiment',
        'operational',
        'kill-switch',
        'permission',
      ]),
    );

    // What people do in the portal is not undone by the next start.
    const path = '/v1/flag-sets/storefront-web/flags';
    for (const key of [
      'search-ranking',
      'christmas-theme',
      'product-page-layout',
      'reviews-enabled',
    ]) {
      const deleted = await first.client.delete(`${path}/${key}?revision=1`);
      expect(deleted.status).toBe(204);
    }
    const dropped = await first.client.delete('/v1/flag-sets/storefront-web');
    expect(dropped.status).toBe(204);
    await first.backend.stop();
    const second = await startFlagsBackend({ knex, config });
    const again = await second.client.get('/v1/flags');
    expect(again.body.items).toHaveLength(8);
  });

  it('name the file and the place where one is wrong', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'flags-')), 'bad.yaml');
    writeFileSync(file, 'name: x\nentityRef: y\nflags: [{ key: a }]\n');
    await expect(
      startFlagsBackend({
        knex: await createTestDatabase(),
        config: configure([file]),
      }),
    ).rejects.toThrow(
      `The file '${file}' of 'featureFlags.seed.files' is not a flag set: at '/flags/0' it must have required property 'type'`,
    );
  });
});
