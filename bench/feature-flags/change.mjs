import { createSnapshots } from './backend.mjs';
import {
  createContexts,
  createFlagdConfiguration,
  toFlagSetContent,
} from './flagMix.mjs';
import { percentile } from './statistics.mjs';

const rounds = 15;

/** From one changed flag of a large set to its first single and bulk answers. */
export async function measureChange(count) {
  const content = toFlagSetContent(createFlagdConfiguration(count));
  const snapshots = createSnapshots();
  await snapshots.replace(content);
  const [context] = createContexts(1);
  const now = Math.floor(Date.now() / 1_000);
  const read = () => snapshots.get('bench', 'production');
  read().evaluateAll(context, now).toJson('[', ']');

  const live = [];
  const times = [];
  let rebuilt = 0;
  for (let round = 0; round < rounds; round++) {
    const before = read();
    const flag = structuredClone(content.flags[(round * 37) % count]);
    flag.variants.added = flag.variants.on;
    flag.environments.production.defaultVariant = 'added';
    const start = performance.now();
    await snapshots.apply({
      name: content.name,
      entityRef: content.entityRef,
      revision: round + 2,
      isComplete: false,
      flags: [flag],
      removedFlags: [],
      segments: [],
      removedSegments: [],
    });
    const after = read();
    if (!after.resolve(after.flags.get(flag.key), context)) {
      throw new Error('The changed flag has no answer');
    }
    live.push(performance.now() - start);
    after.evaluateAll(context, now).toJson('[', ']');
    times.push(performance.now() - start);
    for (const [key, value] of after.flags) {
      if (key !== flag.key && before.flags.get(key) !== value) {
        rebuilt++;
      }
    }
    if (before.flags.get(flag.key) === after.flags.get(flag.key)) {
      throw new Error('The changed flag is the old one');
    }
  }
  return {
    live: percentile(live, 50),
    slowest: Math.max(...live),
    bulk: percentile(times, 50),
    rebuilt,
  };
}
