import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { component } from '../__testUtils__/entities';
import { createOwnershipCollector } from './createOwnershipCollector';
import { createRelationsCollector } from './createRelationsCollector';

const team: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'team', namespace: 'default' },
  spec: { type: 'team', children: [] },
  relations: [
    { type: 'hasMember', targetRef: 'user:default/ada' },
    { type: 'hasMember', targetRef: 'user:default/bo' },
    { type: 'ownerOf', targetRef: 'component:default/cart' },
  ],
};
const person: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'ada', namespace: 'default' },
  spec: { memberOf: [] },
};

const { signal } = new AbortController();
const auth = mockServices.auth();

/** Counts what it is asked. */
function createCatalog() {
  const service = catalogServiceMock({ entities: [team, person] });
  const getEntitiesByRefs = jest.fn(service.getEntitiesByRefs.bind(service));
  return { getEntitiesByRefs };
}

describe('createOwnershipCollector', () => {
  it('asks once for all owners whether they exist, are groups and have members', async () => {
    const catalog = createCatalog();
    const facts = await createOwnershipCollector({ auth, catalog }).collect(
      [
        component('cart', { owner: 'group:default/team' }),
        component('orders', { owner: 'group:default/team' }),
        component('ledger', { owner: 'user:default/ada' }),
        component('legacy', { owner: 'group:default/gone' }),
        component('orphan'),
      ],
      { signal },
    );
    const values = [...facts].map(([ref, fact]) => [
      ref,
      fact.status === 'known' && fact.value,
    ]);

    const owned = {
      owner: 'group:default/team',
      exists: true,
      isGroup: true,
      members: 2,
    };
    expect(values).toEqual([
      ['component:default/cart', owned],
      ['component:default/orders', owned],
      [
        'component:default/ledger',
        { owner: 'user:default/ada', exists: true, isGroup: false, members: 0 },
      ],
      [
        'component:default/legacy',
        {
          owner: 'group:default/gone',
          exists: false,
          isGroup: false,
          members: 0,
        },
      ],
      [
        'component:default/orphan',
        { owner: undefined, exists: false, isGroup: false, members: 0 },
      ],
    ]);
    expect(catalog.getEntitiesByRefs).toHaveBeenCalledTimes(1);
  });
});

describe('createRelationsCollector', () => {
  it('lists where relations lead, and those that lead to nothing', async () => {
    const catalog = createCatalog();
    const facts = await createRelationsCollector({ auth, catalog }).collect(
      [
        component('cart', {
          owner: 'group:default/team',
          system: 'system:default/gone',
        }),
        component('orphan'),
      ],
      { signal },
    );

    expect(facts.get('component:default/cart')).toMatchObject({
      status: 'known',
      value: {
        targets: {
          ownedBy: ['group:default/team'],
          partOf: ['system:default/gone'],
        },
        dangling: ['system:default/gone'],
      },
    });
    expect(facts.get('component:default/orphan')).toMatchObject({
      value: { targets: {}, dangling: [] },
    });
    expect(catalog.getEntitiesByRefs).toHaveBeenCalledTimes(1);
  });
});
