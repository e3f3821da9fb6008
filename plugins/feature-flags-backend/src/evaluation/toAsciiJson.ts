/**
 * Writes JSON without characters beyond ASCII.
 *
 * @remarks
 * Parts of answers are written once and put together for every request. Of ASCII the number of
 * bytes is known without looking at each character of each answer again.
 */
export function toAsciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
