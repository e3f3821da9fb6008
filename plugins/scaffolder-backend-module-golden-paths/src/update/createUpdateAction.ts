import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  createTemplateAction,
  type ActionContext,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import {
  GOLDEN_PATH_BRANCH,
  GOLDEN_PATH_FILE,
} from '@causeway/plugin-golden-paths-common';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { RepositoryClone } from '../clone/RepositoryClone';
import { findOnCall } from '../fetch/findOnCall';
import type { OwnerGuard } from '../fetch/OwnerGuard';
import type {
  RepositoryHost,
  RepositoryName,
} from '@causeway/plugin-golden-paths-node';
import type { RepositoryHosts } from '../hosts/RepositoryHosts';
import { proposeBranch } from '../pullRequest/proposeBranch';
import {
  formatRecord,
  namePattern,
  type GoldenPathRecord,
} from '../record/GoldenPathRecord';
import type {
  RenderingContext,
  SkeletonRenderer,
} from '../rendering/SkeletonRenderer';
import { readGoldenPathDefinition } from '../source/GoldenPathDefinition';
import type { GoldenPathSource } from '../source/GoldenPathSource';
import { compareVersions } from './compareVersions';
import { describeUpdate } from './describeUpdate';

/**
 * Renders a repository again at the present version of its golden path, and opens the difference
 * as a pull request.
 */
export function createUpdateAction(options: {
  author: { name: string; email: string };
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  hosts: RepositoryHosts;
  ownerGuard: OwnerGuard;
  renderer: SkeletonRenderer;
  source: GoldenPathSource;
}) {
  const { author, catalog, hosts, ownerGuard, renderer, source } = options;

  async function findTarget(
    ctx: Pick<ActionContext<JsonObject>, 'getInitiatorCredentials'>,
    input: { entityRef?: string; repoUrl?: string },
  ): Promise<{
    host: RepositoryHost;
    repository: RepositoryName;
    owner?: string;
  }> {
    const { entityRef, repoUrl } = input;
    if ((entityRef === undefined) === (repoUrl === undefined)) {
      throw new InputError("Give either 'entityRef' or 'repoUrl'");
    }
    if (repoUrl !== undefined) {
      return hosts.parse(repoUrl);
    }
    const ref = stringifyEntityRef(
      parseEntityRef(entityRef ?? '', { defaultKind: 'component' }),
    );
    const entity = await catalog.getEntityByRef(ref, {
      credentials: await ctx.getInitiatorCredentials(),
    });
    if (!entity) {
      throw new NotFoundError(`The catalog has no '${ref}'`);
    }
    const owner = entity.spec?.owner;
    return {
      ...hosts.parseUrl(sourceOf(entity, ref)),
      owner: typeof owner === 'string' ? owner : undefined,
    };
  }

  async function renderAnew(
    ctx: RenderingContext &
      Pick<ActionContext<JsonObject>, 'getInitiatorCredentials'>,
    record: GoldenPathRecord,
  ): Promise<{ folder: string; version: string }> {
    const { name } = parseEntityRef(record.template);
    if (!namePattern.test(name)) {
      throw new InputError(
        `'${record.template}' in '${GOLDEN_PATH_FILE}' is no golden path`,
      );
    }
    // What the template says today, since a newer version may be made of other parts.
    const [template] = await source.read({
      folders: [name],
      createTemporaryFolder: ctx.createTemporaryDirectory,
    });
    const definition = await readGoldenPathDefinition(template);
    const parts = definition.parts ?? record.parts;
    const copyWithoutTemplating =
      definition.copyWithoutTemplating ?? record.copyWithoutTemplating;
    const values = { ...record.values, ...definition.constants };
    if (typeof values.owner === 'string') {
      const today = await findOnCall(values.owner, {
        catalog,
        credentials: await ctx.getInitiatorCredentials(),
      });
      values.onCall = Object.assign({}, values.onCall, today);
    }
    const folders = await source.read({
      folders: [...parts.map(part => `shared/${part}`), name],
      createTemporaryFolder: ctx.createTemporaryDirectory,
    });
    const folder = join(await ctx.createTemporaryDirectory(), 'rendering');
    await mkdir(folder);
    await renderer.render(ctx, {
      skeletons: [
        ...parts.map((part, index) => ({
          name: `shared/${part}`,
          folder: folders[index],
        })),
        {
          name: `${name}/skeleton`,
          folder: join(folders[parts.length], 'skeleton'),
        },
      ],
      values,
      copyWithoutTemplating,
      targetFolder: folder,
    });
    await writeFile(
      join(folder, GOLDEN_PATH_FILE),
      formatRecord({
        template: record.template,
        version: definition.version,
        parts,
        copyWithoutTemplating,
        values,
      }),
    );
    return { folder, version: definition.version };
  }

  return createTemplateAction({
    id: 'golden-path:update',
    description:
      'Renders a repository again at the present version of its golden path and opens the difference as a pull request. Nothing is overwritten: what both sides changed is left marked and listed there.',
    examples: [
      {
        description: 'Update what an entity came from.',
        example: stringify({
          steps: [
            {
              id: 'update',
              name: 'Open the pull request',
              action: 'golden-path:update',
              input: { entityRef: 'component:default/parcel-labels' },
            },
          ],
        }),
      },
    ],
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z =>
          z
            .string()
            .optional()
            .describe('Ref of an entity that came from a golden path'),
        repoUrl: z =>
          z
            .string()
            .optional()
            .describe(
              "Its repository, in place of 'entityRef', for example 'github.com?owner=harborline&repo=labels'",
            ),
      },
      output: {
        isUpToDate: z =>
          z.boolean().describe('Whether there was nothing to update'),
        fromVersion: z => z.string().describe('The version it follows'),
        toVersion: z => z.string().describe('The version of the template'),
        conflicts: z =>
          z.array(z.string()).describe('Paths of files that need a decision'),
        pullRequestUrl: z =>
          z.string().optional().describe('Address of the pull request'),
      },
    },
    async handler(ctx) {
      const target = await findTarget(ctx, ctx.input);
      const { host } = target;
      const at = `'${host.host}/${target.repository.owner}/${target.repository.name}'`;
      const clone = await RepositoryClone.create({
        folder: await ctx.createTemporaryDirectory(),
        author,
        host,
        repository: target.repository,
      });
      const head = await clone.findBranch(clone.defaultBranch);
      const record = head && (await clone.findRecord(head));
      if (!record) {
        throw new NotFoundError(
          `${at} has no '${GOLDEN_PATH_FILE}' on '${clone.defaultBranch}', so it follows no golden path; the template 'adopt-existing' can add what it lacks`,
        );
      }
      const owner = target.owner ?? record.values.owner;
      if (typeof owner === 'string') {
        await ownerGuard.assertBelongsTo(
          owner,
          await ctx.getInitiatorCredentials(),
          `open an update of ${at}; ask a member`,
        );
      }

      const { folder, version } = await renderAnew(
        { ...ctx, output: () => {} },
        record,
      );
      const { name: template } = parseEntityRef(record.template);
      ctx.output('fromVersion', record.version);
      ctx.output('toVersion', version);
      if (compareVersions(record.version, version) >= 0) {
        ctx.logger.info(
          `${at} follows version ${record.version} of '${template}', and there is no newer one`,
        );
        ctx.output('isUpToDate', true);
        ctx.output('conflicts', []);
        return;
      }

      const base = await clone.findRendering(head, record);
      const next = await clone.addRendering({
        tree: await clone.writeTree(folder),
        version,
        subject: `Render ${template} ${version}`,
        base,
      });
      const branch = `golden-path-update-${version}`;
      const { tree, conflicts } = await clone.merge({
        head,
        base: base?.tree,
        next: next.tree,
        label: `golden-path-${version}`,
      });
      const { title, body } = describeUpdate({
        template,
        from: record.version,
        to: version,
        conflicts,
        hasBase: base !== undefined,
      });
      ctx.output('isUpToDate', false);
      ctx.output(
        'conflicts',
        conflicts.map(({ path }) => path),
      );
      for (const { path, kind } of conflicts) {
        ctx.logger.warn(`'${path}' needs a decision: ${kind}`);
      }
      if (ctx.isDryRun) {
        ctx.logger.info(`Would open '${title}' at ${at}`);
        return;
      }
      const proposed = await proposeBranch({
        clone,
        host,
        branch,
        commit: await clone.commit({
          tree,
          parents: [head],
          message: `${title}\n\nGolden-Path-Rendering: ${next.commit}\n`,
        }),
        title,
        body,
        others: { [GOLDEN_PATH_BRANCH]: next.commit },
      });
      ctx.logger.info(
        `${proposed.isNew ? 'Opened' : 'Found the open'} pull request ${
          proposed.url
        }`,
      );
      ctx.output('pullRequestUrl', proposed.url);
    },
  });
}

/** Where the files of an entity are. */
function sourceOf(entity: Entity, ref: string): string {
  const { annotations = {} } = entity.metadata;
  const location =
    annotations['backstage.io/source-location'] ??
    annotations['backstage.io/managed-by-location'] ??
    '';
  if (!location.startsWith('url:')) {
    throw new InputError(
      `'${ref}' does not come from a repository that the portal knows; give 'repoUrl' instead`,
    );
  }
  return location.slice('url:'.length);
}
