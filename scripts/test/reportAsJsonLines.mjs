/**
 * A reporter for Node's test runner: one line of JSON for each result.
 *
 * @param {AsyncIterable<{ type: string, data: object }>} events
 */
export default async function* reportAsJsonLines(events) {
  for await (const { type, data } of events) {
    if (type === 'test:pass' || type === 'test:fail') {
      const { name, details, skip, todo } = data;
      yield `${JSON.stringify({
        name,
        hasPassed: type === 'test:pass',
        isSuite: details.type === 'suite',
        failureType: details.error?.failureType,
        skip,
        todo,
      })}\n`;
    }
  }
}
