const milliseconds = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/**
 * Reads a duration such as `1.5s` or `10m`.
 *
 * An example to replace: small, without dependencies, and tested by what a caller sees.
 *
 * @returns milliseconds
 * @throws RangeError when the text is no duration
 */
export function parseDuration(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const factor = milliseconds.get(unit);
  if (amount === undefined || factor === undefined) {
    throw new RangeError(`"${text}" is no duration; write one such as 1.5s, 10m or 2h`);
  }
  return Number(amount) * factor;
}
