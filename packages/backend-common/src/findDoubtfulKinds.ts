import type {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';

/** What a condition comes to for an entity of which nothing but the kind is known. */
type Outcome = boolean | 'open';

/**
 * The kinds of entities, in lower case, for which the criteria may be anything but met.
 *
 * @remarks
 * A policy that hides some templates says nothing of services. Kinds that no rule names are all
 * alike.
 *
 * @returns `any` if they may be unmet for entities of every kind
 */
export function findDoubtfulKinds(
  criteria: PermissionCriteria<PermissionCondition>,
): string[] | 'any' {
  const named = new Set<string>();
  collectKinds(criteria, named);
  return evaluate(criteria, undefined) === true
    ? [...named].filter(kind => evaluate(criteria, kind) !== true)
    : 'any';
}

function evaluate(
  criteria: PermissionCriteria<PermissionCondition>,
  kind: string | undefined,
): Outcome {
  if ('allOf' in criteria) {
    return and(criteria.allOf.map(part => evaluate(part, kind)));
  }
  if ('anyOf' in criteria) {
    return negate(
      and(criteria.anyOf.map(part => negate(evaluate(part, kind)))),
    );
  }
  if ('not' in criteria) {
    return negate(evaluate(criteria.not, kind));
  }
  const kinds = kindsOf(criteria);
  return kinds ? kind !== undefined && kinds.includes(kind) : 'open';
}

function and(outcomes: Outcome[]): Outcome {
  if (outcomes.includes(false)) {
    return false;
  }
  return outcomes.includes('open') ? 'open' : true;
}

function negate(outcome: Outcome): Outcome {
  return outcome === 'open' ? 'open' : !outcome;
}

function collectKinds(
  criteria: PermissionCriteria<PermissionCondition>,
  found: Set<string>,
): void {
  if ('allOf' in criteria) {
    criteria.allOf.forEach(part => collectKinds(part, found));
  } else if ('anyOf' in criteria) {
    criteria.anyOf.forEach(part => collectKinds(part, found));
  } else if ('not' in criteria) {
    collectKinds(criteria.not, found);
  } else {
    kindsOf(criteria)?.forEach(kind => found.add(kind));
  }
}

/** The catalog compares kinds without regard to case. */
function kindsOf({ rule, params }: PermissionCondition): string[] | undefined {
  const kinds = rule === 'IS_ENTITY_KIND' ? params?.kinds : undefined;
  return Array.isArray(kinds)
    ? kinds.map(kind => String(kind).toLocaleLowerCase('en-US'))
    : undefined;
}
