import { InputError } from '@backstage/errors';
import type { Environment } from '@causeway/plugin-feature-flags-common';

export function assertEnvironment(
  environments: Environment[],
  name: string,
): void {
  if (!environments.some(environment => environment.name === name)) {
    throw new InputError(
      `There is no environment '${name}'; there are ${environments
        .map(environment => `'${environment.name}'`)
        .join(', ')}`,
    );
  }
}
