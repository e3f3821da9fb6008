/**
 * Lets the process serve on when nobody reads its output any more.
 *
 * @remarks
 * A write to a closed pipe ends in an uncaught exception. Backstage logs those, which is a write
 * to the closed pipe: the process would do nothing else, and not even stop when asked to.
 */
export function outliveLogReader() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {});
  }
}
