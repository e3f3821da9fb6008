import type { ExportRow } from './ExportService';

/** How an export is written: what comes before, of each row, and after. */
export interface ExportFormat {
  contentType: string;
  head: (columns: ExportColumns) => string;
  row: (row: ExportRow, columns: ExportColumns, isFirst: boolean) => string;
  tail: string;
}

/** What a table has besides the columns that every export has. */
export interface ExportColumns {
  /** Rules with a column for their state. */
  ruleIds: readonly string[];
  /** Whether rows tell of one rule alone. */
  hasOutcome: boolean;
}

const entityColumns = [
  'entityRef',
  'title',
  'kind',
  'type',
  'ownerRef',
  'systemRef',
  'tags',
  'score',
  'level',
  'evaluatedAt',
] as const;

const outcomeColumns = ['state', 'message', 'actual', 'since'] as const;

export const exportFormats = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    head: ({ ruleIds, hasOutcome }) =>
      toLine([
        ...entityColumns,
        ...(hasOutcome ? outcomeColumns : []),
        ...ruleIds,
      ]),
    row: (row, { ruleIds, hasOutcome }) =>
      toLine([
        ...entityColumns.map(column => row[column]),
        ...(hasOutcome ? outcomeColumns.map(column => row[column]) : []),
        ...ruleIds.map(id => row.states?.[id]),
      ]),
    tail: '',
  },
  json: {
    contentType: 'application/json; charset=utf-8',
    head: () => '[',
    row: (row, _columns, isFirst) =>
      `${isFirst ? '\n' : ',\n'}${JSON.stringify(row)}`,
    tail: '\n]\n',
  },
  ndjson: {
    contentType: 'application/x-ndjson; charset=utf-8',
    head: () => '',
    row: row => `${JSON.stringify(row)}\n`,
    tail: '',
  },
} as const satisfies { [name: string]: ExportFormat };

export type ExportFormatName = keyof typeof exportFormats;

function toLine(values: readonly unknown[]): string {
  return `${values.map(toCell).join(',')}\r\n`;
}

/** Spreadsheets run what begins like a formula, also behind white space. */
const formulaStart = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/;

function toCell(value: unknown): string {
  if (value === undefined || value === null) {
    return '';
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  const text = toText(value);
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe)
    ? `"${safe.replaceAll('"', '""')}"`
    : safe;
}

function toText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  return Array.isArray(value) && value.every(item => typeof item === 'string')
    ? value.join(' ')
    : JSON.stringify(value);
}
