import type { JsonObject, JsonValue } from '@backstage/types';
import { Import } from './Import';
import { NotTranslatable } from './NotTranslatable';
import {
  sortNotes,
  toId,
  writeScorecard,
  type ImportedRule,
  type ImportFile,
  type RuleImport,
} from './RuleImport';
import type { SourceNode } from './SourceNode';

const checkKeys = [
  'id',
  'name',
  'description',
  'ownerEntityRef',
  'rule',
  'filter',
  'exclude',
  'failedMessage',
  'type',
  'schedule',
];
const trackKeys = [
  'id',
  'name',
  'description',
  'ownerEntityRef',
  'documentationURL',
  'filter',
  'exclude',
  'levels',
];

/**
 * Turns checks and tracks of Spotify's Soundcheck into scorecards.
 *
 * @remarks
 * Each track becomes a scorecard; checks that no track names become one more. The
 * files hold a check, a list of checks, a list of tracks, or the `soundcheck` part of an
 * app-config. Formats:
 * https://backstage.spotify.com/docs/plugins/soundcheck/core-concepts/checks,
 * https://backstage.spotify.com/docs/plugins/soundcheck/core-concepts/tracks and
 * https://backstage.spotify.com/docs/plugins/soundcheck/core-concepts/filters.
 */
export function importSoundcheck(files: readonly ImportFile[]): RuleImport {
  const run = new Import();
  const checks = new Map<string, SourceNode>();
  const tracks: SourceNode[] = [];
  for (const node of run.roots(files).flatMap(listDefinitions)) {
    const id = node.get('id')?.text;
    if (!node.isMap || id === undefined) {
      run.note(
        'left-out',
        id ?? '?',
        node.position,
        "This is neither a check nor a track: it has no 'id'; add one",
      );
    } else if (node.get('levels')) {
      tracks.push(node);
    } else if (checks.has(id)) {
      run.note(
        'left-out',
        id,
        node.position,
        `The check '${id}' is there already; rename one of the two`,
      );
    } else {
      checks.set(id, node);
    }
  }

  const used = new Set<string>();
  const scorecards = tracks.flatMap(track => {
    const id = track.get('id')?.text ?? '';
    const scorecard = run.attempt(id, track.position, () =>
      translateTrack(run, track, { checks, used }),
    );
    return scorecard ? [scorecard] : [];
  });
  const rest = [...checks.values()].filter(
    check => !used.has(check.get('id')?.text ?? ''),
  );
  if (rest.length > 0) {
    scorecards.push(
      writeScorecard({
        head: { id: 'soundcheck-checks', title: 'Soundcheck checks' },
        rules: rest.flatMap(check => translateCheck(run, check) ?? []),
        notes: run.notes,
      }),
    );
  }
  return { scorecards, notes: sortNotes(run.notes, files) };
}

/** Tracks were called programs before. */
function listDefinitions(root: SourceNode): SourceNode[] {
  const config = root.get('soundcheck') ?? root;
  const lists = ['checks', 'tracks', 'programs'].flatMap(
    key => (config.get('id') ? undefined : config.get(key)) ?? [],
  );
  return (lists.length > 0 ? lists : [config]).flatMap(list => list.items);
}

function translateTrack(
  run: Import,
  track: SourceNode,
  known: { checks: Map<string, SourceNode>; used: Set<string> },
) {
  const id = track.get('id')?.text ?? '';
  noteOtherKeys(run, id, track, trackKeys);
  const levels = (track.get('levels')?.items ?? [])
    .map((node, index) => ({ node, ordinal: ordinalOf(node, index) }))
    .sort((a, b) => a.ordinal - b.ordinal)
    .map(({ node, ordinal }) => ({
      node,
      id: toId((node.get('name')?.text ?? `level-${ordinal}`).toLowerCase()),
      title: node.get('name')?.text ?? `Level ${ordinal}`,
    }));

  const levelOfRule = new Map<string, string>();
  const rules: ImportedRule[] = [];
  for (const level of levels) {
    noteOtherKeys(run, id, level.node, [
      'ordinal',
      'name',
      'description',
      'checks',
    ]);
    for (const reference of level.node.get('checks')?.items ?? []) {
      const checkId = reference.text ?? reference.get('id')?.text ?? '';
      const check = known.checks.get(checkId);
      const earlier = levelOfRule.get(checkId);
      if (!check) {
        run.note(
          'left-out',
          checkId,
          reference.position,
          `The track '${id}' asks for the check '${checkId}', which is in none of the files; give the file that has it too`,
        );
      } else if (earlier !== undefined) {
        run.note(
          'changed',
          checkId,
          reference.position,
          `The check stands in '${earlier}' already, which every level above needs too; remove it from this one`,
        );
      } else {
        levelOfRule.set(checkId, level.id);
        known.used.add(checkId);
        const rule = translateCheck(run, check, {
          level: level.id,
          reference: reference.isMap ? reference : undefined,
        });
        rules.push(...(rule ? [rule] : []));
      }
    }
  }

  const documentation = track.get('documentationURL')?.text;
  const description = track.get('description')?.text;
  return writeScorecard({
    head: {
      id: toId(id),
      title: track.get('name')?.text ?? id,
      description:
        [description, documentation && `See ${documentation}`]
          .filter(Boolean)
          .join(' ') || undefined,
      owner: track.get('ownerEntityRef')?.text,
      filter: translateFilters(track),
      levels: levels.map(level => ({ id: level.id, title: level.title })),
    },
    rules,
    notes: run.notes,
  });
}

function ordinalOf(level: SourceNode, index: number): number {
  const ordinal = level.get('ordinal')?.json;
  return typeof ordinal === 'number' ? ordinal : index + 1;
}

/** `reference` is how a track names the check; before checks had names of their own, it stood there. */
function translateCheck(
  run: Import,
  check: SourceNode,
  place: { level?: string; reference?: SourceNode } = {},
): ImportedRule | undefined {
  const { level, reference } = place;
  const id = check.get('id')?.text ?? '';
  return run.attempt(id, check.position, () => {
    const rule = check.get('rule');
    if (!rule || check.get('type')?.text === 'manual') {
      throw new NotTranslatable(
        check.position,
        'The results of this check come from people or from outside; push them as a fact with PUT /api/scorecard/v1/facts and write a rule over it',
      );
    }
    if (check.get('applicabilityRule')) {
      throw new NotTranslatable(
        check.get('applicabilityRule')?.position ?? check.position,
        "A rule decides here for which entities the check is; write that as a 'filter' over the catalog and import again",
      );
    }
    noteOtherKeys(run, id, check, checkKeys);
    const conditions = rule.items.map(item =>
      translateCondition(run, id, item),
    );
    const own = translateFilters(check) ?? scheduleFilter(run, id, check);
    const atTrack = reference && translateFilters(reference);
    return {
      position: check.position,
      definition: {
        id: toId(id),
        name: reference?.get('name')?.text ?? check.get('name')?.text,
        description:
          reference?.get('description')?.text ?? check.get('description')?.text,
        owner: check.get('ownerEntityRef')?.text,
        level,
        filter:
          own === undefined || atTrack === undefined
            ? own ?? atTrack
            : { $all: [own, atTrack] },
        remediation: remediationOf(run, id, check),
        rules: conditions,
      },
    };
  });
}

function translateCondition(
  run: Import,
  id: string,
  node: SourceNode,
): JsonObject {
  for (const combinator of ['all', 'any'] as const) {
    const parts = node.get(combinator);
    if (parts) {
      return {
        [combinator]: parts.items.map(part =>
          translateCondition(run, id, part),
        ),
      };
    }
  }
  const negated = node.get('not');
  if (negated) {
    return {
      not: {
        all: negated.items.map(part => translateCondition(run, id, part)),
      },
    };
  }
  const factRef = node.get('factRef')?.text;
  if (factRef === undefined) {
    throw new NotTranslatable(
      node.position,
      "The condition has no 'factRef'; add it",
    );
  }
  noteOtherKeys(run, id, node, ['factRef', 'path', 'operator', 'value']);
  return {
    factRef,
    path: node.get('path')?.text ?? '$',
    operator: node.get('operator')?.text,
    ...translateValue(node, factRef),
  };
}

/** Only `{{ actual }}` is filled in. */
function remediationOf(
  run: Import,
  id: string,
  check: SourceNode,
): string | undefined {
  const message = check.get('failedMessage');
  if (message?.text?.includes('{{')) {
    run.note(
      'changed',
      id,
      message.position,
      "What stands in double braces is shown as it is, save '{{ actual }}', the value that was found; rewrite 'remediation'",
    );
  }
  return message?.text;
}

/** A value may be read from a fact itself. */
function translateValue(node: SourceNode, factRef: string): JsonObject {
  const value = node.get('value');
  const otherRef = value?.get('factRef')?.text;
  if (!value || otherRef === undefined) {
    return value ? { value: value.json } : {};
  }
  if (otherRef !== factRef) {
    throw new NotTranslatable(
      value.position,
      `The value comes from another fact, '${otherRef}'; collect both in one fact and compare with 'valuePath'`,
    );
  }
  return { valuePath: value.get('path')?.text ?? '$' };
}

/** Tells what a key said that has no counterpart. */
function noteOtherKeys(
  run: Import,
  id: string,
  node: SourceNode,
  known: readonly string[],
): void {
  for (const key of node.keys.filter(name => !known.includes(name))) {
    run.note(
      'changed',
      id,
      node.get(key)?.position ?? node.position,
      key === 'passedMessage'
        ? "Rules that pass say nothing; put what matters of 'passedMessage' into 'description'"
        : `The key '${key}' has no counterpart and is dropped; see docs/scorecards/rules.md for what a rule can say`,
    );
  }
}

function translateFilters(node: SourceNode): JsonValue | undefined {
  const include = catalogFilter(node.get('filter'));
  const exclude = catalogFilter(node.get('exclude'));
  if (exclude === undefined) {
    return include;
  }
  const without = { $not: exclude };
  return include === undefined ? without : { $all: [include, without] };
}

/** Filters stood under `catalog` in earlier versions. */
function catalogFilter(node: SourceNode | undefined): JsonValue | undefined {
  return (node?.get('catalog') ?? node)?.json;
}

/** A check without a filter of its own is only run for the entities of its schedule. */
function scheduleFilter(
  run: Import,
  id: string,
  check: SourceNode,
): JsonValue | undefined {
  const schedule = check.get('schedule');
  const filter = schedule && translateFilters(schedule);
  if (filter !== undefined) {
    run.note(
      'changed',
      id,
      schedule?.position ?? check.position,
      'The filter of the schedule became the filter of the rule, which runs whenever something changes; remove it if the rule is for all',
    );
  }
  return filter;
}
