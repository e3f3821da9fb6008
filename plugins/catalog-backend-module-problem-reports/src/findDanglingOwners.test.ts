import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { findDanglingOwners } from './findDanglingOwners';

const component = (name: string, ownerRef: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: {
      'backstage.io/managed-by-location': `url:https://git.example/${name}/catalog-info.yaml`,
    },
  },
  relations: [{ type: 'ownedBy', targetRef: ownerRef }],
});

const ordersTeam: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'orders-team', namespace: 'default' },
};

describe('findDanglingOwners', () => {
  it('finds only the entity whose owner is missing, and names file and mend', async () => {
    const problems = await findDanglingOwners({
      auth: mockServices.auth(),
      catalog: catalogServiceMock({
        entities: [
          ordersTeam,
          component('order-service', 'group:default/orders-team'),
          component('promotions-service', 'group:default/growth-team'),
        ],
      }),
    });

    expect(problems).toEqual([
      {
        title:
          'component:default/promotions-service has an owner that does not exist',
        description:
          'component:default/promotions-service names the owner group:default/growth-team, which is not in the catalog. Correct spec.owner in https://git.example/promotions-service/catalog-info.yaml, or add the group.',
        link: '/catalog/default/component/promotions-service',
      },
    ]);
  });
});
