import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { CatalogVisibility } from '@causeway/backend-common';
import {
  usageReadPermission,
  type GoldenPath,
  type GoldenPathService as Service,
  type Page,
  type ServicePage,
} from '@causeway/plugin-golden-paths-common';
import type { DatabaseRunStore } from '../runs/DatabaseRunStore';
import type {
  DatabaseServiceStore,
  ServiceQuery,
} from '../services/DatabaseServiceStore';
import type { TemplateReadModel } from '../services/TemplateReadModel';

/** Apart, as a policy that hides some templates says nothing of services. */
interface GoldenPathVisibility {
  templates: CatalogVisibility;
  services: CatalogVisibility;
}

type WithCredentials = { credentials: BackstageCredentials };

/** How golden paths do and who follows them, as far as the reader may know. */
export class GoldenPathService {
  readonly #permissions: Pick<PermissionsService, 'authorize'>;
  readonly #runs: Pick<DatabaseRunStore, 'sumUp'>;
  readonly #services: DatabaseServiceStore;
  readonly #templates: TemplateReadModel;
  readonly #visibility: GoldenPathVisibility;

  constructor(options: {
    permissions: Pick<PermissionsService, 'authorize'>;
    runs: Pick<DatabaseRunStore, 'sumUp'>;
    services: DatabaseServiceStore;
    templates: TemplateReadModel;
    visibility: GoldenPathVisibility;
  }) {
    this.#permissions = options.permissions;
    this.#runs = options.runs;
    this.#services = options.services;
    this.#templates = options.templates;
    this.#visibility = options.visibility;
  }

  async listTemplates(
    query: { limit: number; cursor?: string },
    { credentials }: WithCredentials,
  ): Promise<Page<GoldenPath>> {
    const { items, nextCursor } = await this.#templates.list({
      ...query,
      visible: {
        templates: await this.#visibility.templates.getVisible(credentials),
        services: await this.#visibility.services.getVisible(credentials),
      },
    });
    const decisions = await this.#permissions.authorize(
      items.map(({ templateRef }) => ({
        permission: usageReadPermission,
        resourceRef: templateRef,
      })),
      { credentials },
    );
    const readable = items
      .map(({ templateRef }) => templateRef)
      .filter((_, index) => decisions[index].result === AuthorizeResult.ALLOW);
    const runs = await this.#runs.sumUp(readable);
    return {
      items: items.map(item => ({
        ...item,
        ...(readable.includes(item.templateRef) && {
          runs: runs.get(item.templateRef) ?? {
            total: 0,
            succeeded: 0,
            failed: 0,
          },
        }),
      })),
      nextCursor,
    };
  }

  async listServices(
    query: Omit<ServiceQuery, 'visible'>,
    { credentials }: WithCredentials,
  ): Promise<ServicePage> {
    const visible = await this.#visibility.services.getVisible(credentials);
    return this.#services.listServices({ ...query, visible });
  }

  /** @throws NotFoundError if the reader sees no such entity, or it came from no golden path */
  async getService(
    entityRef: string,
    { credentials }: WithCredentials,
  ): Promise<Service> {
    await this.#visibility.services.getEntity(entityRef, credentials);
    const service = await this.#services.findService(entityRef);
    if (!service) {
      throw new NotFoundError(`'${entityRef}' came from no golden path`);
    }
    return service;
  }
}
