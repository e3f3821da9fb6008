import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import type { EntityScore, RuleState } from '@causeway/plugin-scorecard-common';
import { toState } from '../engine/states';
import type {
  EntityListReadModel,
  ListedEntity,
  ListedOutcome,
} from '../results/EntityListReadModel';
import type { CatalogHierarchy } from '../service/CatalogHierarchy';
import type { CatalogVisibility } from '@causeway/backend-common';
import {
  toResultFilter,
  type ResultSelection,
} from '../service/ResultSelection';
import {
  getRule,
  type ScorecardService,
  type VersionedScorecard,
} from '../service/ScorecardService';
import { toEntityScore } from '../service/toOutcome';
import {
  exportFormats,
  type ExportColumns,
  type ExportFormatName,
} from './exportFormats';

/** An entity in an export. */
export interface ExportRow extends EntityScore {
  /** Of the rule that the export is about. */
  state?: RuleState;
  message?: string;
  actual?: JsonValue;
  since?: string;
  /** By rule id, in an export of all rules. */
  states?: { [ruleId: string]: RuleState };
}

/** An export under way. */
export interface Export {
  contentType: string;
  /** Chunks of a few hundred rows; reading on asks the database for more. */
  chunks: AsyncIterable<string>;
}

export interface ExportRequest {
  scorecardId: string;
  format: ExportFormatName;
  ruleId?: string;
  states?: readonly RuleState[];
  selection: ResultSelection;
}

const batchSize = 1000;

/** Writes results as a file, one batch at a time, so that its size costs no memory. */
export class ExportService {
  readonly #hierarchy: CatalogHierarchy;
  readonly #lists: EntityListReadModel;
  readonly #scorecards: ScorecardService;
  readonly #visibility: CatalogVisibility;

  constructor(options: {
    hierarchy: CatalogHierarchy;
    lists: EntityListReadModel;
    scorecards: ScorecardService;
    visibility: CatalogVisibility;
  }) {
    this.#hierarchy = options.hierarchy;
    this.#lists = options.lists;
    this.#scorecards = options.scorecards;
    this.#visibility = options.visibility;
  }

  /** Refuses what it must before the first chunk, for what comes after cannot change the status any more. */
  async start(
    request: ExportRequest,
    { credentials }: { credentials: BackstageCredentials },
  ): Promise<Export> {
    const { scorecardId, format, ruleId, states, selection } = request;
    if (states && ruleId === undefined) {
      throw new InputError('A state is of a rule: name the rule too');
    }
    const versioned = await this.#scorecards.getVersioned(scorecardId);
    const { scorecard } = versioned;
    const rule =
      ruleId === undefined ? undefined : getRule(versioned, ruleId).position;
    const [visible, hierarchy] = await Promise.all([
      this.#visibility.getVisible(credentials),
      this.#hierarchy.get(),
    ]);
    const query = {
      scorecardId,
      filter: toResultFilter(selection, { visible, hierarchy, scorecard }),
      limit: batchSize,
    };
    const columns: ExportColumns = {
      hasOutcome: rule !== undefined,
      ruleIds: rule ? [] : scorecard.rules.map(({ id }) => id),
    };
    const lists = this.#lists;
    return {
      contentType: exportFormats[format].contentType,
      chunks: write(format, columns, after =>
        rule
          ? lists
              .listByRule({ ...query, after, rule, states })
              .then(items => items.map(item => toOutcomeRow(item, versioned)))
          : lists
              .list({ ...query, after })
              .then(items => items.map(item => toStatesRow(item, versioned))),
      ),
    };
  }
}

async function* write(
  name: ExportFormatName,
  columns: ExportColumns,
  read: (after: string | undefined) => Promise<ExportRow[]>,
): AsyncIterable<string> {
  const format = exportFormats[name];
  yield format.head(columns);
  let after: string | undefined;
  let batch: ExportRow[];
  do {
    batch = await read(after);
    const isFirstBatch = after === undefined;
    yield batch
      .map((row, index) =>
        format.row(row, columns, isFirstBatch && index === 0),
      )
      .join('');
    after = batch.at(-1)?.entityRef;
  } while (batch.length === batchSize);
  yield format.tail;
}

function toOutcomeRow(
  item: ListedOutcome,
  versioned: VersionedScorecard,
): ExportRow {
  return {
    ...toEntityScore(item, versioned.scorecard),
    state: item.state,
    message: item.finding?.message,
    actual: item.finding?.actual,
    since: item.finding?.since ?? item.changedAt,
  };
}

function toStatesRow(
  item: ListedEntity,
  versioned: VersionedScorecard,
): ExportRow {
  const rules =
    versioned.versions.find(({ version }) => version === item.scorecardVersion)
      ?.rules ?? [];
  return {
    ...toEntityScore(item, versioned.scorecard),
    states: Object.fromEntries(
      rules.map(({ id }, index) => [id, toState(item.states[index])]),
    ),
  };
}
