import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  compareScorecards,
  parseRuleFile,
  type Fact,
} from '@causeway/plugin-scorecard-common';
import { readFacts } from '../sources/readFacts';
import { readText } from '../sources/readText';
import { readVersion } from '../sources/readVersion';
import { streamEntities } from '../sources/streamEntities';
import { exitCodes, say, type ExitCode, type Terminal } from '../Terminal';
import { DiffReport } from './DiffReport';
import { placeOf } from './lint';

/** Lists the entities for which a change of a rule file matters. */
export async function diff(options: {
  file: string;
  against: string;
  portal?: string;
  entities?: string;
  facts?: string;
  limit: string;
  exitCode?: boolean;
  json?: boolean;
  terminal: Terminal;
}): Promise<ExitCode> {
  const { file, against, terminal } = options;
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 0) {
    throw new InputError(
      `The limit '${options.limit}' is not a number; give a whole one from 0 on`,
    );
  }
  const textBefore = await readVersion(file, against);
  const after = parseRuleFile({ text: await readText(file), file });
  for (const problem of after.problems) {
    say(terminal.stderr, `${placeOf(problem)} error ${problem.message}`);
  }
  const before =
    textBefore === undefined
      ? undefined
      : parseRuleFile({ text: textBefore, file: `${file} at ${against}` });
  for (const problem of before?.problems ?? []) {
    say(terminal.stderr, `${placeOf(problem)} warning ${problem.message}`);
  }

  const comparison = compareScorecards({
    before: before?.scorecard,
    after: after.scorecard,
  });
  const report = new DiffReport({
    before: before?.scorecard,
    after: after.scorecard,
  });
  const facts = await readFacts(options.facts);
  const none: ReadonlyMap<string, Fact> = new Map();
  const now = Date.now();
  for await (const page of streamEntities({
    portal: options.portal,
    token: terminal.env.CAUSEWAY_TOKEN,
    entities: options.entities,
  })) {
    for (const entity of page) {
      report.count();
      const change = comparison.compare(
        { entity, facts: facts.get(stringifyEntityRef(entity)) ?? none },
        now,
      );
      if (change) {
        report.add(change);
      }
    }
  }

  const missingFacts = comparison.factRefs.filter(
    factRef => ![...facts.values()].some(known => known.has(factRef)),
  );
  if (options.json) {
    say(
      terminal.stdout,
      JSON.stringify(report.toJson(missingFacts), undefined, 2),
    );
  } else {
    report.print(terminal.stdout, { limit, missingFacts });
  }
  if (after.problems.length > 0) {
    return exitCodes.found;
  }
  return options.exitCode && report.isWorse ? exitCodes.found : exitCodes.ok;
}
