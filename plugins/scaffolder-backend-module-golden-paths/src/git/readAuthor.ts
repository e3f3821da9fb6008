import type { Config } from '@backstage/config';

/** Who commits for the portal. */
export function readAuthor(config: Config): { name: string; email: string } {
  return {
    name: config.getOptionalString('scaffolder.defaultAuthor.name') ?? 'Portal',
    email:
      config.getOptionalString('scaffolder.defaultAuthor.email') ??
      'portal@localhost',
  };
}
