import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

// The ES module builds of these packages are made for bundlers; Node reads only the CommonJS ones.
const requireHere = createRequire(import.meta.url);
const { ConfigReader } = requireHere('@backstage/config');
const { ScmIntegrations } = requireHere('@backstage/integration');
const { createCatalogRegisterAction, createFetchTemplateAction } = requireHere(
  '@backstage/plugin-scaffolder-backend',
);
const { createPublishGiteaAction } = requireHere(
  '@backstage/plugin-scaffolder-backend-module-gitea',
);
const { createPublishGithubAction } = requireHere(
  '@backstage/plugin-scaffolder-backend-module-github',
);
const { parseRepoUrl } = requireHere('@backstage/plugin-scaffolder-node');

// The runner of tasks is not exported, yet conditions, inputs and outputs mean what it says they
// mean. It is taken by its path, with the validator that the scaffolder itself uses.
const scaffolder = dirname(
  requireHere.resolve('@backstage/plugin-scaffolder-backend/package.json'),
);
const requireFromScaffolder = createRequire(join(scaffolder, 'package.json'));
const { validate } = requireFromScaffolder('jsonschema');
const { NunjucksWorkflowRunner } = requireHere(
  join(scaffolder, 'dist/scaffolder/tasks/NunjucksWorkflowRunner.cjs.js'),
);

const integrationsConfig = {
  gitea: [
    {
      host: 'localhost:7017',
      baseUrl: 'http://localhost:7017',
      username: 'scaffolder',
      password: 'not-a-secret',
    },
  ],
};

/** Where the demo publishes to. */
const giteaEnvironment = {
  scm: 'gitea',
  repositoryHost: 'localhost:7017',
  repositoryBaseUrl: 'http://localhost:7017',
  repositoryOwner: 'harborline',
};

export async function readTemplate(path) {
  return parse(await readFile(path, 'utf8'));
}

export async function readYamlDocuments(path) {
  const documents = parseAllDocuments(await readFile(path, 'utf8'));
  return documents.map(document => {
    if (document.errors.length > 0) {
      throw new Error(`${path}: ${document.errors[0].message}`);
    }
    return document.toJS();
  });
}

/** The complaints with which the scaffolder's router refuses values, the empty list if it takes them. */
export function refusals(template, values) {
  return template.spec.parameters.flatMap(
    page => validate(values, page).errors,
  );
}

/**
 * Runs a template as the scaffolder does, with the real fetch and register actions. In the place of
 * the forge stands a recorder that checks its input against the real action's schema, keeps the
 * files, and fails like a forge when the repository exists; another stands in the place of the wait
 * for the catalog.
 */
export async function runTemplate({
  templatePath,
  values,
  environment = giteaEnvironment,
  existingRepositories = [],
}) {
  const directory = await mkdtemp(join(tmpdir(), 'golden-path-'));
  const files = join(directory, 'repository');
  const run = { files, published: [], registered: [], waitedFor: [], log: [] };
  const config = new ConfigReader({
    integrations: integrationsConfig,
    scaffolder: { defaultEnvironment: { parameters: environment } },
  });
  const integrations = ScmIntegrations.fromConfig(config);
  const actions = [
    createFetchTemplateAction({ integrations, reader: undefined }),
    createCatalogRegisterAction({
      integrations,
      catalog: recordingCatalog(run, files),
    }),
    {
      id: 'catalog:wait-for-entity',
      async handler(context) {
        run.waitedFor.push(context.input.entityRef);
        context.output('found', true);
      },
    },
    recordingPublisher(
      createPublishGiteaAction({ integrations, config }),
      repository => ({
        remoteUrl: `http://localhost:7017/${repository}.git`,
        repoContentsUrl: `http://localhost:7017/${repository}/src/branch/main/`,
      }),
    ),
    recordingPublisher(
      createPublishGithubAction({
        integrations,
        config,
        githubCredentialsProvider: undefined,
      }),
      repository => ({
        remoteUrl: `https://github.com/${repository}.git`,
        repoContentsUrl: `https://github.com/${repository}/blob/main`,
      }),
    ),
  ];

  function recordingPublisher(action, outputsOf) {
    return {
      ...action,
      async handler(context) {
        const { owner, repo } = parseRepoUrl(
          context.input.repoUrl,
          integrations,
        );
        const repository = `${owner}/${repo}`;
        if (existingRepositories.includes(repository)) {
          throw new Error('Unable to create repository, 409 Conflict');
        }
        await cp(context.workspacePath, files, { recursive: true });
        run.published.push({ action: action.id, input: context.input });
        for (const [name, value] of Object.entries(outputsOf(repository))) {
          context.output(name, value);
        }
      },
    };
  }

  const { spec } = await readTemplate(templatePath);
  const runner = new NunjucksWorkflowRunner({
    config,
    integrations,
    logger: silentLogger,
    metrics: silentMetrics,
    workingDirectory: join(directory, 'workspaces'),
    actionRegistry: {
      async get(id) {
        const action = actions.find(candidate => candidate.id === id);
        if (!action) {
          throw new Error(`No action '${id}'`);
        }
        return action;
      },
    },
  });
  try {
    const { output } = await runner.execute({
      taskId: 'test',
      secrets: {},
      cancelSignal: new AbortController().signal,
      spec: {
        apiVersion: 'scaffolder.backstage.io/v1beta3',
        parameters: values,
        steps: spec.steps,
        output: spec.output,
        templateInfo: {
          entityRef: 'template:default/test',
          baseUrl: pathToFileURL(templatePath).href,
        },
      },
      getWorkspaceName: async () => 'test',
      getInitiatorCredentials: async () => ({}),
      emitLog: async message => run.log.push(message),
    });
    return { ...run, output };
  } catch (error) {
    return { ...run, error };
  }
}

export async function removeRun(run) {
  await rm(dirname(run.files), { recursive: true, force: true });
}

function recordingCatalog(run, files) {
  return {
    async addLocation({ target, dryRun }) {
      if (!dryRun) {
        run.registered.push(target);
      }
      const entities = await readYamlDocuments(
        join(files, 'catalog-info.yaml'),
      );
      return { entities };
    },
  };
}

const silentLogger = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => silentLogger,
};
const silentInstrument = { add() {}, record() {} };
const silentMetrics = {
  createCounter: () => silentInstrument,
  createHistogram: () => silentInstrument,
};
