import type {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import { findDoubtfulKinds } from './findDoubtfulKinds';

const rule = (name: string, params: object): PermissionCondition => ({
  resourceType: 'catalog-entity',
  rule: name,
  params: { ...params },
});
const isKind = (...kinds: string[]) => rule('IS_ENTITY_KIND', { kinds });
const isOwner = rule('IS_ENTITY_OWNER', { claims: ['user:default/ada'] });

describe('findDoubtfulKinds', () => {
  it.each<[string, PermissionCriteria<PermissionCondition>, string[] | 'any']>([
    ['what one owns', isOwner, 'any'],
    ['one kind', isKind('Component'), 'any'],
    [
      'all but some of a kind',
      { not: { allOf: [isKind('Template'), isOwner] } },
      ['template'],
    ],
    ['all but two kinds', { not: isKind('User', 'Group') }, ['user', 'group']],
    [
      'all but some, or what one owns',
      { anyOf: [isOwner, { not: isKind('Template') }] },
      ['template'],
    ],
    [
      'a kind that is named, and hidden by nothing',
      { anyOf: [isKind('Template'), { not: isKind('Template') }] },
      [],
    ],
    [
      'all but some of a kind, of what one owns',
      { allOf: [isOwner, { not: isKind('Template') }] },
      'any',
    ],
  ])('finds those that may be hidden by %s', (_, criteria, expected) => {
    expect(findDoubtfulKinds(criteria)).toEqual(expected);
  });
});
