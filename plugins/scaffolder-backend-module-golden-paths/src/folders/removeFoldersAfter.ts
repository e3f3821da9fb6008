import { rm } from 'node:fs/promises';
import type { ScaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';

type Action = Parameters<ScaffolderActionsExtensionPoint['addActions']>[number];

/**
 * An action whose temporary folders go however it ends. The scaffolder keeps
 * those of a step that failed, with the clones and renderings in them.
 */
export function removeFoldersAfter(action: Action): Action {
  return {
    ...action,
    async handler(ctx) {
      const folders: string[] = [];
      try {
        await action.handler({
          ...ctx,
          createTemporaryDirectory: async () => {
            const folder = await ctx.createTemporaryDirectory();
            folders.push(folder);
            return folder;
          },
        });
      } finally {
        await Promise.all(
          folders.map(folder => rm(folder, { recursive: true, force: true })),
        );
      }
    },
  };
}
