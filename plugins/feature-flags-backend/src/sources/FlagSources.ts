import { NotFoundError } from '@backstage/errors';
import type {
  FlagSource,
  FlagSourcesExtensionPoint,
} from '@causeway/plugin-feature-flags-node';

/** The systems that modules have added. */
export class FlagSources implements FlagSourcesExtensionPoint {
  readonly #sources = new Map<string, FlagSource>();

  addSource(source: FlagSource): void {
    if (this.#sources.has(source.name)) {
      throw new Error(
        `Two sources of flags are named '${source.name}'; give each entry of 'featureFlags.sources' a name of its own.`,
      );
    }
    if (source.capabilities.toggle && !source.setEnabled) {
      throw new Error(
        `The source '${source.name}' says that it can toggle flags, and has no setEnabled`,
      );
    }
    this.#sources.set(source.name, source);
  }

  list(): FlagSource[] {
    return [...this.#sources.values()];
  }

  get(name: string): FlagSource {
    const source = this.#sources.get(name);
    if (!source) {
      throw new NotFoundError(`No source of flags '${name}'`);
    }
    return source;
  }
}
