import { InputError, isError } from '@backstage/errors';
import type { createCatalogRegisterAction } from '@backstage/plugin-scaffolder-backend';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/**
 * Registers a descriptor with the scaffolder's own `catalog:register`, which keeps to itself why
 * the catalog does not take it.
 */
export function createRegisterAction(options: {
  register: ReturnType<typeof createCatalogRegisterAction>;
}) {
  const { register } = options;
  return createTemplateAction({
    id: 'golden-path:register',
    description:
      "Registers a repository's descriptor in the catalog, and says why when the catalog does not take it. Registering again refreshes.",
    examples: [
      {
        description: 'Register what was published.',
        example: stringify({
          steps: [
            {
              id: 'register',
              name: 'Register in the catalog',
              action: 'golden-path:register',
              input: {
                catalogInfoUrl: '${{ steps.publish.output.catalogInfoUrl }}',
              },
            },
          ],
        }),
      },
    ],
    schema: {
      input: {
        catalogInfoUrl: z =>
          z.string().url().describe('Address of the descriptor'),
      },
      output: {
        catalogInfoUrl: z => z.string().describe('Address of the descriptor'),
        entityRef: z =>
          z
            .string()
            .optional()
            .describe(
              'Ref of the first component in it, else of what is first',
            ),
      },
    },
    async handler(ctx) {
      const { catalogInfoUrl } = ctx.input;
      try {
        await register.handler({
          ...ctx,
          input: { catalogInfoUrl },
          output: (key: string, value: unknown) => {
            if (key === 'entityRef' && typeof value === 'string') {
              ctx.output('entityRef', value);
            }
          },
        });
      } catch (error) {
        if (isError(error) && isError(error.cause)) {
          throw new InputError(
            `The catalog does not take '${catalogInfoUrl}': ${error.cause.message}; try again when that is mended`,
          );
        }
        throw error;
      }
      ctx.output('catalogInfoUrl', catalogInfoUrl);
    },
  });
}
