import { main } from './launcher/main.mjs';
import { prepareTools } from './launcher/prepare.mjs';
import { describeCommand } from './templates/describeCommand.mjs';
import { runGroup } from './launcher/runGroup.mjs';
import { withDatabase } from './templates/withDatabase.mjs';

// `yarn templates test [name]` and `yarn templates version <name> [major|minor|patch]`.
main(async context => {
  const { args, env } = await describeCommand(process.argv.slice(2));
  const { runtime, docsEnv } = await prepareTools(context);
  return withDatabase(context, runtime, async database => {
    const code = await runGroup({
      command: runtime.node,
      args,
      env: { ...runtime.env, ...docsEnv, ...database, ...env },
      isNode: true,
      stop: context.stop,
    });
    context.stop.throwIfAborted();
    return code;
  });
});
