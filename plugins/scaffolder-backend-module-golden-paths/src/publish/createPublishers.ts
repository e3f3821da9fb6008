import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  type ScmIntegrations,
} from '@backstage/integration';
import { createPublishGiteaAction } from '@backstage/plugin-scaffolder-backend-module-gitea';
import {
  createGithubBranchProtectionAction,
  createPublishGithubAction,
} from '@backstage/plugin-scaffolder-backend-module-github';
import { createPublishGitlabAction } from '@backstage/plugin-scaffolder-backend-module-gitlab';
import type { RepositoryHostType } from '@causeway/plugin-golden-paths-common';
import type { Publisher, PublishSettings } from './Publisher';

/** The publishers of all types of hosts, which are the scaffolder's own actions. */
export function createPublishers(options: {
  integrations: ScmIntegrations;
  config: Config;
}): Record<RepositoryHostType, Publisher> {
  const { integrations, config } = options;
  const github = createPublishGithubAction({
    integrations,
    config,
    githubCredentialsProvider:
      DefaultGithubCredentialsProvider.fromIntegrations(integrations),
  });
  const githubProtection = createGithubBranchProtectionAction({ integrations });
  const gitlab = createPublishGitlabAction({ integrations, config });
  const gitea = createPublishGiteaAction({ integrations, config });
  return {
    github: {
      publish: (context, settings) =>
        github.handler({
          ...context,
          input: {
            repoUrl: settings.repoUrl,
            description: settings.description,
            defaultBranch: settings.defaultBranch,
            repoVisibility: settings.repoVisibility ?? 'private',
            requireCodeOwnerReviews: settings.requireCodeOwnerReviews,
            requiredStatusCheckContexts: settings.requiredStatusCheckContexts,
            deleteBranchOnMerge: settings.deleteBranchOnMerge,
            gitCommitMessage: settings.gitCommitMessage,
          },
        }),
      protect: (context, settings) =>
        githubProtection.handler({
          ...context,
          input: {
            repoUrl: settings.repoUrl,
            branch: settings.defaultBranch,
            requireCodeOwnerReviews: settings.requireCodeOwnerReviews,
            requiredStatusCheckContexts: settings.requiredStatusCheckContexts,
          },
        }),
    },
    gitlab: {
      // GitLab protects the default branch of a new project by itself.
      publish: (context, settings) =>
        gitlab.handler({
          ...context,
          input: {
            repoUrl: settings.repoUrl,
            defaultBranch: settings.defaultBranch,
            repoVisibility: settings.repoVisibility ?? 'private',
            gitCommitMessage: settings.gitCommitMessage,
            settings: { description: settings.description },
          },
        }),
    },
    gitea: {
      publish: (context, settings) =>
        gitea.handler({
          ...context,
          input: {
            repoUrl: settings.repoUrl,
            description: settings.description,
            defaultBranch: settings.defaultBranch,
            repoVisibility: giteaVisibility(settings),
            gitCommitMessage: settings.gitCommitMessage,
          },
        }),
    },
  };
}

// Upstream's action waits for the page of the repository without credentials: a private one would
// cost every run its full twenty seconds. The forge as a whole is private where it has to be.
function giteaVisibility({
  repoVisibility = 'public',
}: PublishSettings): 'private' | 'public' {
  if (repoVisibility === 'internal') {
    throw new InputError(
      "Gitea has no visibility 'internal'; choose 'private' or 'public'",
    );
  }
  return repoVisibility;
}
