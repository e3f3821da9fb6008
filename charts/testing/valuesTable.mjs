import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/**
 * The values of a chart, each with the comment above its key.
 *
 * @param {string} text a values.yaml
 * @returns {{ key: string, description: string, default: string }[]}
 */
export function listValues(text) {
  const document = parseDocument(text);
  return listMap(document.contents, []);
}

/** @param {ReturnType<typeof listValues>} rows */
export function formatValuesTable(rows) {
  const cells = [
    ['key', 'default', 'meaning'],
    ...rows.map(row => [`\`${row.key}\``, row.default, row.description]),
  ].map(row => row.map(cell => cell.replaceAll('|', '\\|')));
  const widths = [0, 1, 2].map(column =>
    Math.max(...cells.map(row => row[column].length)),
  );
  const lines = cells.map(
    row => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`,
  );
  const rule = `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function listMap(map, path) {
  return map.items.flatMap(({ key, value }, index) => {
    // The comment of the first key stands before its map.
    const comment =
      key.commentBefore ?? (index === 0 ? map.commentBefore : undefined);
    const description = comment?.trim().split('\n').pop().trim() ?? '';
    const names = [...path, key.value];
    // A comment above a part of the file is its heading; further inside, it tells of the whole map.
    const isPart = path.length === 0 || !description;
    if (isMap(value) && value.items.length > 0 && isPart) {
      return listMap(value, names);
    }
    return [
      {
        key: names.join('.'),
        description,
        default: formatDefault(value),
      },
    ];
  });
}

function formatDefault(value) {
  if (isScalar(value) && value.value === null) {
    return '';
  }
  if ((isMap(value) || isSeq(value)) && value.items.length > 0) {
    const json = JSON.stringify(value.toJSON());
    return json.length > 60 ? 'see values.yaml' : `\`${json}\``;
  }
  return value.toJSON() === '' ? '' : `\`${JSON.stringify(value.toJSON())}\``;
}
