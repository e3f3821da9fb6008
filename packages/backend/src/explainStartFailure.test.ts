import { BackendStartupError } from '@backstage/backend-app-api';
import { explainStartFailure } from './explainStartFailure';

function failure(...errors: Record<string, Error>[]) {
  return new BackendStartupError({
    beginAt: new Date(),
    resultAt: new Date(),
    outcome: 'failure',
    plugins: errors.flatMap(byPlugin =>
      Object.entries(byPlugin).map(([pluginId, error]) => ({
        pluginId,
        resultAt: new Date(),
        failure: { error, allowed: false },
        modules: [],
      })),
    ),
  });
}

describe('explainStartFailure', () => {
  const { POSTGRES_HOST, POSTGRES_PORT } = process.env;
  beforeEach(() => {
    Object.assign(process.env, { POSTGRES_HOST: 'db', POSTGRES_PORT: '5432' });
  });
  afterEach(() => {
    Object.assign(process.env, { POSTGRES_HOST, POSTGRES_PORT });
  });

  it('names an unreachable database once, though every plugin stumbles over it', () => {
    const error = (name: string) =>
      new Error(
        `Failed to connect to the database to make sure that '${name}' exists, Error: connect ECONNREFUSED 10.0.0.7:5432`,
      );
    expect(
      explainStartFailure(failure({ catalog: error('a'), search: error('b') })),
    ).toEqual([
      "The database at 'db:5432' cannot be reached (ECONNREFUSED): check 'backend.database.connection', and that the server accepts connections from here.",
      'The backend did not start.',
    ]);
  });

  it('names each key that is missing, and who needs it', () => {
    expect(
      explainStartFailure(
        failure({
          auth: new Error(
            "Failed to initialize github auth provider, Missing required config value at 'auth.providers.github.production.clientId' in 'app-config.production.yaml'",
          ),
        }),
      ),
    ).toEqual([
      "The configuration has no 'auth.providers.github.production.clientId', which the plugin 'auth' needs: set it, or the environment variable that stands for it.",
      'The backend did not start.',
    ]);
  });

  it('passes on what else went wrong, and takes no remote service for the database', () => {
    expect(
      explainStartFailure(
        failure({ techdocs: new Error('fetch failed: ECONNREFUSED') }),
      ),
    ).toEqual([
      "The plugin 'techdocs' cannot start: fetch failed: ECONNREFUSED",
      'The backend did not start.',
    ]);
    expect(explainStartFailure(new TypeError('Invalid type'))).toEqual([
      'The backend cannot start: Invalid type',
      'The backend did not start.',
    ]);
  });
});
