import { createSnapshots, FlagdCore } from './backend.mjs';
import {
  createContexts,
  createFlagdConfiguration,
  toFlagSetContent,
} from './flagMix.mjs';
import { median } from './statistics.mjs';

const rounds = 7;
const callsPerRound = 4_000;

/** Evaluates and serialises `count` flags, against flagd-core's own bulk evaluation. */
export async function measureEvaluation(count) {
  const configuration = createFlagdConfiguration(count);
  const contexts = createContexts(10_000);
  const snapshots = createSnapshots();
  await snapshots.replace(toFlagSetContent(configuration));
  const snapshot = snapshots.get('bench', 'production');
  await snapshots.replace({
    ...toFlagSetContent(configuration),
    name: 'other',
  });
  const other = snapshots.get('other', 'production');
  const now = Math.floor(Date.now() / 1_000);

  let turn = 0;
  const candidates = {
    ours: context => snapshot.evaluateAll(context, now).toJson('[', ']'),
    // Nothing to remember: every attribute of every context is new.
    unremembered: context => {
      turn++;
      const changed = {
        ...context,
        plan: `${context.plan}${turn}`,
        country: `${context.country}${turn}`,
      };
      return other.evaluateAll(changed, now).toJson('[', ']');
    },
    tag: context => snapshot.evaluateAll(context, now).getEntityTag(''),
    ...Object.fromEntries(
      [false, true].map(disableDynamicCodeGeneration => {
        const core = new FlagdCore(undefined, quiet, {
          disableDynamicCodeGeneration,
        });
        core.setConfigurations(JSON.stringify(configuration));
        return [
          disableDynamicCodeGeneration ? 'interpreted' : 'compiled',
          context => JSON.stringify(core.resolveAll(context)),
        ];
      }),
    ),
  };
  const expected = JSON.parse(candidates.compiled(contexts[0]));
  const actual = JSON.parse(candidates.ours(contexts[0]));
  const isSame =
    actual.length === expected.length &&
    expected.every(({ flagKey, variant }) =>
      actual.some(item => item.key === flagKey && item.variant === variant),
    );
  if (!isSame) {
    throw new Error('The two do not answer the same');
  }

  const times = {};
  // Taking turns spreads what else the machine does over all of them.
  for (let round = -1; round < rounds; round++) {
    for (const [name, run] of Object.entries(candidates)) {
      const start = performance.now();
      for (let call = 0; call < callsPerRound; call++) {
        run(contexts[call % contexts.length]);
      }
      const time = ((performance.now() - start) * 1_000) / callsPerRound;
      if (round >= 0) {
        times[name] = [...(times[name] ?? []), time];
      }
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, values]) => [name, median(values)]),
  );
}

const quiet = { error() {}, warn() {}, info() {}, debug() {} };
