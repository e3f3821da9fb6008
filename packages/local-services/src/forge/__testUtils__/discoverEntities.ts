import { ConfigReader } from '@backstage/config';
import { GiteaEntityProvider } from '@backstage/plugin-catalog-backend-module-gitea';
import { mockServices } from '@backstage/backend-test-utils';

// Runs Backstage's entity provider once in a process of its own and prints the locations that it finds: the provider
// imports an ES module at run time, which jest's module system refuses.
async function discoverEntities(baseUrl: string, organization: string) {
  const { host } = new URL(baseUrl);
  const [provider] = GiteaEntityProvider.fromConfig(
    new ConfigReader({
      integrations: { gitea: [{ host, baseUrl }] },
      catalog: { providers: { gitea: { test: { host, organization } } } },
    }),
    {
      logger: mockServices.rootLogger(),
      schedule: {
        run: async task => {
          await task.fn(new AbortController().signal);
        },
      },
    },
  );
  await provider.connect({
    refresh: async () => {},
    applyMutation: async mutation => {
      if (mutation.type === 'full') {
        const targets = mutation.entities.map(
          ({ entity }) => entity.spec?.target,
        );
        process.stdout.write(JSON.stringify(targets));
      }
    },
  });
}

const [baseUrl, organization] = process.argv.slice(2);
discoverEntities(baseUrl, organization).catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
