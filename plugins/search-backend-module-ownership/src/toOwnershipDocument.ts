import {
  Entity,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
} from '@backstage/catalog-model';
import { CatalogEntityDocument } from '@backstage/plugin-catalog-common';
import { defaultCatalogCollatorEntityTransformer } from '@backstage/plugin-search-backend-module-catalog';
import { findOnCall, findRunbookLink } from '@causeway/plugin-on-call-common';

/** What the default document has, without what the collator adds. */
type DefaultDocument = Omit<
  CatalogEntityDocument,
  'location' | 'authorization'
>;

/**
 * The search document of an entity, with what is asked first when it fails.
 *
 * @public
 */
export interface OwnershipDocument extends DefaultDocument {
  /** The ref of the owner. */
  ownerRef?: string;
  /** The ref of the system that the entity is part of. */
  systemRef?: string;
  /** The on-call product and the id there, such as `PagerDuty P1234AB`. */
  onCall?: string;
  /** An address on the web, or a path within the portal. */
  runbookUrl?: string;
}

/**
 * Turns an entity into its search document.
 *
 * @public
 */
export function toOwnershipDocument(entity: Entity): OwnershipDocument {
  const document = defaultCatalogCollatorEntityTransformer(entity);
  const onCall = findOnCall(entity);
  return {
    ...document,
    title: toTitle(entity),
    text: toText(entity, { text: document.text, onCall }),
    ownerRef: findTarget(entity, RELATION_OWNED_BY),
    systemRef: findTarget(entity, RELATION_PART_OF, 'system:'),
    onCall,
    runbookUrl: findRunbookLink(entity)?.url,
  };
}

// The search engine weighs the title most, and an entity is as often sought by its name as by
// its title: without the name in it, typing `payment-service` misses "Payment Service".
function toTitle(entity: Entity): string {
  const { name, title } = entity.metadata;
  return !title || title === name ? name : `${title} (${name})`;
}

function toText(
  entity: Entity,
  found: { text: string; onCall: string | undefined },
): string {
  const owner = entity.spec?.owner;
  const { tags = [] } = entity.metadata;
  return [
    found.text,
    typeof owner === 'string' ? `Owner: ${withoutKind(owner)}` : '',
    found.onCall ? `On call: ${found.onCall}` : '',
    tags.length > 0 ? `Tags: ${tags.join(', ')}` : '',
    // Once more, so that a title outweighs a short document that only mentions the name.
    `Name: ${entity.metadata.name}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

// `group:default/payments-team` would be indexed as one word, which nobody types.
function withoutKind(ref: string): string {
  return ref.replace(/^.*[:/]/, '');
}

function findTarget(
  entity: Entity,
  type: string,
  prefix = '',
): string | undefined {
  return entity.relations?.find(
    relation => relation.type === type && relation.targetRef.startsWith(prefix),
  )?.targetRef;
}
