import type { EvaluationContext } from '@openfeature/core';
import { BulkEvaluation } from './BulkEvaluation';
import type { BulkPlan } from './BulkEvaluation';
import { joinReads } from './collectRuleReads';
import type { RuleReads } from './collectRuleReads';
import type { EvaluableFlag, FlagResolution } from './EvaluableFlag';
import { DecisionMemory } from './DecisionMemory';
import { FlagGroup } from './FlagGroup';
import type { FlagGroupMember } from './FlagGroup';

/**
 * The flags of one set in one environment at one revision.
 *
 * @remarks
 * Never changes, so that a request sees one state of all flags. What only bulk
 * answers need is computed with the first of them.
 */
export class EnvironmentSnapshot {
  /** When this process took it over, in milliseconds since 1970. */
  readonly createdAt: number = Date.now();
  #plan: BulkPlan | undefined;
  #fingerprint: string | undefined;

  constructor(
    readonly flagSet: string,
    readonly environment: string,
    readonly revision: number,
    readonly flags: ReadonlyMap<string, EvaluableFlag>,
  ) {}

  /** The same flags at another revision of the set, which changed elsewhere. */
  withRevision(revision: number): EnvironmentSnapshot {
    const snapshot = new EnvironmentSnapshot(
      this.flagSet,
      this.environment,
      revision,
      this.flags,
    );
    snapshot.#plan = this.#plan;
    snapshot.#fingerprint = this.#fingerprint;
    return snapshot;
  }

  /** Evaluates a flag of this snapshot after its prerequisites. */
  resolve(flag: EvaluableFlag, context: EvaluationContext): FlagResolution {
    return this.#resolveFlag(flag, context, []);
  }

  /** Begins the bulk answer to a context. */
  evaluateAll(context: EvaluationContext, now: number): BulkEvaluation {
    return new BulkEvaluation({
      context,
      plan: this.#getPlan(),
      interval: this.#getInterval(now),
      configurationTag: this.getConfigurationTag(now),
    });
  }

  /** Names the flags and the period between two times in rules; differs when any answer can. */
  getConfigurationTag(now: number): string {
    this.#fingerprint ??= toFingerprint(this.flags);
    return `${this.revision}-${this.#fingerprint}-${this.#getInterval(now)}`;
  }

  /** When answers change by themselves next, in seconds since 1970. */
  getNextTimeBoundary(now: number): number | undefined {
    return this.#getPlan().timeBoundaries.find(time => time > now);
  }

  #resolveFlag(
    flag: EvaluableFlag,
    context: EvaluationContext,
    open: readonly string[],
  ): FlagResolution {
    if (!flag.isEnabled || flag.prerequisites.length === 0) {
      return flag.resolve(context);
    }
    const path = [...open, flag.key];
    for (const { flagKey, variants } of flag.prerequisites) {
      const other = this.flags.get(flagKey);
      // Cycles are refused when flags are saved; a set from elsewhere must not hang a request.
      const result =
        other && !path.includes(flagKey)
          ? this.#resolveFlag(other, context, path)
          : undefined;
      const isMet =
        result && 'variant' in result && variants.includes(result.variant);
      if (!isMet) {
        return { reason: 'DISABLED', prerequisite: flagKey };
      }
    }
    return flag.resolve(context);
  }

  /** How many of the times in rules have passed; the second where rules compute with it. */
  #getInterval(now: number): number {
    const { reads, timeBoundaries } = this.#getPlan();
    if (reads.hasUnknownTimes) {
      return now;
    }
    let passed = 0;
    while (passed < timeBoundaries.length && timeBoundaries[passed] <= now) {
      passed++;
    }
    return passed;
  }

  #getPlan(): BulkPlan {
    this.#plan ??= this.#createPlan();
    return this.#plan;
  }

  #createPlan(): BulkPlan {
    const flags = [...this.flags.values()].sort((a, b) =>
      a.key < b.key ? -1 : 1,
    );
    const statics: string[] = [];
    const groups = new Map<string, FlagGroupMember[]>();
    const allReads: RuleReads[] = [];
    for (const flag of flags) {
      const reads = this.#collectReads(flag, []);
      if (groupId(reads) === undefined) {
        statics.push(
          flag.prerequisites.length === 0
            ? flag.getStaticJson()
            : flag.toJson(this.resolve(flag, {})),
        );
        continue;
      }
      allReads.push(reads);
      const member = this.#createMember(flag, reads);
      const id = groupId(member.reads) ?? '';
      const group = groups.get(id);
      if (group) {
        group.push(member);
      } else {
        groups.set(id, [member]);
      }
    }
    const reads = joinReads(allReads);
    const attributes = [...reads.attributes].sort();
    const all = [...groups.values()].map(
      members => new FlagGroup(members, attributes),
    );
    const remembering = all.filter(({ isRemembering }) => isRemembering);
    const remembered = new Set(
      remembering.flatMap(group => [...group.attributes]),
    );
    return {
      staticFragments: statics.join(','),
      remembering: {
        groups: remembering,
        memory: new DecisionMemory(remembered, attributes),
      },
      others: all.filter(({ isRemembering }) => !isRemembering),
      reads,
      attributes,
      timeBoundaries: [...reads.timeBoundaries].sort((a, b) => a - b),
    };
  }

  #createMember(flag: EvaluableFlag, reads: RuleReads): FlagGroupMember {
    const branches =
      flag.prerequisites.length === 0 ? flag.getBranches() : undefined;
    return (
      branches ?? {
        reads,
        decide: context => flag.toJson(this.resolve(flag, context)),
      }
    );
  }

  #collectReads(flag: EvaluableFlag, open: readonly string[]): RuleReads {
    if (!flag.isEnabled || flag.prerequisites.length === 0) {
      return flag.reads;
    }
    const path = [...open, flag.key];
    return joinReads([
      flag.reads,
      ...flag.prerequisites.flatMap(({ flagKey }) => {
        const other = this.flags.get(flagKey);
        return other && !path.includes(flagKey)
          ? [this.#collectReads(other, path)]
          : [];
      }),
    ]);
  }
}

/** Flags with the same ID depend on the same parts of a request; undefined for those that depend on none. */
function groupId(reads: RuleReads): string | undefined {
  if (reads.hasWholeContext) {
    return '*';
  }
  if (reads.attributes.size === 0) {
    const isTimed = reads.hasUnknownTimes || reads.timeBoundaries.size > 0;
    return isTimed ? '[]' : undefined;
  }
  return JSON.stringify([...reads.attributes].sort());
}

function toFingerprint(flags: ReadonlyMap<string, EvaluableFlag>): string {
  let fingerprint = 0n;
  for (const flag of flags.values()) {
    // Independent of the order, so that replicas agree.
    fingerprint ^= flag.fingerprint;
  }
  return fingerprint.toString(36);
}
