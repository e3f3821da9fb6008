import type {
  Flag,
  FlagSet,
  ImportPreview,
  Segment,
} from '@causeway/plugin-feature-flags-common';
import { AdmissionError } from '../admission/AdmissionError';
import type { FlagSetChange } from '../database/changeFlagSet';
import type { FlagContent } from '../flags/flagContent';
import type { FlagWriter } from '../flags/FlagWriter';
import type { SegmentWriter } from '../segments/SegmentWriter';
import type { FileFlag, FileSegment, ParsedFlagdFile } from './parseFlagdFile';

/** What a flag set has before an import. */
export interface CurrentContent {
  flags: ReadonlyMap<string, Flag>;
  segments: ReadonlyMap<string, Segment>;
}

/** What was read before anything is changed. */
export interface ImportPlan {
  set: FlagSet;
  parsed: ParsedFlagdFile;
  current: CurrentContent;
  /** What the flags of the file come to, beside what is kept of them. */
  contents: FlagContent[];
}

export type ImportOutcome = Omit<ImportPreview, 'revision'>;

export interface FlagdFileImportOptions extends ImportPlan {
  change: FlagSetChange;
  flagWriter: FlagWriter;
  segmentWriter: SegmentWriter;
}

const reason = 'Import of a flagd file';

/** Saves what a file says within one change of its flag set. What is refused does not hold up the rest. */
export class FlagdFileImport {
  readonly #options: FlagdFileImportOptions;
  readonly #outcome: ImportOutcome;

  constructor(options: FlagdFileImportOptions) {
    this.#options = options;
    this.#outcome = {
      created: [],
      updated: [],
      unchanged: [],
      refused: [...options.parsed.refused],
      changes: [],
    };
  }

  async run(): Promise<ImportOutcome> {
    const { parsed, contents } = this.#options;
    for (const segment of parsed.segments) {
      await this.#importSegment(segment);
    }
    await this.#importFlags(parsed.flags, contents);
    return this.#outcome;
  }

  async #importSegment(segment: FileSegment): Promise<void> {
    const { change, set, current, segmentWriter } = this.#options;
    const key = `$evaluators/${segment.name}`;
    const before = current.segments.get(segment.name);
    try {
      const saved = await segmentWriter.save(change, {
        before,
        content: {
          flagSet: set.name,
          name: segment.name,
          description: segment.description ?? before?.description,
          targeting: segment.targeting,
        },
        action: 'import',
        reason,
      });
      this.#tell(key, before, saved);
    } catch (error) {
      this.#refuse(error, {
        key,
        toPointer: pointer =>
          `${segment.pointer}${pointer.replace(/^\/targeting/, '')}`,
      });
    }
  }

  /** Flags may name each other as prerequisites, so those that are refused are tried again while others come in. */
  async #importFlags(
    flags: FileFlag[],
    contents: FlagContent[],
  ): Promise<void> {
    let open = contents;
    let errors = await this.#tryFlags(open);
    while (errors.size > 0 && errors.size < open.length) {
      const refused = errors;
      open = open.filter(({ key }) => refused.has(key));
      errors = await this.#tryFlags(open);
    }
    for (const { key, pointer: place } of flags.filter(flag =>
      errors.has(flag.key),
    )) {
      this.#refuse(errors.get(key), {
        key,
        toPointer: pointer =>
          `${place}${pointer.replace(/^\/environments\/[^/]+/, '')}`,
      });
    }
  }

  /** Saves what can be, and returns why the rest cannot, by key. */
  async #tryFlags(
    contents: FlagContent[],
  ): Promise<Map<string, AdmissionError>> {
    const { change, current, flagWriter } = this.#options;
    const errors = new Map<string, AdmissionError>();
    for (const content of contents) {
      const before = current.flags.get(content.key);
      try {
        const saved = await flagWriter.save(change, {
          before,
          content,
          action: 'import',
          reason,
        });
        this.#tell(content.key, before, saved);
      } catch (error) {
        if (!(error instanceof AdmissionError)) {
          throw error;
        }
        errors.set(content.key, error);
      }
    }
    return errors;
  }

  #tell<T>(key: string, before: T | undefined, after: T): void {
    if (before === after) {
      this.#outcome.unchanged.push(key);
      return;
    }
    this.#outcome[before === undefined ? 'created' : 'updated'].push(key);
    this.#outcome.changes.push({ key, before, after });
  }

  #refuse(
    error: unknown,
    { key, toPointer }: { key: string; toPointer: (pointer: string) => string },
  ): void {
    if (!(error instanceof AdmissionError)) {
      throw error;
    }
    this.#outcome.refused.push(
      ...error.problems.map(({ pointer, message }) => ({
        key,
        pointer: toPointer(pointer),
        message,
      })),
    );
  }
}
