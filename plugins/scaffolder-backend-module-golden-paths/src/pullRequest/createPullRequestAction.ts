import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEntityRef } from '@backstage/catalog-model';
import { InputError, isError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  GOLDEN_PATH_BRANCH,
  GOLDEN_PATH_FILE,
} from '@causeway/plugin-golden-paths-common';
import { stringify } from 'yaml';
import { RepositoryClone } from '../clone/RepositoryClone';
import type { RepositoryHosts } from '../hosts/RepositoryHosts';
import { parseRecord, type GoldenPathRecord } from '../record/GoldenPathRecord';
import { proposeBranch } from './proposeBranch';

/**
 * Proposes the files of the workspace to a repository that exists already.
 */
export function createPullRequestAction(options: {
  author: { name: string; email: string };
  hosts: RepositoryHosts;
}) {
  const { author, hosts } = options;
  return createTemplateAction({
    id: 'golden-path:pull-request',
    description:
      'Opens a pull request that adds the files of the workspace to a repository on GitHub, GitLab or Gitea. A file that the repository has already stays as it is, and is listed in the pull request.',
    examples: [
      {
        description: 'Add a catalog file to a repository.',
        example: stringify({
          steps: [
            {
              id: 'propose',
              name: 'Open the pull request',
              action: 'golden-path:pull-request',
              input: {
                repoUrl: '${{ parameters.repoUrl }}',
                branch: 'join-the-catalog',
                title: 'Join the software catalog',
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
        branch: z =>
          z
            .string()
            .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
            .describe('Name of the branch to create'),
        title: z => z.string().describe('Title of the pull request'),
        description: z =>
          z.string().optional().describe('Text of the pull request'),
      },
      output: {
        pullRequestUrl: z =>
          z
            .string()
            .optional()
            .describe(
              'Address of the pull request; none if nothing is missing',
            ),
        added: z => z.array(z.string()).describe('Paths that it adds'),
        kept: z =>
          z
            .array(z.string())
            .describe(
              'Paths that the repository has already, left as they are',
            ),
      },
    },
    async handler(ctx) {
      const { branch, title, description = '' } = ctx.input;
      if (branch === GOLDEN_PATH_BRANCH) {
        throw new InputError(
          `The branch '${branch}' is for renderings; choose another name`,
        );
      }
      const { host, repository: name } = hosts.parse(ctx.input.repoUrl);
      const at = `'${host.host}/${name.owner}/${name.name}'`;
      const clone = await RepositoryClone.create({
        folder: await ctx.createTemporaryDirectory(),
        author,
        host,
        repository: name,
      });
      const head = await clone.findBranch(clone.defaultBranch);
      if (!head) {
        throw new InputError(
          `${at} has nothing on '${clone.defaultBranch}' yet; push something to it first`,
        );
      }
      const rendering = await clone.writeTree(ctx.workspacePath);
      const { tree, added, kept } = await clone.addMissing(head, rendering);
      ctx.output('added', added);
      ctx.output('kept', kept);
      kept.forEach(path => ctx.logger.info(`${at} has '${path}' already`));
      if (added.length === 0) {
        ctx.logger.info(`${at} lacks nothing`);
        return;
      }
      if (ctx.isDryRun) {
        ctx.logger.info(`Would open '${title}' at ${at}`);
        return;
      }
      const record = await readRecord(ctx.workspacePath);
      const proposed = await proposeBranch({
        clone,
        host,
        branch,
        commit: await clone.commit({ tree, parents: [head], message: title }),
        title,
        body: describe(description, kept),
        others: record && {
          // What an update compares with, since it differs from what is merged here.
          [GOLDEN_PATH_BRANCH]: (
            await clone.addRendering({
              tree: rendering,
              version: record.version,
              subject: `Render ${parseEntityRef(record.template).name} ${
                record.version
              }`,
              base: undefined,
            })
          ).commit,
        },
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

function describe(description: string, kept: string[]): string {
  return [
    description,
    ...(kept.length > 0
      ? [
          [
            'These files were here already, and stay as they are:',
            '',
            ...kept.map(path => `- \`${path}\``),
          ].join('\n'),
        ]
      : []),
  ]
    .filter(Boolean)
    .join('\n\n');
}

async function readRecord(
  workspace: string,
): Promise<GoldenPathRecord | undefined> {
  try {
    return parseRecord(
      await readFile(join(workspace, GOLDEN_PATH_FILE), 'utf8'),
    );
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
