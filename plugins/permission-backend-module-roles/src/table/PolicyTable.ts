import type { Permission } from '@backstage/plugin-permission-common';
import type { Condition } from '../condition/Condition';

/** One `p` line of the table. */
export interface PolicyRow {
  role: string;
  appliesTo: (permission: Permission) => boolean;
  effect: 'allow' | 'deny';
  /** Absent for everything of that kind. */
  condition?: Condition;
}

/** Who may do what. */
export interface PolicyTable {
  rows: PolicyRow[];
  /** Roles by the refs of users and groups that have them. */
  rolesByMember: Map<string, Set<string>>;
  /** The role of everybody who is signed in. */
  defaultRole?: string;
  /** Users and groups for whom the rows do not count. */
  superUsers: Set<string>;
}
