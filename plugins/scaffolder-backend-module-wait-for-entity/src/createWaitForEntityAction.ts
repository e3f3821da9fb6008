import { setTimeout } from 'node:timers/promises';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export interface CreateWaitForEntityActionOptions {
  catalog: CatalogService;
  /** How long to wait between two questions. Defaults to 500 ms. */
  pollingIntervalMs?: number;
}

/**
 * Waits until the catalog has read an entity that was registered before.
 *
 * @remarks
 * `catalog:register` ends when the location is stored; the entity follows when the catalog has
 * processed it. An entity that does not come in time is no failure of the task: its location
 * is registered, and the catalog keeps on reading it.
 *
 * @public
 */
export function createWaitForEntityAction(
  options: CreateWaitForEntityActionOptions,
) {
  const { catalog, pollingIntervalMs = 500 } = options;
  return createTemplateAction({
    id: 'catalog:wait-for-entity',
    description: 'Waits until the catalog has read a registered entity.',
    examples: [
      {
        description: 'Wait for what was registered, for a minute at most.',
        example: stringify({
          steps: [
            {
              id: 'wait-for-catalog',
              name: 'Wait for the catalog',
              action: 'catalog:wait-for-entity',
              input: {
                entityRef: "${{ steps['register-catalog'].output.entityRef }}",
              },
            },
          ],
        }),
      },
    ],
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z => z.string().describe('Ref of the entity to wait for'),
        timeoutSeconds: z =>
          z
            .number()
            .positive()
            .max(600)
            .optional()
            .describe('How long to wait at most. Defaults to 60'),
      },
      output: {
        found: z => z.boolean().describe('Whether the catalog has the entity'),
      },
    },
    async handler(ctx) {
      const { timeoutSeconds = 60 } = ctx.input;
      const entityRef = stringifyEntityRef(parseEntityRef(ctx.input.entityRef));
      if (ctx.isDryRun) {
        ctx.output('found', false);
        return;
      }

      const credentials = await ctx.getInitiatorCredentials();
      const deadline = Date.now() + timeoutSeconds * 1000;
      for (;;) {
        if (await catalog.getEntityByRef(entityRef, { credentials })) {
          ctx.logger.info(`The catalog has '${entityRef}'`);
          ctx.output('found', true);
          return;
        }
        if (Date.now() >= deadline) {
          ctx.logger.warn(
            `The catalog has not read '${entityRef}' within ${timeoutSeconds} s. It is registered; if it does not appear, the page of unprocessed entities says why`,
          );
          ctx.output('found', false);
          return;
        }
        await setTimeout(pollingIntervalMs, undefined, { signal: ctx.signal });
      }
    },
  });
}
