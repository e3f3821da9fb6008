import { createBench } from './createBench.mjs';
import { createEntity, createRuleFile } from './generateCatalog.mjs';

/** Full runs over a generated catalog: first, again, and after the edit of one rule. */
export async function measureRuns({ connection, entityCount, ruleCount }) {
  // The larger catalog is made page by page, as it would be read: the engine holds one page.
  const isWarm = entityCount <= 10_000;
  const warm = isWarm
    ? Array.from({ length: entityCount }, (_, index) => createEntity(index))
    : undefined;
  let isCold = !isWarm;
  const readPage = (page, limit) => {
    const start = page * limit;
    const end = Math.min(start + limit, entityCount);
    const made =
      warm?.slice(start, end) ??
      Array.from({ length: end - start }, (_, index) =>
        createEntity(start + index),
      );
    return {
      // What a client of the catalog does with its answer.
      items: isCold ? JSON.parse(JSON.stringify(made)) : made,
      isLast: end === entityCount,
    };
  };
  const bench = await createBench({ connection, readPage });
  const lines = [`${entityCount} entities × ${ruleCount} rules`];
  const report = (what, outcome) =>
    lines.push(
      `  ${what}: ${outcome.seconds.toFixed(1)} s, ${
        outcome.evaluations
      } rules run, ${outcome.written} results written, ${(
        (outcome.statements * 1000) /
        entityCount
      ).toFixed(1)} SQL statements per 1000 entities`,
    );
  try {
    const rules = createRuleFile(ruleCount);
    await bench.saveRules(rules);
    if (isWarm) {
      report('everything new, from a warm snapshot', await bench.run());
      await bench.db('entity_results').delete();
      isCold = true;
      report('everything new, entities from JSON', await bench.run());
    } else {
      report('everything new, entities made and from JSON', await bench.run());
    }
    report('nothing changed', await bench.run());
    await bench.saveRules(
      rules.replace('operator: exists', 'operator: notExists'),
    );
    report('one rule edited', await bench.run());
    const megabytes = process.resourceUsage().maxRSS / 1024;
    lines.push(
      `  peak of resident memory: ${megabytes.toFixed(0)} MiB${
        warm ? ', with the snapshot' : ''
      }`,
    );
    return lines;
  } finally {
    await bench.close();
  }
}
