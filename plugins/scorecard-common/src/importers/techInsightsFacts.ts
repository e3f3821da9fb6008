import type { JsonObject } from '@backstage/types';

/**
 * What the retrievers that tech-insights brings compute, as conditions over the descriptor.
 *
 * @remarks
 * From `tech-insights-backend/src/service/fact/factRetrievers`. Owners are groups
 * there unless they are written as users.
 */
const builtInFacts: { [retriever: string]: { [fact: string]: JsonObject } } = {
  entityMetadataFactRetriever: {
    hasTitle: isNotEmpty('$.metadata.title'),
    hasDescription: isNotEmpty('$.metadata.description'),
    hasTags: isNotEmpty('$.metadata.tags'),
  },
  entityOwnershipFactRetriever: {
    hasOwner: isNotEmpty('$.spec.owner'),
    hasGroupOwner: {
      all: [
        isNotEmpty('$.spec.owner'),
        {
          path: '$.spec.owner',
          operator: 'doesNotMatch',
          value: '^user:',
        },
      ],
    },
  },
  techdocsFactRetriever: {
    hasAnnotationBackstageIoTechdocsRef: isNotEmpty(
      "$.metadata.annotations['backstage.io/techdocs-ref']",
    ),
    hasAnnotationBackstageIoTechdocsEntity: isNotEmpty(
      "$.metadata.annotations['backstage.io/techdocs-entity']",
    ),
  },
};

/** The condition that holds where a fact of a built-in retriever is true; undefined for any other fact. */
export function builtInFact(
  retrievers: readonly string[],
  fact: string,
): JsonObject | undefined {
  const retriever = retrievers.find(
    name =>
      Object.hasOwn(builtInFacts, name) &&
      Object.hasOwn(builtInFacts[name], fact),
  );
  return retriever === undefined ? undefined : builtInFacts[retriever][fact];
}

function isNotEmpty(path: string): JsonObject {
  return { path, operator: 'isNotEmpty' };
}
