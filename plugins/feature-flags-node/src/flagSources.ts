import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { ExternalFlag } from '@causeway/plugin-feature-flags-common';

/** What a source can do besides listing. */
export interface FlagSourceCapabilities {
  toggle: boolean;
}

/**
 * A system other than this portal that stores flags.
 *
 * @remarks
 * An answer names every field it copies, so that nothing else of the vendor's
 * response, least of all a token, reaches a browser.
 */
export interface FlagSource {
  /** Unique, as configured; part of URLs. */
  readonly name: string;
  readonly title: string;
  readonly capabilities: FlagSourceCapabilities;
  /** The annotation on an entity whose value {@link FlagSource.listFlags} receives as project. */
  readonly annotation: string;
  /** Lists the flags of a project. Rejects when the system does not answer or refuses. */
  listFlags(options: {
    project: string;
    signal: AbortSignal;
  }): Promise<ExternalFlag[]>;
  /** Undefined if there is no such flag. */
  getFlag(options: {
    project: string;
    key: string;
    signal: AbortSignal;
  }): Promise<ExternalFlag | undefined>;
  /** Present where `capabilities.toggle` is true. */
  setEnabled?(options: {
    project: string;
    key: string;
    environment: string;
    isEnabled: boolean;
    signal: AbortSignal;
  }): Promise<void>;
}

export interface FlagSourcesExtensionPoint {
  /** @throws Error if a source of that name was added before */
  addSource(source: FlagSource): void;
}

/** Where modules add the flag systems that the portal shows beside its own. */
export const flagSourcesExtensionPoint =
  createExtensionPoint<FlagSourcesExtensionPoint>({
    id: 'feature-flags.sources',
  });
