import type {
  BackstageCredentials,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotAllowedError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ownerAnyPermission } from '@causeway/plugin-golden-paths-common';

/** Knows who may act for the group that owns something. */
export class OwnerGuard {
  readonly #catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  readonly #permissions: PermissionsService;
  readonly #userInfo: UserInfoService;

  constructor(options: {
    catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
    permissions: PermissionsService;
    userInfo: UserInfoService;
  }) {
    this.#catalog = options.catalog;
    this.#permissions = options.permissions;
    this.#userInfo = options.userInfo;
  }

  /** Throws unless the caller belongs to the owner, or is a platform engineer. */
  async assertBelongsTo(
    owner: string,
    credentials: BackstageCredentials,
    /** What only members may do, and what others can do instead. */
    purpose: string,
  ): Promise<void> {
    const ownerRef = normalize(owner);
    const [{ result }] = await this.#permissions.authorize(
      [{ permission: ownerAnyPermission }],
      { credentials },
    );
    if (result === AuthorizeResult.ALLOW) {
      return;
    }
    const { userEntityRef, ownershipEntityRefs } =
      await this.#userInfo.getUserInfo(credentials);
    if (!(await this.#belongsTo(ownershipEntityRefs, ownerRef, credentials))) {
      throw new NotAllowedError(
        `'${userEntityRef}' is not a member of '${ownerRef}' and cannot ${purpose}, or ask a platform engineer`,
      );
    }
  }

  /** Whether one of the groups is the owner, or stands below it. */
  async #belongsTo(
    refs: string[],
    ownerRef: string,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const seen = new Set<string>();
    let next = refs;
    while (next.length > 0) {
      if (next.includes(ownerRef)) {
        return true;
      }
      next.forEach(ref => seen.add(ref));
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: next, fields: ['kind', 'metadata', 'relations'] },
        { credentials },
      );
      next = items
        .flatMap(entity => entity?.relations ?? [])
        .filter(({ type }) => type === 'childOf')
        .map(({ targetRef }) => targetRef)
        .filter(ref => !seen.has(ref));
    }
    return false;
  }
}

function normalize(owner: string): string {
  try {
    return stringifyEntityRef(parseEntityRef(owner, { defaultKind: 'group' }));
  } catch (error) {
    throw new InputError(
      `The owner '${owner}' does not read like 'group:default/payments'`,
      error,
    );
  }
}
