/** Upstream's annotation: which template an entity came from, as an entity ref. */
export const SOURCE_TEMPLATE_ANNOTATION = 'backstage.io/source-template';

/** On a template: its version. On an entity: the version of the template that it follows. */
export const TEMPLATE_VERSION_ANNOTATION = 'causeway.io/template-version';

/** The file in a repository that holds all that is needed to render it again. */
export const GOLDEN_PATH_FILE = '.golden-path.yaml';

/** `apiVersion` of that file. */
export const GOLDEN_PATH_API_VERSION = 'causeway.io/v1alpha1';

/** `kind` of that file. */
export const GOLDEN_PATH_KIND = 'GoldenPath';

/** The branch in a repository whose commits are pure renderings. */
export const GOLDEN_PATH_BRANCH = 'golden-path';

/** The trailer of such a commit, which names the version that was rendered. */
export const GOLDEN_PATH_VERSION_TRAILER = 'Golden-Path-Version';
