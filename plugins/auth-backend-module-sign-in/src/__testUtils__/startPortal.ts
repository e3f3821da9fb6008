import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createTestDatabase } from '@causeway/backend-common/testUtils';
import authModuleSignIn from '..';

// Upstream's session store deletes old sessions once a minute, for ever: without its database
// that would fail in whatever test the process runs by then.
const timers = jest.spyOn(global, 'setTimeout');
afterAll(() => {
  for (const { value } of timers.mock.results) {
    clearTimeout(value);
  }
});

export const ada: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: {
    name: 'ada.lovelace',
    namespace: 'default',
    annotations: {
      'github.com/user-id': 'U_ada',
      'graph.microsoft.com/user-id': 'ms-ada',
      'google.com/email': 'ada@harborline.example',
    },
  },
  spec: { profile: { email: 'ada@harborline.example' }, memberOf: [] },
};

export const client = { clientId: 'portal', clientSecret: 'right' };

export const byId = { resolver: 'userIdMatchingUserEntityAnnotation' };

// One for all tests: each drop of a database waits for a checkpoint of the server.
let database: ReturnType<typeof createTestDatabase> | undefined;
let backend: Awaited<ReturnType<typeof startTestBackend>> | undefined;

afterEach(async () => {
  await backend?.stop();
  backend = undefined;
});

/** A backend in which only signing in works, stopped after the test. */
export async function startPortal(
  auth: object,
  options: { names?: string[]; entities?: Entity[] } = {},
) {
  database ??= createTestDatabase();
  const knex = await database;
  const logger: ReturnType<typeof mockServices.logger.mock> =
    mockServices.logger.mock({ child: () => logger });
  const event = { success: jest.fn(), fail: jest.fn() };
  const auditor = mockServices.auditor.mock({ createEvent: async () => event });
  backend = await startTestBackend({
    features: [
      auditor.factory,
      authPlugin,
      authModuleSignIn,
      mockServices.database.factory({ knex }),
      catalogServiceMock.factory({ entities: options.entities ?? [ada] }),
      logger.factory,
      mockServices.rootConfig.factory({
        data: {
          app: {
            baseUrl: 'http://localhost:3000',
            signIn: { providers: options.names ?? [] },
          },
          backend: { baseUrl: 'http://localhost:7007' },
          auth: { environment: 'production', ...auth },
        },
      }),
    ],
  });
  return { server: backend.server, logger, auditor, event };
}
