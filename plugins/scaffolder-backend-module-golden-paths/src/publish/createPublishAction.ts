import type { Config } from '@backstage/config';
import { ConflictError, ForwardedError, toError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { RepositoryHostType } from '@causeway/plugin-golden-paths-common';
import { stringify } from 'yaml';
import { readAuthor } from '../git/readAuthor';
import {
  toPlainText,
  type HostedRepository,
  type RepositoryHost,
  type RepositoryName,
} from '@causeway/plugin-golden-paths-node';
import type { RepositoryHosts } from '../hosts/RepositoryHosts';
import type { PublishContext, Publisher, PublishSettings } from './Publisher';
import { WorkspaceSnapshot, type RepositoryState } from './WorkspaceSnapshot';

type Found =
  | { state: 'absent' }
  | {
      state: RepositoryState;
      repository: HostedRepository;
      snapshot: WorkspaceSnapshot;
    };

/**
 * Publishes the workspace as a new repository, and goes on where an earlier attempt of the same run
 * has failed.
 */
export function createPublishAction(options: {
  hosts: RepositoryHosts;
  publishers: Record<RepositoryHostType, Publisher>;
  config: Config;
}) {
  const { hosts, publishers, config } = options;
  const author = readAuthor(config);

  async function look(
    ctx: PublishContext,
    host: RepositoryHost,
    name: RepositoryName,
  ): Promise<Found> {
    const repository = await host.find(name);
    if (!repository) {
      return { state: 'absent' };
    }
    const snapshot = await WorkspaceSnapshot.create({
      workspace: ctx.workspacePath,
      folder: await ctx.createTemporaryDirectory(),
      author,
      host,
      repository,
    });
    return { state: await snapshot.compare(repository), repository, snapshot };
  }

  /** Whether this run may write to the repository; throws if it is somebody else's. */
  async function claim(
    ctx: PublishContext,
    host: RepositoryHost,
    name: RepositoryName,
    settings: PublishSettings,
  ): Promise<Found> {
    let found: Found | undefined;
    // Kept with the task: a repository that was not there when the task looked first, and is there
    // when the task is retried, is its own.
    await ctx.checkpoint({
      key: `golden-path.publish.${host.host}.${name.owner}.${name.name}`,
      fn: async () => {
        found = await look(ctx, host, name);
        // Exactly these files in one commit: somebody has started the same run anew.
        if (found.state !== 'absent' && found.state !== 'same') {
          throw nameTaken(host, name, found.state);
        }
        return 'free';
      },
    });
    if (found) {
      return found;
    }
    found = await look(ctx, host, name);
    const isOwn =
      found.state === 'absent' ||
      found.state === 'same' ||
      (found.state === 'empty' &&
        found.repository.description === settings.description);
    if (!isOwn) {
      throw nameTaken(host, name, found.state);
    }
    return found;
  }

  async function create(
    ctx: PublishContext,
    host: RepositoryHost,
    name: RepositoryName,
    settings: PublishSettings,
  ): Promise<void> {
    try {
      await publishers[host.type].publish(
        // Upstream remembers that it has created the repository; we look instead, because somebody
        // may have deleted it.
        { ...ctx, checkpoint: ({ fn }) => Promise.resolve(fn()) },
        settings,
      );
    } catch (error) {
      throw new ForwardedError(
        `${await describeLeftovers(ctx, host, name)} Mend the cause and retry`,
        // Upstream repeats the host's answer as it came.
        new Error(toPlainText(toError(error).message), { cause: error }),
      );
    }
  }

  async function describeLeftovers(
    ctx: PublishContext,
    host: RepositoryHost,
    name: RepositoryName,
  ): Promise<string> {
    const at = `'${host.host}/${name.owner}/${name.name}'`;
    const { state } = await look(ctx, host, name).catch(() => ({
      state: 'unknown',
    }));
    switch (state) {
      case 'absent':
        return `Nothing was created at ${at}.`;
      case 'empty':
        return `${at} was created and is empty; a retry goes on from there.`;
      case 'same':
        return `${at} was created with its files; a retry goes on from there.`;
      case 'different':
        return `${at} exists with other files than these; look at it first.`;
      default:
        return `Whether ${at} was created is not known, because the host cannot be asked; a retry finds out.`;
    }
  }

  return createTemplateAction({
    id: 'golden-path:publish',
    description:
      'Publishes the workspace as a new repository on GitHub, GitLab or Gitea, whichever the host is, with the action of that host. A retry goes on where the run failed; what belongs to somebody else is never written to.',
    examples: [
      {
        description: 'Publish to whichever host the user has picked.',
        example: stringify({
          steps: [
            {
              id: 'publish',
              name: 'Create the repository',
              action: 'golden-path:publish',
              input: {
                repoUrl: '${{ parameters.repoUrl }}',
                description: '${{ parameters.description }}',
                requireCodeOwnerReviews: true,
                requiredStatusCheckContexts: ['test'],
              },
            },
          ],
        }),
      },
    ],
    supportsDryRun: true,
    schema: {
      input: {
        repoUrl: z =>
          z
            .string()
            .describe(
              "Which repository, for example 'github.com?owner=harborline&repo=labels'",
            ),
        description: z =>
          z.string().optional().describe('What the repository is for'),
        defaultBranch: z =>
          z.string().optional().describe("Defaults to 'main'"),
        repoVisibility: z =>
          z
            .enum(['private', 'internal', 'public'])
            .optional()
            .describe(
              "Who may see it. Defaults to 'private', and on Gitea to 'public'",
            ),
        requireCodeOwnerReviews: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Whether code owners have to approve changes (GitHub). Defaults to true',
            ),
        requiredStatusCheckContexts: z =>
          z
            .array(z.string())
            .optional()
            .describe('Checks that a change has to pass (GitHub)'),
        deleteBranchOnMerge: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Whether merged branches go away (GitHub). Defaults to true',
            ),
        gitCommitMessage: z =>
          z
            .string()
            .optional()
            .describe(
              'Message of the first commit. Defaults to scaffolder.defaultCommitMessage',
            ),
      },
      output: {
        remoteUrl: z => z.string().describe('Address to clone from'),
        repoContentsUrl: z =>
          z.string().describe('Address of the page of the repository'),
        catalogInfoUrl: z =>
          z.string().describe('Address of its catalog-info.yaml'),
        created: z =>
          z
            .boolean()
            .describe('Whether this attempt has created the repository'),
      },
    },
    async handler(ctx) {
      const { defaultBranch = 'main' } = ctx.input;
      const settings: PublishSettings = {
        ...ctx.input,
        defaultBranch,
        description: ctx.input.description ?? '',
        requireCodeOwnerReviews: ctx.input.requireCodeOwnerReviews ?? true,
        requiredStatusCheckContexts:
          ctx.input.requiredStatusCheckContexts ?? [],
        deleteBranchOnMerge: ctx.input.deleteBranchOnMerge ?? true,
      };
      const { host, repository: name } = hosts.parse(settings.repoUrl);
      const at = `'${host.host}/${name.owner}/${name.name}'`;
      const context: PublishContext = {
        ...ctx,
        input: {},
        output: (_key: string, _value: unknown) => {},
      };

      let published: Pick<HostedRepository, 'cloneUrl' | 'webUrl'>;
      if (ctx.isDryRun) {
        const webUrl = host.webUrl(name);
        published = { webUrl, cloneUrl: `${webUrl}.git` };
        ctx.logger.info(`Would publish to ${at}`);
        ctx.output('created', false);
      } else {
        const found = await claim(context, host, name, settings);
        if (found.state === 'absent') {
          await create(context, host, name, settings);
          ctx.logger.info(`Created ${at}`);
        } else {
          if (found.state === 'empty') {
            await found.snapshot.push(found.repository, {
              branch: defaultBranch,
              message:
                settings.gitCommitMessage ??
                config.getOptionalString('scaffolder.defaultCommitMessage') ??
                'Initial commit',
            });
          }
          await publishers[host.type].protect?.(context, settings);
          ctx.logger.info(
            `Went on with ${at}, which an earlier attempt has created`,
          );
        }
        ctx.output('created', found.state === 'absent');
        const repository = await host.find(name);
        if (!repository) {
          throw new ConflictError(
            `${at} was published and cannot be found; has it just been deleted?`,
          );
        }
        published = repository;
      }
      ctx.output('remoteUrl', published.cloneUrl);
      ctx.output(
        'repoContentsUrl',
        host.fileUrl(published.webUrl, defaultBranch, ''),
      );
      ctx.output(
        'catalogInfoUrl',
        host.fileUrl(published.webUrl, defaultBranch, 'catalog-info.yaml'),
      );
    },
  });
}

function nameTaken(
  host: RepositoryHost,
  { owner, name }: RepositoryName,
  state: string,
): Error {
  return new ConflictError(
    state === 'empty'
      ? `The repository '${owner}/${name}' already exists at '${host.host}' and is empty. If an earlier run left it behind, retry that run; otherwise choose another name`
      : `The repository '${owner}/${name}' already exists at '${host.host}' with other files; choose another name. Nothing was created`,
  );
}
