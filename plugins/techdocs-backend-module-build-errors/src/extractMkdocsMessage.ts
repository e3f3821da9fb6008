/**
 * Finds in the output of `mkdocs build -v` what went wrong.
 *
 * @returns undefined where mkdocs reports progress only
 */
export function extractMkdocsMessage(output: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- colours of a terminal
  const plain = output.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
  const records = splitRecords(withoutTracebacks(plain));
  const problems = records.filter(({ level }) => level !== 'progress');
  const errors = problems.filter(({ level }) => level === 'error');
  // In strict mode mkdocs aborts because of warnings, else they are beside the point.
  const relevant = errors.some(({ text }) => !text.startsWith('Aborted'))
    ? errors
    : problems;
  return relevant.length > 0
    ? relevant.map(({ text }) => toSentence(text)).join(' ')
    : undefined;
}

interface OutputRecord {
  level: 'progress' | 'warning' | 'error';
  text: string;
}

const levels: Record<string, OutputRecord['level']> = {
  DEBUG: 'progress',
  INFO: 'progress',
  WARNING: 'warning',
  ERROR: 'error',
  CRITICAL: 'error',
};

// A record starts with its level; the lines after it that are indented belong to it.
function splitRecords(output: string): OutputRecord[] {
  const records: OutputRecord[] = [];
  for (const line of output.split(/\r?\n/)) {
    const [, word, text] = line.match(/^([A-Z]+)\s+-\s+(.*)$/) ?? [];
    const level = word ? levels[word] : undefined;
    const last = records.at(-1);
    if (level) {
      records.push({ level, text });
    } else if (isAnnouncement(line) || line.trim() === '') {
      continue;
    } else if (/^\s/.test(line) && last) {
      last.text = `${last.text} ${line.trim()}`;
    } else {
      records.push({ level: 'error', text: line.trim() });
    }
  }
  return records;
}

// The Material theme draws a frame around news of its project.
function isAnnouncement(line: string): boolean {
  return /^\s*│/.test(line);
}

function toSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

// Of an exception of Python only the last line is for the author of the docs.
function withoutTracebacks(output: string): string {
  return output.replace(
    /^Traceback \(most recent call last\):\r?\n(?:[ \t].*\r?\n|\r?\n)*/gm,
    '',
  );
}
