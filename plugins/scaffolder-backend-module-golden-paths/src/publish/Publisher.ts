import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';

/** What a repository is to be like, whatever its host. */
export interface PublishSettings {
  repoUrl: string;
  description: string;
  defaultBranch: string;
  repoVisibility?: 'private' | 'internal' | 'public';
  requireCodeOwnerReviews: boolean;
  requiredStatusCheckContexts: string[];
  deleteBranchOnMerge: boolean;
  gitCommitMessage?: string;
}

export type PublishContext = ActionContext<JsonObject>;

/** Runs the scaffolder's own actions for one type of host. */
export interface Publisher {
  /** Creates the repository, pushes the workspace and sets its rules. */
  publish(context: PublishContext, settings: PublishSettings): Promise<void>;
  /** Sets the rules of a repository whose files are there already. */
  protect?(context: PublishContext, settings: PublishSettings): Promise<void>;
}
