import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stages } from './bundle/stages.mjs';
import { main } from './launcher/main.mjs';
import { findNodeRuntime } from './launcher/nodeRuntime.mjs';
import { image } from './launcher/paths.mjs';
import { Problem } from './launcher/Problem.mjs';

// Makes the tree that the image holds. The Dockerfile runs the same stages one by one.
main(async context => {
  const { output, names } = readOptions(process.argv.slice(2));
  const runtime = await findNodeRuntime(context);
  for (const name of names) {
    await stages[name](context, { runtime, output });
  }
  return 0;
});

function readOptions(args) {
  const known = Object.keys(stages);
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        output: { type: 'string', default: image },
        stage: { type: 'string', multiple: true, default: known },
      },
    }));
  } catch (error) {
    throw new Problem(
      `${error.message.split(/\.(?: |$)/)[0]}.`,
      `The options are --output <folder> and --stage ${known.join('|')}.`,
    );
  }
  const unknown = values.stage.find(name => !known.includes(name));
  if (unknown !== undefined) {
    throw new Problem(
      `'${unknown}' is not a stage.`,
      `The stages are ${known.join(', ')}, in this order.`,
    );
  }
  return { output: resolve(values.output), names: values.stage };
}
