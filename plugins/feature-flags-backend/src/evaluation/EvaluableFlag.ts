import { ErrorCode } from '@openfeature/core';
import type { EvaluationContext, Logger } from '@openfeature/core';
import { FeatureFlag } from '@openfeature/flagd-core';
import type {
  FlagMetadata,
  Prerequisite,
} from '@causeway/plugin-feature-flags-common';
import { hash } from 'node:crypto';
import { createBranches } from './createBranches';
import { collectRuleReads, noReads } from './collectRuleReads';
import type { RuleReads } from './collectRuleReads';
import type { FlagGroupMember } from './FlagGroup';
import type { EnvironmentContent, FlagContent } from './FlagSetContent';
import { resolveSegments } from './resolveSegments';
import { toAsciiJson } from './toAsciiJson';

/** What evaluating a flag results in. Without a value, clients use the default in their code. */
export type FlagResolution =
  | {
      reason: 'STATIC' | 'TARGETING_MATCH' | 'DEFAULT';
      variant: string;
      value: unknown;
    }
  | { reason: 'DEFAULT' | 'DISABLED' }
  | { reason: 'DISABLED'; prerequisite: string }
  | { reason: 'ERROR'; errorCode: ErrorCode; errorDetails: string };

export interface CreateEvaluableFlagOptions {
  flag: FlagContent;
  environment: string;
  segments: ReadonlyMap<string, unknown>;
  logger: Logger;
}

const silent: Logger = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
};

/** One flag in one environment, ready to be evaluated: flagd's flag, and its answers as JSON. */
export class EvaluableFlag {
  /**
   * Builds a flag. One that flagd refuses still results in a flag, which answers with an
   * error, so that it never stands in the way of the others.
   */
  static create(options: CreateEvaluableFlagOptions): EvaluableFlag {
    const { flag, environment, segments, logger } = options;
    const content = flag.environments[environment];
    if (!content || content.state === 'DISABLED') {
      return new EvaluableFlag(flag, { isEnabled: false }, noReads, new Set());
    }
    try {
      const { rule, segments: segmentNames } = resolveSegments(
        content.targeting,
        segments,
      );
      const withRule = (targeting: unknown) =>
        createFeatureFlag(
          flag.key,
          {
            state: content.state,
            variants: flag.variants,
            defaultVariant: content.defaultVariant,
            targeting,
            metadata: flag.metadata,
          },
          logger,
        );
      const featureFlag = withRule(rule);
      const reads = collectRuleReads(rule);
      // What looks as if it read anything may be a rule that is never run.
      const isRefused =
        reads.hasWholeContext &&
        featureFlag.evaluate({}).errorCode === ErrorCode.PARSE_ERROR;
      return new EvaluableFlag(
        flag,
        { isEnabled: true, featureFlag, rule, withRule },
        isRefused ? noReads : reads,
        segmentNames,
      );
    } catch (error) {
      logger.warn(`Flag '${flag.key}' in '${environment}' is not valid`, error);
      const reference = { isEnabled: true, error: String(error) } as const;
      return new EvaluableFlag(flag, reference, noReads, new Set());
    }
  }

  readonly key: string;
  readonly prerequisites: readonly Prerequisite[];
  /** Differs when anything differs that an answer depends on. */
  readonly fingerprint: bigint;
  readonly #metadata: FlagMetadata | undefined;
  readonly #source: FlagSource;
  readonly #fragments = new Map<string, string>();
  readonly #matchFragments = new Map<string, string>();
  #staticJson: string | undefined;
  #branches: { member: FlagGroupMember | undefined } | undefined;

  private constructor(
    flag: FlagContent,
    source: FlagSource,
    /** What a request has to tell for the flag's own rule. */
    readonly reads: RuleReads,
    /** Names of the segments that the rule refers to. */
    readonly segments: ReadonlySet<string>,
  ) {
    this.key = flag.key;
    this.prerequisites = flag.prerequisites;
    this.fingerprint = toFingerprint(flag, source);
    this.#metadata = flag.metadata;
    this.#source = source;
  }

  get isEnabled(): boolean {
    return this.#source.isEnabled;
  }

  /** flagd's flag, where there is one. */
  get featureFlag(): FeatureFlag | undefined {
    return 'featureFlag' in this.#source ? this.#source.featureFlag : undefined;
  }

  /** Evaluates the flag without regard to its prerequisites. */
  resolve(context: EvaluationContext): FlagResolution {
    const source = this.#source;
    if (!source.isEnabled) {
      return { reason: 'DISABLED' };
    }
    if ('error' in source) {
      return {
        reason: 'ERROR',
        errorCode: ErrorCode.PARSE_ERROR,
        errorDetails: `Flag '${this.key}' is not valid`,
      };
    }
    return toResolution(this.key, source.featureFlag.evaluate(context));
  }

  /** The flag without its prerequisites, divided where that helps to remember decisions. */
  getBranches(): FlagGroupMember | undefined {
    this.#branches ??= { member: createBranches(this) };
    return this.#branches.member;
  }

  /** The answer of a flag that reads nothing of a request, prerequisites apart. */
  getStaticJson(): string {
    this.#staticJson ??= this.toJson(this.resolve({}));
    return this.#staticJson;
  }

  /** The rule, with its segments resolved. */
  get rule(): unknown {
    return 'rule' in this.#source ? this.#source.rule : undefined;
  }

  /** The answers that the flag would give with another rule. */
  createEvaluation(rule: unknown): (context: EvaluationContext) => string {
    const source = this.#source;
    if (!('withRule' in source)) {
      return context => this.toJson(this.resolve(context));
    }
    const featureFlag = source.withRule(rule);
    return context =>
      this.toJson(toResolution(this.key, featureFlag.evaluate(context)));
  }

  /**
   * Tells the first of several conditions that holds, as its index; their number if none
   * does, and undefined where one cannot be evaluated.
   */
  createChoice(
    conditions: readonly unknown[],
  ): (context: EvaluationContext) => number | undefined {
    const chooser = createFeatureFlag(
      this.key,
      {
        state: 'ENABLED',
        variants: Object.fromEntries(
          Array.from({ length: conditions.length + 1 }, (_, index) => [
            `branch${index}`,
            index,
          ]),
        ),
        targeting: {
          if: [
            ...conditions.flatMap((condition, index) => [
              condition,
              `branch${index}`,
            ]),
            `branch${conditions.length}`,
          ],
        },
      },
      silent,
    );
    return context => {
      const { value } = chooser.evaluate(context);
      return typeof value === 'number' ? value : undefined;
    };
  }

  /** Writes a result as JSON of ASCII only, once for each different one. */
  toJson(resolution: FlagResolution): string {
    if (resolution.reason === 'ERROR') {
      return this.#write({
        key: this.key,
        errorCode: resolution.errorCode,
        errorDetails: resolution.errorDetails,
        metadata: this.#metadata,
      });
    }
    const isMatch = resolution.reason === 'TARGETING_MATCH';
    const fragments = isMatch ? this.#matchFragments : this.#fragments;
    const id = fragmentId(resolution);
    const known = fragments.get(id);
    if (known !== undefined) {
      return known;
    }
    const metadata = this.#metadata;
    const { reason } = resolution;
    const fragment = this.#write(
      'variant' in resolution
        ? {
            key: this.key,
            reason,
            variant: resolution.variant,
            value: resolution.value,
            metadata,
          }
        : {
            key: this.key,
            reason,
            metadata:
              'prerequisite' in resolution
                ? { ...metadata, prerequisite: resolution.prerequisite }
                : metadata,
          },
    );
    fragments.set(id, fragment);
    return fragment;
  }

  #write(answer: {
    [field: string]: unknown;
    metadata?: FlagMetadata;
  }): string {
    const { metadata } = answer;
    const hasMetadata = metadata && Object.keys(metadata).length > 0;
    return toAsciiJson(
      hasMetadata ? answer : { ...answer, metadata: undefined },
    );
  }
}

type FlagSource =
  | { isEnabled: false }
  | {
      isEnabled: true;
      featureFlag: FeatureFlag;
      rule: unknown;
      withRule: (rule: unknown) => FeatureFlag;
    }
  | { isEnabled: true; error: string };

function createFeatureFlag(
  key: string,
  definition: EnvironmentContent & Pick<FlagContent, 'variants' | 'metadata'>,
  logger: Logger,
): FeatureFlag {
  return new FeatureFlag(
    key,
    // flagd-core's type asks for text as rule and for a default variant; its code for neither.
    definition as unknown as ConstructorParameters<typeof FeatureFlag>[1],
    logger,
    { disableDynamicCodeGeneration: true },
  );
}

function toResolution(
  key: string,
  result: ReturnType<FeatureFlag['evaluate']>,
): FlagResolution {
  if (result.reason === 'ERROR') {
    return {
      reason: 'ERROR',
      errorCode: result.errorCode ?? ErrorCode.GENERAL,
      errorDetails: result.errorMessage ?? `Flag '${key}' failed`,
    };
  }
  if (result.value === undefined || result.variant === undefined) {
    return { reason: 'DEFAULT' };
  }
  return {
    // flagd-core gives no other reasons.
    reason: result.reason as 'STATIC' | 'TARGETING_MATCH' | 'DEFAULT',
    variant: result.variant,
    value: result.value,
  };
}

function fragmentId(resolution: FlagResolution): string {
  if ('variant' in resolution) {
    return resolution.variant;
  }
  // Variants are short names; these cannot be mistaken for one.
  return 'prerequisite' in resolution
    ? `\u0000${resolution.prerequisite}`
    : `\u0001${resolution.reason}`;
}

function toFingerprint(flag: FlagContent, source: FlagSource): bigint {
  let state = 'disabled';
  if ('featureFlag' in source) {
    state = source.featureFlag.hash;
  } else if ('error' in source) {
    state = source.error;
  }
  const digest = hash(
    'sha1',
    JSON.stringify([flag.key, state, flag.prerequisites, flag.metadata]),
  );
  return BigInt(`0x${digest.slice(0, 16)}`);
}
