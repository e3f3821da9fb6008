import { NotImplementedError } from '@backstage/errors';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ImportResult } from '@causeway/plugin-feature-flags-common';
export class FlagdFileService {
  async importFile(
    _scope: { flagSet: string; environment: string },
    _file: unknown,
    _options: { credentials: BackstageCredentials },
  ): Promise<ImportResult> {
    throw new NotImplementedError('not yet');
  }
}
