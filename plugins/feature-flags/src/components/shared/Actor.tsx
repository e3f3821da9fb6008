import { EntityRefLink } from '@backstage/plugin-catalog-react';

/** Who made a change: a user of the catalog, or the name of a service. */
export function Actor(props: { name: string }) {
  return /^user:[^/]+\/.+$/i.test(props.name) ? (
    <EntityRefLink entityRef={props.name} defaultKind="user" />
  ) : (
    <>{props.name}</>
  );
}
