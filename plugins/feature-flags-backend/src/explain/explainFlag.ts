import { InputError, NotFoundError } from '@backstage/errors';
import type { EvaluationContext, Logger } from '@openfeature/core';
import type {
  Explanation,
  FlagValue,
} from '@causeway/plugin-feature-flags-common';
import { EvaluableFlag } from '../evaluation/EvaluableFlag';
import type { FlagResolution } from '../evaluation/EvaluableFlag';
import type { FlagSnapshots } from '../evaluation/FlagSnapshots';
import { RuleTracer } from './RuleTracer';

export interface ExplainFlagOptions {
  flagSet: string;
  environment: string;
  flagKey: string;
  context: unknown;
  /** A rule to try instead of the saved one. */
  targeting?: unknown;
}

const silent: Logger = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
};

/**
 * Tells what a context gets from a flag, and why.
 *
 * @throws NotFoundError, or InputError for a context that is not one
 */
export function explainFlag(
  snapshots: FlagSnapshots,
  options: ExplainFlagOptions,
): Explanation {
  const { flagSet, environment, flagKey, targeting } = options;
  const snapshot = snapshots.get(flagSet, environment);
  const content = snapshots.getFlag(flagSet, flagKey);
  if (!snapshot || !content) {
    throw new NotFoundError(
      `No feature flag with key '${flagKey}' in '${flagSet}'`,
    );
  }
  const context = toContext(options.context);
  const saved = content.environments[environment];
  const segments = snapshots.getSegments(flagSet);
  const rule = targeting ?? saved?.targeting;
  const flag = EvaluableFlag.create({
    flag: {
      ...content,
      environments: {
        ...content.environments,
        ...(saved ? { [environment]: { ...saved, targeting: rule } } : {}),
      },
    },
    environment,
    segments,
    logger: silent,
  });

  const prerequisites = content.prerequisites.map(
    ({ flagKey: key, variants }) => {
      const other = snapshot.flags.get(key);
      const resolution = other && snapshot.resolve(other, context);
      const variant =
        resolution && 'variant' in resolution ? resolution.variant : undefined;
      const isMet = variant !== undefined && variants.includes(variant);
      return { flagKey: key, variants, variant, isMet };
    },
  );
  const unmet = prerequisites.find(({ isMet }) => !isMet);
  if (flag.isEnabled && unmet) {
    const result = { reason: 'DISABLED' };
    return { result, steps: [], prerequisites };
  }

  const result = toResult(flag.resolve(context));
  const { featureFlag } = flag;
  if (!featureFlag || !hasRule(rule) || result.errorCode === 'PARSE_ERROR') {
    return { result, steps: [], prerequisites };
  }
  const tracer = new RuleTracer({
    flag: featureFlag,
    segments,
    context,
    now: Math.floor(Date.now() / 1_000),
  });
  const steps = tracer.trace(rule);
  const { bucket } = tracer;
  return {
    result,
    steps,
    ...(bucket === undefined ? {} : { bucket }),
    prerequisites,
  };
}

function toResult(resolution: FlagResolution): Explanation['result'] {
  if (resolution.reason === 'ERROR') {
    const { reason, errorCode, errorDetails } = resolution;
    return { reason, errorCode, errorMessage: errorDetails };
  }
  return 'variant' in resolution
    ? {
        value: resolution.value as FlagValue,
        variant: resolution.variant,
        reason: resolution.reason,
      }
    : { reason: resolution.reason };
}

function toContext(value: unknown): EvaluationContext {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError('The context is not an object');
  }
  return value as EvaluationContext;
}

function hasRule(rule: unknown): boolean {
  return (
    typeof rule === 'object' && rule !== null && Object.keys(rule).length > 0
  );
}
