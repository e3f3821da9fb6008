import type { JsonObject, JsonValue } from '@backstage/types';
import type { RepositoryHost } from '@causeway/plugin-golden-paths-common';
import { parseRepoUrl } from '../fields/repoUrl';

/** What a form's answers lead to, as far as they say. */
export interface Plan {
  name?: string;
  /** What exists and is chosen. */
  entityRef?: string;
  ownerRef?: string;
  systemRef?: string;
  repository?: { path: string; host: string };
}

/** Reads the parameters that all golden paths call alike. */
export function describePlan(
  values: JsonObject,
  hosts: readonly RepositoryHost[],
): Plan {
  const name = readText(values.name);
  return {
    name,
    entityRef: readText(values.entity),
    ownerRef: readText(values.owner),
    systemRef: readText(values.system),
    repository: findRepository(name, readText(values.repoUrl), hosts),
  };
}

function findRepository(
  name: string | undefined,
  repoUrl: string | undefined,
  hosts: readonly RepositoryHost[],
): Plan['repository'] {
  if (repoUrl) {
    const { host, owner, repo } = parseRepoUrl(repoUrl);
    const title = hosts.find(each => each.host === host)?.title ?? host;
    return { path: `${owner}/${repo}`, host: title };
  }
  const byDefault = hosts.find(({ isDefault }) => isDefault);
  return name && byDefault?.defaultOwner
    ? { path: `${byDefault.defaultOwner}/${name}`, host: byDefault.title }
    : undefined;
}

function readText(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}
