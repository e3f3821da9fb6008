import type { SourcePosition } from '../rules/Rule';
import { YamlFault, YamlReader } from '../rules/YamlReader';
import { NotTranslatable } from './NotTranslatable';
import type { ImportFile, ImportNote } from './RuleImport';
import { SourceNode } from './SourceNode';

/** Reads the files of an import and keeps the notes about them. */
export class Import {
  readonly notes: ImportNote[] = [];

  /** The roots of the files that are YAML, of which JSON is a part. */
  roots(files: readonly ImportFile[]): SourceNode[] {
    return files.flatMap(file => {
      const reader = new YamlReader(file);
      const [problem] = reader.syntaxProblems;
      if (problem) {
        this.notes.push({
          ...problem,
          subject: file.file,
          effect: 'left-out',
          message: problem.message,
        });
        return [];
      }
      return [SourceNode.of(reader)];
    });
  }

  note(
    effect: ImportNote['effect'],
    subject: string,
    position: SourcePosition,
    message: string,
  ): void {
    this.notes.push({ ...position, subject, effect, message });
  }

  /** Translates one thing; where that cannot be done, notes why and goes on without it. */
  attempt<T>(
    subject: string,
    position: SourcePosition,
    translate: () => T,
  ): T | undefined {
    try {
      return translate();
    } catch (error) {
      if (error instanceof NotTranslatable) {
        this.note('left-out', subject, error.position, error.message);
        return undefined;
      }
      if (error instanceof YamlFault) {
        this.note('left-out', subject, position, error.message);
        return undefined;
      }
      throw error;
    }
  }
}
