import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createWaitForEntityAction } from './createWaitForEntityAction';

const entityRef = 'component:default/parcel-labels';
const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'parcel-labels', namespace: 'default' },
  spec: { type: 'service' },
};

describe('catalog:wait-for-entity', () => {
  it('ends when the catalog has the entity', async () => {
    const catalog = catalogServiceMock.mock();
    catalog.getEntityByRef
      .mockResolvedValueOnce(undefined)
      .mockResolvedValueOnce(undefined)
      .mockResolvedValue(entity);
    const action = createWaitForEntityAction({ catalog, pollingIntervalMs: 1 });
    const context = createMockActionContext({
      input: { entityRef: 'Component:parcel-labels' },
    });

    await action.handler(context);

    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(3);
    expect(catalog.getEntityByRef).toHaveBeenLastCalledWith(
      entityRef,
      expect.objectContaining({ credentials: expect.anything() }),
    );
    expect(context.output).toHaveBeenCalledWith('found', true);
  });

  it('ends with a warning when the entity does not come in time', async () => {
    const action = createWaitForEntityAction({
      catalog: catalogServiceMock({ entities: [] }),
      pollingIntervalMs: 1,
    });
    const context = createMockActionContext({
      input: { entityRef, timeoutSeconds: 0.05 },
    });
    const warn = jest.spyOn(context.logger, 'warn');

    await action.handler(context);

    expect(context.output).toHaveBeenCalledWith('found', false);
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining(`has not read '${entityRef}' within 0.05 s`),
    );
  });

  it('stops waiting when the task is cancelled', async () => {
    const controller = new AbortController();
    const action = createWaitForEntityAction({
      catalog: catalogServiceMock({ entities: [] }),
    });
    const waiting = action.handler({
      ...createMockActionContext({ input: { entityRef } }),
      signal: controller.signal,
    });
    controller.abort();

    await expect(waiting).rejects.toThrow('aborted');
  });

  it('does not wait in a dry run', async () => {
    const catalog = catalogServiceMock.mock();
    const context = createMockActionContext({ input: { entityRef } });
    await createWaitForEntityAction({ catalog }).handler({
      ...context,
      isDryRun: true,
    });
    expect(catalog.getEntityByRef).not.toHaveBeenCalled();
    expect(context.output).toHaveBeenCalledWith('found', false);
  });
});
