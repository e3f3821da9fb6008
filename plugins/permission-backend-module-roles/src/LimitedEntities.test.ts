import { mockServices } from '@backstage/backend-test-utils';
import { LimitedEntities } from './LimitedEntities';

describe('LimitedEntities', () => {
  it('reads for whom entities are meant, and knows nothing where the catalog does not answer', async () => {
    let isDown = true;
    const limited = new LimitedEntities({
      auth: mockServices.auth(),
      catalog: {
        getEntities: async () => {
          if (isDown) {
            throw new Error('no answer');
          }
          return {
            items: [
              'payments-team, user:ada',
              'group:/payments',
              'group:/payments',
            ].map(value => ({
              apiVersion: 'scaffolder.backstage.io/v1beta3',
              kind: 'Template',
              metadata: {
                name: 'any',
                annotations: { 'causeway.io/limited-to': value },
              },
            })),
          };
        },
      },
      logger: mockServices.logger.mock(),
    });
    await expect(limited.list()).resolves.toBe('unknown');
    isDown = false;
    await expect(limited.list()).resolves.toEqual([
      {
        value: 'payments-team, user:ada',
        refs: ['group:default/payments-team', 'user:default/ada'],
      },
      { value: 'group:/payments', refs: [] },
    ]);
  });
});
