import type { EvaluationContext } from '@openfeature/core';
import { hash } from 'node:crypto';
import { joinReads } from './collectRuleReads';
import type { RuleReads } from './collectRuleReads';
import { encodeAttribute } from './encodeAttribute';
import type { EvaluableFlag, FlagResolution } from './EvaluableFlag';
import { FlagGroup } from './FlagGroup';
import type { FlagGroupMember } from './FlagGroup';

interface FlagIndex {
  /** Answers of flags that read nothing of the request, joined. */
  staticFragments: string;
  groups: readonly FlagGroup[];
  reads: RuleReads;
  attributes: readonly string[];
  timeBoundaries: readonly number[];
}

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
  #index: FlagIndex | undefined;
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
    snapshot.#index = this.#index;
    snapshot.#fingerprint = this.#fingerprint;
    return snapshot;
  }

  /** Evaluates a flag of this snapshot after its prerequisites. */
  resolve(flag: EvaluableFlag, context: EvaluationContext): FlagResolution {
    return this.#resolveFlag(flag, context, []);
  }

  /** The answers for all flags as JSON, separated by commas. */
  resolveAllToJson(context: EvaluationContext, now: number): string {
    const { staticFragments, groups, attributes } = this.#getIndex();
    const values = new Map<string, string>();
    for (const attribute of attributes) {
      values.set(attribute, encodeAttribute(context, attribute));
    }
    const interval = this.#getInterval(now);
    let json = staticFragments;
    for (const group of groups) {
      const part = group.toJson(context, values, interval);
      json += json === '' ? part : `,${part}`;
    }
    return json;
  }

  /** Names the flags and the period between two times in rules; differs when any answer can. */
  getConfigurationTag(now: number): string {
    this.#fingerprint ??= toFingerprint(this.flags);
    return `${this.revision}-${this.#fingerprint}-${this.#getInterval(now)}`;
  }

  /**
   * Names the bulk answer to a context: differs when the answer can.
   *
   * @param salt - what else the answer depends on
   */
  getEntityTag(context: EvaluationContext, now: number, salt: string): string {
    const { attributes, reads } = this.#getIndex();
    let text = `${this.getConfigurationTag(now)} ${salt}`;
    if (reads.hasWholeContext) {
      text += JSON.stringify(context);
    } else {
      for (const attribute of attributes) {
        text += encodeAttribute(context, attribute);
      }
    }
    return hash('sha1', text, 'base64url');
  }

  /** When answers change by themselves next, in seconds since 1970. */
  getNextTimeBoundary(now: number): number | undefined {
    return this.#getIndex().timeBoundaries.find(time => time > now);
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
    const { reads, timeBoundaries } = this.#getIndex();
    if (reads.hasUnknownTimes) {
      return now;
    }
    let passed = 0;
    while (passed < timeBoundaries.length && timeBoundaries[passed] <= now) {
      passed++;
    }
    return passed;
  }

  #getIndex(): FlagIndex {
    this.#index ??= this.#createIndex();
    return this.#index;
  }

  #createIndex(): FlagIndex {
    const flags = [...this.flags.values()].sort((a, b) =>
      a.key < b.key ? -1 : 1,
    );
    const statics: string[] = [];
    const groups = new Map<string, FlagGroupMember[]>();
    const all: RuleReads[] = [];
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
      all.push(reads);
      const member = this.#createMember(flag, reads);
      const id = groupId(member.reads) ?? '';
      const group = groups.get(id);
      if (group) {
        group.push(member);
      } else {
        groups.set(id, [member]);
      }
    }
    const reads = joinReads(all);
    return {
      staticFragments: statics.join(','),
      groups: [...groups.values()].map(members => new FlagGroup(members)),
      reads,
      attributes: [...reads.attributes].sort(),
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
