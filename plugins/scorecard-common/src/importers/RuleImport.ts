import type { JsonObject } from '@backstage/types';
import { stringify } from 'yaml';
import { comparisonsOfRule } from '../evaluation/compileRule';
import { parseRuleFile } from '../rules/parseRuleFile';
import { descriptorFactRef } from '../rules/readExpression';
import type { Rule, SourcePosition } from '../rules/Rule';

/** A file of another product. */
export interface ImportFile {
  text: string;
  file: string;
}

/** What an import could not take over as it was. */
export interface ImportNote extends SourcePosition {
  /** Id of the check or track. */
  subject: string;
  /** Whether the check is missing from the result, is there and says something else or less, or reads a fact that nothing may give. */
  effect: 'left-out' | 'changed' | 'needs-fact';
  /** What, and how to mend it. */
  message: string;
}

/** A rule file that an import wrote. */
export interface ImportedScorecard {
  id: string;
  text: string;
  /** Rules in it. */
  rules: number;
}

/** What came of an import. */
export interface RuleImport {
  scorecards: ImportedScorecard[];
  /** In the order of the files and lines. */
  notes: ImportNote[];
}

/** A rule on its way into a rule file. */
export interface ImportedRule {
  definition: JsonObject & { id: string };
  position: SourcePosition;
}

/**
 * Writes a rule file that is sure to load.
 *
 * @remarks
 * A rule that the language refuses is left out, with the language's own words in
 * the notes.
 */
export function writeScorecard(options: {
  head: JsonObject & { id: string };
  rules: ImportedRule[];
  notes: ImportNote[];
}): ImportedScorecard {
  const { head, notes } = options;
  const ids = new Set<string>();
  const rules = options.rules.filter(({ definition, position }) => {
    const { scorecard, problems } = parseRuleFile({
      text: stringify({ levels: head.levels ?? [], rules: [definition] }),
      file: position.file,
    });
    const [problem] = ids.has(definition.id)
      ? [{ message: `The id '${definition.id}' is taken; rename the check` }]
      : problems;
    if (problem) {
      notes.push({
        ...position,
        subject: definition.id,
        effect: 'left-out',
        message: problem.message,
      });
      return false;
    }
    ids.add(definition.id);
    for (const rule of scorecard?.rules ?? []) {
      noteNeededFacts(rule, position, notes);
    }
    return true;
  });
  return {
    id: head.id,
    text: stringify(
      { ...head, rules: rules.map(({ definition }) => definition) },
      { lineWidth: 0, aliasDuplicateObjects: false },
    ),
    rules: rules.length,
  };
}

/** Tells once of each fact that the rules read and that the catalog does not have. */
function noteNeededFacts(
  rule: Rule,
  position: SourcePosition,
  notes: ImportNote[],
): void {
  for (const { factRef } of comparisonsOfRule(rule)) {
    const message = `The fact '${factRef}' needs a source; add a collector that gives it, or push it with PUT /api/scorecard/v1/facts`;
    if (
      factRef !== descriptorFactRef &&
      !notes.some(note => note.message === message)
    ) {
      notes.push({
        ...position,
        subject: rule.id,
        effect: 'needs-fact',
        message,
      });
    }
  }
}

/** Files in the order in which they were given, and lines from the top. */
export function sortNotes(
  notes: ImportNote[],
  files: readonly ImportFile[],
): ImportNote[] {
  const place = (note: ImportNote) =>
    files.findIndex(({ file }) => file === note.file);
  return [...notes].sort((a, b) => place(a) - place(b) || a.line - b.line);
}

/** Makes an id that can stand in an address. */
export function toId(text: string): string {
  return (
    text
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 63) || 'imported'
  );
}
