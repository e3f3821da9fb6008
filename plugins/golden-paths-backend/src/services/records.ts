import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  SOURCE_TEMPLATE_ANNOTATION,
  TEMPLATE_VERSION_ANNOTATION,
} from '@causeway/plugin-golden-paths-common';

export interface TemplateRecord {
  templateRef: string;
  title: string;
  description?: string;
  ownerRef?: string;
  version?: string;
}

export interface ServiceRecord {
  entityRef: string;
  title: string;
  ownerRef?: string;
  templateRef: string;
  version?: string;
}

/** What came from a template. */
export const generatedFilter = {
  [`metadata.annotations.${SOURCE_TEMPLATE_ANNOTATION}`]: CATALOG_FILTER_EXISTS,
};

/** What the catalog is asked for. */
export const recordedFields = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.title',
  'metadata.description',
  'metadata.annotations',
  'relations',
];

export function toTemplateRecord(entity: Entity): TemplateRecord {
  return {
    templateRef: stringifyEntityRef(entity),
    title: entity.metadata.title ?? entity.metadata.name,
    description: entity.metadata.description,
    ownerRef: findOwner(entity),
    version: entity.metadata.annotations?.[TEMPLATE_VERSION_ANNOTATION],
  };
}

/** Undefined where an entity did not come from a template, or says so in no ref. */
export function toServiceRecord(entity: Entity): ServiceRecord | undefined {
  const source = entity.metadata.annotations?.[SOURCE_TEMPLATE_ANNOTATION];
  const templateRef = source && normalize(source);
  return templateRef
    ? {
        entityRef: stringifyEntityRef(entity),
        title: entity.metadata.title ?? entity.metadata.name,
        ownerRef: findOwner(entity),
        templateRef,
        version: entity.metadata.annotations?.[TEMPLATE_VERSION_ANNOTATION],
      }
    : undefined;
}

function findOwner(entity: Entity): string | undefined {
  return entity.relations?.find(({ type }) => type === RELATION_OWNED_BY)
    ?.targetRef;
}

function normalize(source: string): string | undefined {
  try {
    const ref = parseEntityRef(source, {
      defaultKind: 'template',
      defaultNamespace: 'default',
    });
    return ref.kind.toLocaleLowerCase('en-US') === 'template'
      ? stringifyEntityRef(ref)
      : undefined;
  } catch {
    return undefined;
  }
}
