import type { Entity } from '@backstage/catalog-model';
import {
  computeScore,
  type Fact,
  type RuleResult,
  type Subject,
} from '@causeway/plugin-scorecard-common';
import type {
  CompiledScorecard,
  ScorecardVersion,
} from '../scorecards/compileScorecard';
import { hashEntity, hashFacts } from './contentHash';
import { describeEntity } from './describeEntity';
import {
  resultKey,
  type EntityResult,
  type Fault,
  type StoredFindings,
  type StoredResult,
  type StoredTransition,
} from './results';
import { toLetter, toState } from './states';
import { toFinding } from './toFinding';

/** An entity of a page, under the ref that everything else knows it by. */
export interface PageEntity {
  entityRef: string;
  entity: Entity;
  facts: ReadonlyMap<string, Fact>;
}

export interface PlanPageOptions {
  entities: readonly PageEntity[];
  cards: readonly CompiledScorecard[];
  /** Stored results of these entities, by `resultKey`. */
  stored: ReadonlyMap<string, StoredResult>;
  /** Versions that stored results bear, by `versionKey`. */
  versions: ReadonlyMap<string, ScorecardVersion>;
  now: number;
}

/** A result that must be made anew, and what of the stored one still holds. */
interface Job {
  card: CompiledScorecard;
  subject: PageEntity;
  contentHash: string;
  stored?: StoredResult;
  /** Undefined if nobody knows the version of the stored result any more. */
  storedVersion?: ScorecardVersion;
  /** Whether entity and facts are what they were. */
  hasSameContent: boolean;
  hasSameEntity: boolean;
}

/** What is to do for a page of entities. */
export interface PagePlan {
  jobs: Job[];
  /** Results of scorecards that are no longer for the entity. */
  removals: { scorecardId: string; entityRef: string }[];
  /** Entities that differ from what their results were made from. */
  changedEntities: Set<string>;
}

export function versionKey(scorecardId: string, version: string): string {
  return `${scorecardId}\n${version}`;
}

/** Decides which results of a page must be made anew. */
export function planPage(options: PlanPageOptions): PagePlan {
  const { entities, cards, stored, versions, now } = options;
  const plan: PagePlan = {
    jobs: [],
    removals: [],
    changedEntities: new Set(),
  };
  const dependOnTime = new Set(cards.filter(card => card.dependsOnTime(now)));

  for (const subject of entities) {
    const { entity, entityRef, facts } = subject;
    let entityHash: string | undefined;
    for (const card of cards) {
      const scorecardId = card.scorecard.id;
      const result = stored.get(resultKey(scorecardId, entityRef));
      if (!card.isApplicable(entity)) {
        if (result) {
          plan.removals.push({ scorecardId, entityRef });
          plan.changedEntities.add(entityRef);
        }
        continue;
      }
      entityHash ??= hashEntity(entity);
      const contentHash = `${entityHash}.${hashFacts(card.factRefs, facts)}`;
      const hasSameEntity =
        result?.contentHash.startsWith(`${entityHash}.`) ?? false;
      if (!hasSameEntity) {
        plan.changedEntities.add(entityRef);
      }
      const isSameVersion = result?.scorecardVersion === card.version;
      if (
        isSameVersion &&
        result?.contentHash === contentHash &&
        !dependOnTime.has(card)
      ) {
        continue;
      }
      const storedVersion =
        result &&
        versions.get(versionKey(scorecardId, result.scorecardVersion));
      plan.jobs.push({
        card,
        subject,
        contentHash,
        stored: result,
        storedVersion,
        hasSameEntity,
        // A new version may read other facts, so the old hash is made from the old ones.
        hasSameContent:
          storedVersion !== undefined &&
          result?.contentHash ===
            `${entityHash}.${hashFacts(storedVersion.factRefs, facts)}`,
      });
    }
  }
  return plan;
}

export interface EvaluatePageOptions {
  jobs: readonly Job[];
  /** Stored findings of the jobs' results, by `resultKey`. */
  storedFindings: ReadonlyMap<string, StoredFindings>;
  now: number;
}

export interface PageResults {
  /** Only those that differ from what is stored. */
  results: EntityResult[];
  transitions: StoredTransition[];
  /** Rules that broke. */
  faults: Fault[];
  /** Rules that were run, counted for each entity. */
  evaluations: number;
}

interface Draft {
  job: Job;
  letters: string[];
  findings: StoredFindings;
  storedFindings?: StoredFindings;
  /** Position of each of the card's rules in the stored version, -1 if it is new. */
  storedIndexes?: number[];
}

/**
 * Makes results anew, rule by rule over all entities.
 *
 * @remarks
 * A rule that did not change since the stored result keeps its state for an entity
 * that did not change either, so an edit of one rule runs that rule alone.
 */
export function evaluatePage(options: EvaluatePageOptions): PageResults {
  const { jobs, storedFindings, now } = options;
  const output: PageResults = {
    results: [],
    transitions: [],
    faults: [],
    evaluations: 0,
  };
  for (const [card, cardJobs] of groupByCard(jobs)) {
    const drafts = cardJobs.map(
      (job): Draft => ({
        job,
        letters: [],
        findings: {},
        storedFindings:
          job.stored &&
          storedFindings.get(
            resultKey(card.scorecard.id, job.subject.entityRef),
          ),
      }),
    );
    alignVersions(card, drafts);
    const areApplicable = filterSubjects(card, cardJobs);
    const isAging = card.dependsOnTime(now);

    card.rules.forEach(({ rule, hash, filterIndex, evaluate }, ruleIndex) => {
      const isApplicable =
        filterIndex === undefined ? undefined : areApplicable[filterIndex];
      let broken: { message: string; entities: number } | undefined;
      drafts.forEach((draft, index) => {
        const { job } = draft;
        const storedIndex = draft.storedIndexes?.[ruleIndex] ?? -1;
        if (
          job.hasSameContent &&
          storedIndex >= 0 &&
          job.storedVersion?.rules[storedIndex].hash === hash &&
          !isAging
        ) {
          draft.letters.push(job.stored?.states[storedIndex] ?? 'u');
          const finding = draft.storedFindings?.[rule.id];
          if (finding) {
            draft.findings[rule.id] = finding;
          }
          return;
        }
        output.evaluations += 1;
        const result = isApplicable
          ? runFiltered(isApplicable[index], evaluate, job.subject, now)
          : evaluate(job.subject, now);
        draft.letters.push(toLetter(result.state));
        if (result.state === 'fail' || result.state === 'unknown') {
          draft.findings[rule.id] = toFinding(result, {
            previous: draft.storedFindings?.[rule.id],
            now,
          });
        }
        if (result.state === 'unknown' && result.factRef === undefined) {
          broken ??= { message: result.message, entities: 0 };
          broken.entities += 1;
        }
      });
      if (broken) {
        output.faults.push({
          type: 'rule',
          scorecardId: card.scorecard.id,
          ruleId: rule.id,
          ...broken,
        });
      }
    });

    for (const draft of drafts) {
      finish(draft, output, now);
    }
  }
  return output;
}

function groupByCard(jobs: readonly Job[]): Map<CompiledScorecard, Job[]> {
  const groups = new Map<CompiledScorecard, Job[]>();
  for (const job of jobs) {
    const group = groups.get(job.card);
    if (group) {
      group.push(job);
    } else {
      groups.set(job.card, [job]);
    }
  }
  return groups;
}

/** Finds each rule in the version of the stored results; most results bear the same one. */
function alignVersions(card: CompiledScorecard, drafts: Draft[]): void {
  const indexesByVersion = new Map<ScorecardVersion, number[]>();
  for (const draft of drafts) {
    const { storedVersion } = draft.job;
    if (storedVersion) {
      let indexes = indexesByVersion.get(storedVersion);
      if (!indexes) {
        const positions = new Map(
          storedVersion.rules.map(({ id }, index) => [id, index]),
        );
        indexes = card.rules.map(({ rule }) => positions.get(rule.id) ?? -1);
        indexesByVersion.set(storedVersion, indexes);
      }
      draft.storedIndexes = indexes;
    }
  }
}

type Applicability = boolean | { message: string };

/** Asks every filter once for each entity, though many rules share it. */
function filterSubjects(
  card: CompiledScorecard,
  jobs: readonly Job[],
): Applicability[][] {
  return card.filters.map(filter =>
    jobs.map(({ subject }): Applicability => {
      try {
        return filter(subject.entity);
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return { message: `The filter cannot be evaluated: ${detail}` };
      }
    }),
  );
}

function runFiltered(
  isApplicable: Applicability,
  evaluate: (subject: Subject, now: number) => RuleResult,
  subject: Subject,
  now: number,
): RuleResult {
  if (typeof isApplicable === 'object') {
    return { state: 'unknown', message: isApplicable.message };
  }
  return isApplicable ? evaluate(subject, now) : { state: 'not-applicable' };
}

/** Scores a draft and adds it to the output if it differs from what is stored. */
function finish(draft: Draft, output: PageResults, now: number): void {
  const { job, letters } = draft;
  const { card, stored, subject, contentHash } = job;
  const states = letters.join('');
  const score = computeScore(card.scorecard, letters.map(toState), now);
  const level =
    1 + card.scorecard.levels.findIndex(({ id }) => id === score.level);
  if (
    stored?.scorecardVersion === card.version &&
    stored.contentHash === contentHash &&
    stored.states === states &&
    stored.score === score.value &&
    stored.level === level
  ) {
    return;
  }
  output.results.push({
    scorecardId: card.scorecard.id,
    entityRef: subject.entityRef,
    scorecardVersion: card.version,
    contentHash,
    states,
    score: score.value,
    level,
    ...describeEntity(subject.entity),
    findings: draft.findings,
  });
  addTransitions(draft, output.transitions);
}

/** A first result is no change; a rule that is new on a known entity is one. */
function addTransitions(draft: Draft, transitions: StoredTransition[]): void {
  const { job, letters, findings, storedIndexes } = draft;
  const { stored, storedVersion } = job;
  if (!stored || !storedVersion || !storedIndexes) {
    return;
  }
  job.card.rules.forEach(({ rule, hash }, index) => {
    const storedIndex = storedIndexes[index];
    const from = storedIndex < 0 ? undefined : stored.states[storedIndex];
    if (from !== letters[index]) {
      transitions.push({
        scorecardId: stored.scorecardId,
        entityRef: stored.entityRef,
        ruleId: rule.id,
        from,
        to: letters[index],
        cause: findCause(),
        scorecardVersion: job.card.version,
        actual: findings[rule.id]?.actual,
      });
    }

    function findCause(): StoredTransition['cause'] {
      if (storedVersion?.rules[storedIndex]?.hash !== hash) {
        return 'rule';
      }
      return job.hasSameEntity ? 'fact' : 'entity';
    }
  });
}
