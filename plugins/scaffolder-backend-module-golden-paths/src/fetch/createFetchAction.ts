import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  createTemplateAction,
  type ActionContext,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { GOLDEN_PATH_FILE } from '@causeway/plugin-golden-paths-common';
import { stringify } from 'yaml';
import type { RepositoryHosts } from '../hosts/RepositoryHosts';
import { formatRecord, namePattern } from '../record/GoldenPathRecord';
import type { Skeleton, SkeletonRenderer } from '../rendering/SkeletonRenderer';
import {
  describeTemplate,
  readGoldenPathDefinition,
} from '../source/GoldenPathDefinition';
import type { GoldenPathSource } from '../source/GoldenPathSource';
import { assertNoSecrets } from './assertNoSecrets';
import { findOnCall } from './findOnCall';
import type { OwnerGuard } from './OwnerGuard';

/**
 * Renders a golden path into the workspace: first the shared parts, then its own skeleton.
 */
export function createFetchAction(options: {
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  source: GoldenPathSource;
  renderer: SkeletonRenderer;
  ownerGuard: OwnerGuard;
  hosts: RepositoryHosts;
}) {
  const { catalog, source, renderer, ownerGuard, hosts } = options;

  return createTemplateAction({
    id: 'golden-path:fetch',
    description: `Renders a golden path into the workspace: first the shared parts it names, then its own skeleton, so that the skeleton wins. Writes '${GOLDEN_PATH_FILE}', which an update reads.`,
    examples: [
      {
        description: 'Render the running template over two shared parts.',
        example: stringify({
          steps: [
            {
              id: 'fetch',
              name: 'Render the service',
              action: 'golden-path:fetch',
              input: {
                parts: ['docs', 'kubernetes'],
                values: {
                  name: '${{ parameters.name }}',
                  owner: '${{ parameters.owner }}',
                },
              },
            },
          ],
        }),
      },
    ],
    supportsDryRun: true,
    schema: {
      input: {
        template: z =>
          z
            .string()
            .regex(namePattern)
            .optional()
            .describe(
              'Name of the golden path. Defaults to the template that runs',
            ),
        parts: z =>
          z
            .array(z.string().regex(namePattern))
            .optional()
            .describe('Names of shared parts, rendered in this order'),
        values: z =>
          z
            .record(z.unknown())
            .describe(
              "What the skeletons find under 'values'. An 'owner' among them has to be a group of the user's; the annotations by which the catalog says who is on call for it come under 'values.onCall'. It is recorded in the repository, so no secrets",
            ),
        repoUrl: z =>
          z
            .string()
            .optional()
            .describe(
              "Where it will be published. The skeletons then find under 'values.repository' its 'owner', its 'url', and under 'source' the address that its files begin with",
            ),
        copyWithoutTemplating: z =>
          z
            .array(z.string())
            .optional()
            .describe(
              'Patterns of files that are copied as they stand, besides .github/workflows/**',
            ),
      },
      output: {
        templateRef: z => z.string().describe('Ref of the golden path'),
        version: z => z.string().describe('The version that was rendered'),
      },
    },
    async handler(ctx) {
      const { parts = [], copyWithoutTemplating = [] } = ctx.input;
      const values: JsonObject = {
        ...JSON.parse(JSON.stringify(ctx.input.values)),
        ...(ctx.input.repoUrl && {
          repository: describeRepository(hosts, ctx.input.repoUrl),
        }),
      };
      assertNoSecrets(values, ctx.secrets);
      if (typeof values.owner === 'string') {
        const credentials = await ctx.getInitiatorCredentials();
        await ownerGuard.assertBelongsTo(
          values.owner,
          credentials,
          'make it the owner; choose one of your own groups',
        );
        values.onCall ??= await findOnCall(values.owner, {
          catalog,
          credentials,
        });
      }

      const { skeletons, templateRef, version } = await findSkeletons(
        ctx,
        source,
        { template: ctx.input.template, parts },
      );
      await renderer.render(ctx, {
        skeletons,
        values,
        copyWithoutTemplating,
        targetFolder: ctx.workspacePath,
      });
      await writeFile(
        join(ctx.workspacePath, GOLDEN_PATH_FILE),
        formatRecord({
          template: templateRef,
          version,
          parts,
          copyWithoutTemplating,
          values,
        }),
      );
      ctx.logger.info(`Rendered '${templateRef}' ${version}`);
      ctx.output('templateRef', templateRef);
      ctx.output('version', version);
    },
  });
}

function describeRepository(
  hosts: RepositoryHosts,
  repoUrl: string,
): { owner: string; url: string; source: string } {
  const { host, repository } = hosts.parse(repoUrl);
  const url = host.webUrl(repository);
  return {
    owner: repository.owner,
    url,
    source: host.fileUrl(url, 'main', '').replace(/\/$/, ''),
  };
}

async function findSkeletons(
  ctx: Pick<
    ActionContext<JsonObject>,
    'createTemporaryDirectory' | 'isDryRun' | 'templateInfo'
  >,
  source: GoldenPathSource,
  input: { template?: string; parts: string[] },
): Promise<{ skeletons: Skeleton[]; templateRef: string; version: string }> {
  const running = ctx.templateInfo?.entity?.metadata;
  const template = input.template ?? running?.name;
  if (template === undefined) {
    throw new InputError(
      "The task does not say which template it runs; name one in 'template'",
    );
  }
  // The template editor brings a skeleton of its own, which is newer or not yet anywhere else.
  const draft =
    ctx.isDryRun && input.template === undefined
      ? await findDraft(ctx.templateInfo?.baseUrl)
      : undefined;
  const parts = input.parts.map(part => `shared/${part}`);
  const folders = await source.read({
    folders: draft ? parts : [...parts, template],
    createTemporaryFolder: ctx.createTemporaryDirectory,
  });
  const templateFolder = draft ?? folders[parts.length];
  const { templateRef, version } =
    draft && running
      ? describeTemplate(running)
      : await readGoldenPathDefinition(templateFolder);
  return {
    templateRef,
    version,
    skeletons: [
      ...parts.map((name, index) => ({ name, folder: folders[index] })),
      {
        name: `${template}/skeleton`,
        folder: join(templateFolder, 'skeleton'),
      },
    ],
  };
}

/** The folder of the template in a dry run, if it has a skeleton. */
async function findDraft(
  baseUrl: string | undefined,
): Promise<string | undefined> {
  if (!baseUrl?.startsWith('file:')) {
    return undefined;
  }
  const folder = dirname(fileURLToPath(baseUrl));
  const stats = await stat(join(folder, 'skeleton')).catch(() => undefined);
  return stats?.isDirectory() ? folder : undefined;
}
