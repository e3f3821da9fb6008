import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { migrateDatabase } from '../database/migrateDatabase';
import { EntityOwners } from './EntityOwners';

function ownedBy(ownerRef: string) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'payments', namespace: 'default' },
    relations: [{ type: 'ownedBy', targetRef: ownerRef }],
  };
}

describeWithDatabase('EntityOwners', () => {
  it('follows the catalog for all entities that flags name, and forgets the others', async () => {
    const knex = await createTestDatabase();
    await migrateDatabase({ database: mockServices.database({ knex }) });
    await knex('flag_sets').insert({
      name: 'checkout',
      entity_ref: 'component:default/payments',
      bucketing: 'v2',
    });
    await knex('entity_owners').insert([
      {
        entity_ref: 'component:default/payments',
        owner_refs: ['group:default/payments-team'],
        refreshed_at: new Date(0),
      },
      {
        entity_ref: 'component:default/unused',
        owner_refs: ['group:default/payments-team'],
        refreshed_at: new Date(0),
      },
    ]);

    await new EntityOwners({
      db: knex,
      auth: mockServices.auth(),
      catalog: catalogServiceMock({
        entities: [ownedBy('group:default/orders-team')],
      }),
    }).refresh();

    expect(
      await knex('entity_owners').select('entity_ref', 'owner_refs'),
    ).toEqual([
      {
        entity_ref: 'component:default/payments',
        owner_refs: ['group:default/orders-team'],
      },
    ]);
  });
});
