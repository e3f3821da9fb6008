import { stringifyEntityRef } from '@backstage/catalog-model';
import type { SearchDocument } from '@backstage/plugin-search-common';
import { isSafeHref } from '@causeway/plugin-on-call-common';

/** What the search index says of an entity. */
export interface CatalogDocument {
  readonly title: string;
  readonly description: string;
  readonly location: string;
  readonly entityRef?: string;
  readonly kind: string;
  readonly type?: string;
  readonly lifecycle?: string;
  readonly ownerRef?: string;
  readonly onCall?: string;
  readonly runbookUrl?: string;
  readonly systemRef?: string;
  /** Whether the kind has an owner; users and groups own, they are not owned. */
  readonly isOwnable: boolean;
  /** Whether the kind runs, so that a missing runbook is worth saying. */
  readonly isOperated: boolean;
}

const owningKinds = ['user', 'group', 'location'];
const operatedKinds = ['component', 'api', 'resource', 'system'];

/** The text repeats facts to make them searchable; they have their own place. */
const indexedFacts = /(^|\s·\s)(Owner|On call|Tags|Name): .*$/s;

/** Reads an index document, whose fields beyond the title are not typed. */
export function readCatalogDocument(result: SearchDocument): CatalogDocument {
  const fields = new Map<string, unknown>(Object.entries(result));
  const read = (name: string): string | undefined => {
    const value = fields.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const kind = read('kind') ?? 'Entity';
  const runbookUrl = read('runbookUrl');

  return {
    title: result.title,
    description: result.text.replace(indexedFacts, ''),
    location: result.location,
    entityRef: readEntityRef(result.location, kind),
    kind,
    type: read('type') ?? read('componentType'),
    lifecycle: read('lifecycle'),
    ownerRef: read('ownerRef') ?? read('owner'),
    onCall: read('onCall'),
    runbookUrl: runbookUrl && isSafeHref(runbookUrl) ? runbookUrl : undefined,
    systemRef: read('systemRef'),
    isOwnable: !owningKinds.includes(kind.toLowerCase()),
    isOperated: operatedKinds.includes(kind.toLowerCase()),
  };
}

/** A location is `/catalog/<namespace>/<kind>/<name>`. */
function readEntityRef(location: string, kind: string): string | undefined {
  const [namespace, , name] = location.split('/').slice(2);
  return namespace && name
    ? stringifyEntityRef({ kind, namespace, name })
    : undefined;
}
