import type { Config } from '@backstage/config';

/** Who commits for the portal: the same as in upstream's publish actions, without settings too. */
export function readAuthor(config: Config): { name: string; email: string } {
  return {
    name:
      config.getOptionalString('scaffolder.defaultAuthor.name') ?? 'Scaffolder',
    email:
      config.getOptionalString('scaffolder.defaultAuthor.email') ??
      'scaffolder@backstage.io',
  };
}
