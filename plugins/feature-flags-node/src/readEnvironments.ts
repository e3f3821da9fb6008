import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { Environment } from '@causeway/plugin-feature-flags-common';

const defaults: Environment[] = [
  { name: 'development', title: 'Development', isProduction: false },
  { name: 'staging', title: 'Staging', isProduction: false },
  { name: 'production', title: 'Production', isProduction: true },
];

// The name is part of URLs, of environment keys and of permission refs.
const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads where flags have a state of their own, in the order in which the portal shows them. */
export function readEnvironments(config: Config): Environment[] {
  const entries = config.getOptionalConfigArray('featureFlags.environments');
  if (!entries) {
    return defaults;
  }
  if (entries.length === 0) {
    throw new InputError(
      "'featureFlags.environments' is empty; name at least one environment, or leave it out for development, staging and production.",
    );
  }
  const environments = entries.map(entry => {
    const name = entry.getString('name');
    if (!namePattern.test(name)) {
      throw new InputError(
        `'featureFlags.environments' names an environment '${name}'; use at most 63 lower case letters, digits and dashes, without a dash at either end.`,
      );
    }
    return {
      name,
      title: entry.getOptionalString('title') ?? toTitle(name),
      isProduction: entry.getOptionalBoolean('production') ?? false,
    };
  });
  const names = environments.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) {
    throw new InputError(
      `'featureFlags.environments' names the environment '${repeated}' twice.`,
    );
  }
  return environments;
}

function toTitle(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}
