import { isError, toError } from '@backstage/errors';
import { extractMkdocsMessage } from './extractMkdocsMessage';

const maximumLength = 1500;

/** What is known of a build that failed. */
export interface FailedBuild {
  /** What mkdocs wrote. */
  output: string;
  /** Temporary folders, which mean nothing to a reader. */
  directories: string[];
}

/**
 * Turns the failure of a build into one with a message for the reader of the docs page.
 *
 * @remarks
 * The browser shows the message in one paragraph and as a JSON string, so it has neither line
 * breaks nor double quotes.
 */
export function explainBuildError(error: unknown, build: FailedBuild): Error {
  const causes = listCauses(error);
  if (causes.some(isMissingMkdocs)) {
    return new Error(
      'Docs cannot be generated: mkdocs was not found on this machine. Install Python 3.9+ and run `npm start` again.',
    );
  }
  const message =
    extractMkdocsMessage(build.output) ?? describeCause(causes.at(-1));
  return new Error(
    `Docs cannot be generated: ${toParagraph(message, build.directories)}`,
  );
}

function listCauses(error: unknown): unknown[] {
  return isError(error) && error.cause !== undefined
    ? [error, ...listCauses(error.cause)]
    : [error];
}

function isMissingMkdocs(error: unknown): boolean {
  return (
    isError(error) &&
    error.code === 'ENOENT' &&
    error.syscall === 'spawn mkdocs'
  );
}

// mkdocs.yml is read before mkdocs runs, by a parser that draws the place over several lines.
function describeCause(cause: unknown): string {
  const { name, message, reason, mark } = toError(cause) as Error & {
    reason?: string;
    mark?: { line: number; column: number };
  };
  return name === 'YAMLException' && mark
    ? `mkdocs.yml is not valid YAML: ${reason} in line ${
        mark.line + 1
      }, column ${mark.column + 1}.`
    : message;
}

function toParagraph(message: string, directories: string[]): string {
  const withoutDirectories = directories.reduce(
    (text, directory) =>
      text.replaceAll(`${directory}/`, '').replaceAll(directory, '.'),
    message,
  );
  const paragraph = withoutDirectories
    .replaceAll('"', "'")
    .replace(/\s+/g, ' ')
    .trim();
  return paragraph.length > maximumLength
    ? `${paragraph.slice(0, maximumLength)}…`
    : paragraph;
}
