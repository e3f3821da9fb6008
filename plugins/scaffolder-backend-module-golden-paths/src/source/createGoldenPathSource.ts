import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError, NotFoundError } from '@backstage/errors';
import { FolderGoldenPathSource } from './FolderGoldenPathSource';
import type { GoldenPathSource } from './GoldenPathSource';
import { UrlGoldenPathSource } from './UrlGoldenPathSource';

const rootKey = 'goldenPaths.root';

/** The source that the configuration `goldenPaths.root` names. */
export function createGoldenPathSource(options: {
  config: Config;
  reader: UrlReaderService;
}): GoldenPathSource {
  const root = options.config.getOptionalString(rootKey)?.replace(/\/+$/, '');
  if (root === undefined) {
    return { read: refuse };
  }
  if (isAbsolute(root)) {
    return new FolderGoldenPathSource(root);
  }
  const protocol = URL.canParse(root) ? new URL(root).protocol : undefined;
  switch (protocol) {
    case 'file:':
      return new FolderGoldenPathSource(fileURLToPath(root));
    case 'http:':
    case 'https:':
      return new UrlGoldenPathSource(root, options.reader);
    default:
      throw new InputError(
        `'${root}' in ${rootKey} is neither an absolute path nor a URL; name the folder that holds the templates`,
      );
  }
}

async function refuse(): Promise<never> {
  throw new NotFoundError(
    `The portal does not know where the skeletons are; set ${rootKey} to the folder or URL that holds the templates`,
  );
}
