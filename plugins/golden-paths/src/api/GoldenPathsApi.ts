import { createApiRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type {
  GoldenPath,
  GoldenPathService,
  NameAvailability,
  Page,
  Preview,
  RepositoryHost,
  ServicePage,
  ServiceState,
} from '@causeway/plugin-golden-paths-common';

export const serviceOrders = ['title', 'owner', 'template', 'state'] as const;

type ServiceOrder = (typeof serviceOrders)[number];

/** Services that a list is narrowed to. */
export interface ServiceSelection {
  template?: string;
  owner?: string[];
  state?: ServiceState[];
  order?: ServiceOrder;
}

export interface PageOptions {
  limit?: number;
  cursor?: string;
}

/** Golden paths, who follows them, and what their forms need to know. */
export interface GoldenPathsApi {
  listHosts(): Promise<RepositoryHost[]>;
  /** On the default host, for its default owner, unless a place is named. */
  checkName(
    name: string,
    place?: { host?: string; owner?: string },
  ): Promise<NameAvailability>;
  preview(templateRef: string, values: JsonObject): Promise<Preview>;
  listTemplates(options?: PageOptions): Promise<Page<GoldenPath>>;
  listServices(options?: ServiceSelection & PageOptions): Promise<ServicePage>;
  getService(entityRef: string): Promise<GoldenPathService>;
}

export const goldenPathsApiRef = createApiRef<GoldenPathsApi>().with({
  id: 'plugin.golden-paths.service',
  pluginId: 'golden-paths',
});
