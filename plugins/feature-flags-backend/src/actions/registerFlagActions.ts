import type { AuditorService } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { FlagSnapshots } from '../evaluation/FlagSnapshots';
import type { FlagService } from '../flags/FlagService';
import { registerExplainAction } from './registerExplainAction';
import { registerListAction } from './registerListAction';
import { registerToggleAction } from './registerToggleAction';

export interface FlagActionOptions {
  actionsRegistry: ActionsRegistryService;
  auditor: AuditorService;
  /** @throws ServiceUnavailableError while flags cannot be managed */
  getFlags: () => FlagService;
  snapshots: FlagSnapshots;
}

/**
 * Offers flags to assistants that speak MCP, and to other plugins.
 *
 * @remarks
 * The services ask for the permissions of the caller, as they do for the routes.
 */
export function registerFlagActions(options: FlagActionOptions): void {
  registerListAction(options);
  registerExplainAction(options);
  registerToggleAction(options);
}
