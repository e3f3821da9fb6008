import { LocalStorageFeatureFlags } from '@backstage/core-app-api';
import {
  FeatureFlagState,
  type FeatureFlag,
  type FeatureFlagsApi,
  type FeatureFlagsSaveOptions,
} from '@backstage/frontend-plugin-api';

type FlagStates = Map<string, boolean>;

/** Where Backstage keeps what the user switched; its own implementation reads it too. */
const choicesKey = 'featureFlags';

/** What the flag server answered last, for the next page load. */
const answersKey = 'causeway.feature-flags.answers';

/**
 * The portal's feature flags, decided centrally, with the user's own choices on top.
 *
 * @remarks
 * The interface is synchronous and is asked before any request could have been
 * answered, for instance for the `if` of an extension. So the answers of the
 * last page load serve until those of this one arrive; where the flag server
 * does not answer, they go on serving.
 */
export class CentralFeatureFlags implements FeatureFlagsApi {
  static create(options: {
    storage: Storage;
    /** Whether each central flag is on for this user; absent when none is configured. */
    evaluate?: () => Promise<FlagStates>;
  }): CentralFeatureFlags {
    const { storage, evaluate } = options;
    const flags = new CentralFeatureFlags(
      storage,
      evaluate ? readStates(storage, answersKey) : new Map(),
    );
    evaluate?.().then(
      answers => {
        flags.#answers = answers;
        writeStates(storage, answersKey, answers);
      },
      () => {
        // Somebody who cannot reach the flag server keeps what was served last.
      },
    );
    return flags;
  }

  readonly #storage: Storage;
  // Knows what names are valid.
  readonly #registry = new LocalStorageFeatureFlags();
  #answers: FlagStates;

  private constructor(storage: Storage, answers: FlagStates) {
    this.#storage = storage;
    this.#answers = answers;
  }

  registerFlag(flag: FeatureFlag): void {
    this.#registry.registerFlag(flag);
  }

  getRegisteredFlags(): FeatureFlag[] {
    return this.#registry.getRegisteredFlags();
  }

  isActive(name: string): boolean {
    const choice = readStates(this.#storage, choicesKey).get(name);
    return choice ?? this.#isCentrallyActive(name);
  }

  save(options: FeatureFlagsSaveOptions): void {
    const choices: FlagStates = options.merge
      ? readStates(this.#storage, choicesKey)
      : new Map();
    for (const [name, state] of Object.entries(options.states)) {
      const isActive = state === FeatureFlagState.Active;
      // Who chooses what is served anyway follows it from then on.
      if (isActive === this.#isCentrallyActive(name)) {
        choices.delete(name);
      } else {
        choices.set(name, isActive);
      }
    }
    writeStates(this.#storage, choicesKey, choices);
  }

  #isCentrallyActive(name: string): boolean {
    return this.#answers.get(name) ?? false;
  }
}

/** Reads states as Backstage writes them: 1 for on and, here also, 0 for off. */
function readStates(storage: Storage, key: string): FlagStates {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? '{}');
    return new Map(
      Object.entries(value ?? {}).flatMap(([name, state]) =>
        state === FeatureFlagState.Active || state === FeatureFlagState.None
          ? [[name, state === FeatureFlagState.Active] as const]
          : [],
      ),
    );
  } catch {
    // Anything may write there; what is not ours counts as nothing.
    return new Map();
  }
}

function writeStates(storage: Storage, key: string, states: FlagStates): void {
  storage.setItem(
    key,
    JSON.stringify(
      Object.fromEntries(
        [...states].map(([name, isActive]) => [
          name,
          isActive ? FeatureFlagState.Active : FeatureFlagState.None,
        ]),
      ),
    ),
  );
}
