import { useEntityPresentation } from '@backstage/plugin-catalog-react';

/** The name of an entity where it is not a link to its own page. */
export function EntityName(props: { entityRef: string }) {
  return <>{useEntityPresentation(props.entityRef).primaryTitle}</>;
}
