import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import catalogCollatorModule from '@backstage/plugin-search-backend-module-catalog';
import { RegisterCollatorParameters } from '@backstage/plugin-search-backend-node';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { searchModuleOwnership } from './module';

describe('searchModuleOwnership', () => {
  it('makes the catalog collator emit who answers for an entity', async () => {
    const collators: RegisterCollatorParameters[] = [];
    await startTestBackend({
      extensionPoints: [
        [
          searchIndexRegistryExtensionPoint,
          {
            addCollator: collator => collators.push(collator),
            addDecorator: () => {},
          },
        ],
      ],
      features: [
        catalogCollatorModule,
        searchModuleOwnership,
        mockServices.rootConfig.factory({ data: {} }),
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Component',
              metadata: {
                name: 'payment-service',
                annotations: { 'pagerduty.com/service-id': 'P1234AB' },
              },
              spec: { owner: 'payments-team', lifecycle: 'production' },
            },
          ],
        }),
      ],
    });

    const documents = [];
    for (const { factory } of collators) {
      for await (const document of await factory.getCollator()) {
        documents.push(document);
      }
    }

    expect(documents).toEqual([
      expect.objectContaining({
        title: 'payment-service',
        text: 'Owner: payments-team · On call: PagerDuty P1234AB · Name: payment-service',
        onCall: 'PagerDuty P1234AB',
        location: '/catalog/default/component/payment-service',
        authorization: { resourceRef: 'component:default/payment-service' },
      }),
    ]);
  });
});
