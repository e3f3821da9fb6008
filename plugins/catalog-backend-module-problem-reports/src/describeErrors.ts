import { CatalogProblem } from './ProblemReporter';

/**
 * Describes what the catalog publishes on its topic for errors: one problem for each file.
 *
 * @returns nothing for a payload of another form, which later versions may send
 */
export function describeErrors(payload: unknown): CatalogProblem[] {
  if (!isErrors(payload)) {
    return [];
  }
  const reasonsByFile = new Map<string, Set<string>>();
  for (const error of payload.errors.filter(isMistake)) {
    const file = toFile(findLocation(error.message) ?? payload.location);
    const reasons = reasonsByFile.get(file) ?? new Set();
    reasonsByFile.set(file, reasons.add(toReason(error.message)));
  }
  return [...reasonsByFile].map(([file, reasons]) => ({
    title: `${toTitle(file)} has an error`,
    description: `${[...reasons].join('; ')}. Correct ${file}.`,
    link: /^https?:/.test(file) ? file : undefined,
  }));
}

interface CatalogErrors {
  location: string;
  errors: unknown[];
}

function isErrors(payload: unknown): payload is CatalogErrors {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'location' in payload &&
    typeof payload.location === 'string' &&
    'errors' in payload &&
    Array.isArray(payload.errors)
  );
}

/**
 * A host that does not answer is nobody's mistake: it would be one problem for each of its
 * files, and pass by itself.
 */
function isMistake(error: unknown): error is { message: string } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string' &&
    (!error.message.startsWith('Unable to read') ||
      ('name' in error && error.name === 'NotFoundError'))
  );
}

function findLocation(message: string): string | undefined {
  return message.match(/ at ((?:url|file):.+?), /)?.[1];
}

// Lists show the first hundred characters, and the title has the file.
function toReason(message: string): string {
  return message
    .split('\n')[0]
    .replace(/, originated at (?:url|file):.+?(?=, )/, '')
    .replace(/ at (?:url|file):.+?, /, ', ')
    .replace(
      /, is not of an allowed kind for that location$/,
      " is of a kind that the file may not bring; 'catalog.rules' and the rules of locations say which it may",
    )
    .replace(/[.:]\s*$/, '');
}

function toFile(location: string): string {
  return location.replace(/^(url|file):/, '');
}

function toTitle(file: string): string {
  return URL.canParse(file) ? new URL(file).pathname.slice(1) : file;
}
