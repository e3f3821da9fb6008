/** Names the groups, and users, that an entity is meant for, separated by commas. */
export const limitedToAnnotation = 'causeway.io/limited-to';

/** A value of that annotation. */
export interface Limit {
  /** As it stands in the catalog. */
  value: string;
  refs: string[];
}

/** All there are in the catalog; `unknown` while it has not answered yet. */
export type Limits = Limit[] | 'unknown';
