import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import techdocsPlugin from '@backstage/plugin-techdocs-backend';
import { JsonObject } from '@backstage/types';
import request from 'supertest';
import { techdocsModuleBuildErrors } from '../module';

/** The last event of the stream that a docs page reads. */
export interface SyncEvent {
  event: string;
  data: string;
}

/**
 * Asks TechDocs to build the docs of a component as its docs page does.
 *
 * @param directory - takes the docs in `published`
 * @param options - `location` is that of the component, which is in the folder
 * `service` unless told otherwise
 */
export async function synchronize(
  directory: string,
  options: { config?: JsonObject; location?: string } = {},
): Promise<SyncEvent> {
  const {
    config = {},
    location = `file:${join(directory, 'service', 'catalog-info.yaml')}`,
  } = options;
  const backend = await startTestBackend({
    features: [
      techdocsPlugin,
      techdocsModuleBuildErrors,
      catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'payment-service',
              // The synchronizer remembers when it last looked at an entity.
              uid: randomUUID(),
              annotations: {
                'backstage.io/techdocs-ref': 'dir:.',
                'backstage.io/managed-by-location': location,
              },
            },
          },
        ],
      }),
      mockServices.rootConfig.factory({
        data: {
          ...config,
          techdocs: {
            builder: 'local',
            generator: { runIn: 'local' },
            publisher: {
              type: 'local',
              local: { publishDirectory: join(directory, 'published') },
            },
          },
        },
      }),
    ],
  });
  const { text } = await request(backend.server).get(
    '/api/techdocs/sync/default/component/payment-service',
  );
  await backend.stop();
  const last = text.trim().split('\n\n').at(-1) ?? '';
  const [, event, data] = last.match(/^event: (.*)\ndata: (.*)$/) ?? [];
  return { event, data };
}
