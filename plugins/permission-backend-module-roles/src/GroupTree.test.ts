import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { GroupTree } from './GroupTree';

function group(name: string, parent?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name },
    relations: parent
      ? [{ type: 'childOf', targetRef: `group:default/${parent}` }]
      : [],
  };
}

describe('GroupTree', () => {
  it('adds all groups above, also where they are in a circle', async () => {
    const tree = new GroupTree({
      auth: mockServices.auth(),
      catalog: {
        getEntities: async () => ({
          items: [
            group('payments', 'commerce'),
            group('commerce', 'engineering'),
            group('engineering', 'payments'),
          ],
        }),
      },
      logger: mockServices.logger.mock(),
    });
    await expect(
      tree.addAncestors(['user:default/ada', 'group:default/payments']),
    ).resolves.toEqual([
      'user:default/ada',
      'group:default/payments',
      'group:default/commerce',
      'group:default/engineering',
    ]);
  });

  it('goes on without where the catalog does not answer, and asks again', async () => {
    const logger = mockServices.logger.mock();
    let isDown = true;
    const tree = new GroupTree({
      auth: mockServices.auth(),
      catalog: {
        getEntities: async () => {
          if (isDown) {
            throw new Error('no answer');
          }
          return { items: [group('payments', 'commerce')] };
        },
      },
      logger,
    });
    await expect(
      tree.addAncestors(['group:default/payments']),
    ).resolves.toEqual(['group:default/payments']);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    isDown = false;
    await expect(
      tree.addAncestors(['group:default/payments']),
    ).resolves.toEqual(['group:default/payments', 'group:default/commerce']);
  });
});
