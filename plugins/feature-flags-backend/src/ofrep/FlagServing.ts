import type {
  BackstageCredentials,
  HttpAuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { NotFoundError, stringifyError } from '@backstage/errors';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import { readDuration } from '@causeway/backend-common';
import type { Router } from 'express';
import type { Knex } from 'knex';
import { hash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlagEvaluation } from '../evaluation/FlagEvaluation';
import type { AcceptedKeys } from '../keys/AcceptedKeys';
import { KnownKeys } from '../keys/KnownKeys';
import { FlagStream } from '../stream/FlagStream';
import { readStreamSecret } from '../stream/readStreamSecret';
import { StreamTokens } from '../stream/StreamTokens';
import { createOfrepRouter } from './createOfrepRouter';
import { EnvironmentKeyAuthenticator } from './EnvironmentKeyAuthenticator';
import { defaultKeepAliveMilliseconds, OfrepListener } from './OfrepListener';
import { OfrepServer } from './OfrepServer';
import { PortalUserAuthenticator } from './PortalUserAuthenticator';
import { RateLimiter } from './RateLimiter';
import type { RateLimit } from './RateLimiter';

export interface CreateFlagServingOptions {
  config: RootConfigService;
  environments: readonly Environment[];
  /** Without it only environment keys are accepted. */
  httpAuth?: HttpAuthService;
  logger: LoggerService;
  /** The path of the plugin as clients see it, without a slash at its end. */
  basePath: string;
}

export interface ConnectFlagServingOptions {
  database: Knex;
  keys: AcceptedKeys;
  authorizeRead: AuthorizeRead;
}

export type AuthorizeRead = (
  credentials: BackstageCredentials,
  resource: { flagSet: string; environment: string; entityRef: string },
) => Promise<void>;

const defaultPollInterval = { seconds: 5 };
const defaultMaxClients = 10_000;
const saveKeysMilliseconds = 30_000;

/**
 * Everything that answers clients of flags.
 *
 * @remarks
 * Answers from what was saved until {@link FlagServing.connect} was called, and goes on
 * answering when the database is lost later.
 */
export class FlagServing {
  static async create(options: CreateFlagServingOptions): Promise<FlagServing> {
    const { config, environments, logger } = options;
    const evaluation = await FlagEvaluation.create({
      logger,
      environments: environments.map(({ name }) => name),
      snapshotDirectory: readSnapshotDirectory(config),
      pollMilliseconds: readDuration(
        config,
        'featureFlags.snapshot.pollInterval',
        defaultPollInterval,
      ),
    });
    const serving = new FlagServing(
      options,
      evaluation,
      new KnownKeys(await evaluation.loadKeys()),
    );
    await serving.#listen(options);
    return serving;
  }

  readonly evaluation: FlagEvaluation;
  /** The routes below `/ofrep`. */
  readonly router: Router;
  readonly #logger: LoggerService;
  readonly #tokens = new StreamTokens();
  readonly #keys: EnvironmentKeyAuthenticator;
  readonly #keyServer: OfrepServer;
  readonly #stream: FlagStream;
  #listener: OfrepListener | undefined;
  #authorizeRead: AuthorizeRead | undefined;
  #saveTimer: NodeJS.Timeout | undefined;

  private constructor(
    options: CreateFlagServingOptions,
    evaluation: FlagEvaluation,
    savedKeys: KnownKeys,
  ) {
    const { config, httpAuth, logger, basePath } = options;
    const { snapshots } = evaluation;
    this.evaluation = evaluation;
    this.#logger = logger;
    this.#keys = new EnvironmentKeyAuthenticator(savedKeys);
    this.#stream = new FlagStream({
      snapshots,
      tokens: this.#tokens,
      logger,
      maxClients:
        config.getOptionalNumber('featureFlags.stream.maxClients') ??
        defaultMaxClients,
    });
    const shared = {
      snapshots,
      rateLimiter: new RateLimiter(readRateLimit(config)),
      streamTokens: this.#tokens,
      reachRevision: (flagSet: string, revision: number) =>
        evaluation.reachRevision(flagSet, revision),
    };
    const server = new OfrepServer({
      ...shared,
      streamPath: `${basePath}/ofrep/v1/stream`,
      authenticator: httpAuth
        ? new PortalUserAuthenticator({
            httpAuth,
            authorizeRead: (credentials, scope) =>
              this.#check(credentials, scope),
            keys: this.#keys,
          })
        : this.#keys,
    });
    this.#keyServer = new OfrepServer({
      ...shared,
      streamPath: '/ofrep/v1/stream',
      authenticator: this.#keys,
    });
    this.router = createOfrepRouter({ server, stream: this.#stream });
  }

  /** Whether there is anything to answer from without the database. */
  get hasFlags(): boolean {
    return this.evaluation.snapshots.getFlagSets().length > 0;
  }

  /** Follows the database from now on. */
  async connect(options: ConnectFlagServingOptions): Promise<void> {
    const { database, keys, authorizeRead } = options;
    this.#authorizeRead = authorizeRead;
    this.#tokens.setSecret(await readStreamSecret(database));
    await keys.refresh();
    this.#keys.setKeys(keys);
    this.evaluation.snapshots.onChange(() => {
      // Keys of other replicas come with the revision of their set.
      keys.refresh().then(
        () => this.evaluation.saveKeys(keys.list()),
        error =>
          this.#logger.debug(
            `Environment keys stay as they are: ${stringifyError(error)}`,
          ),
      );
    });
    this.#saveTimer = setInterval(
      () => void this.evaluation.saveKeys(keys.list()),
      saveKeysMilliseconds,
    );
    this.#saveTimer.unref();
    await this.evaluation
      .connect(database)
      .catch(error =>
        this.#logger.warn(
          `Feature flags cannot be read from the database yet: ${stringifyError(
            error,
          )}`,
        ),
      );
    await this.evaluation.saveKeys(keys.list());
  }

  async stop(): Promise<void> {
    clearInterval(this.#saveTimer);
    this.#stream.stop();
    await this.#listener?.stop();
    await this.evaluation.stop();
  }

  async #listen({ config, logger }: CreateFlagServingOptions): Promise<void> {
    const port = config.getOptionalNumber('featureFlags.listener.port');
    if (port !== undefined) {
      this.#listener = await OfrepListener.create({
        port,
        host: config.getOptionalString('featureFlags.listener.host'),
        keepAliveMilliseconds: readDuration(
          config,
          'featureFlags.listener.keepAliveTimeout',
          { milliseconds: defaultKeepAliveMilliseconds },
        ),
        server: this.#keyServer,
        stream: this.#stream,
        logger,
      });
    }
  }

  async #check(
    credentials: BackstageCredentials,
    scope: { flagSet: string; environment: string },
  ): Promise<void> {
    const entityRef = this.evaluation.snapshots.getEntityRef(scope.flagSet);
    if (entityRef === undefined || !this.#authorizeRead) {
      throw new NotFoundError(`No flag set '${scope.flagSet}'`);
    }
    await this.#authorizeRead(credentials, { ...scope, entityRef });
  }
}

/** By default a folder of this portal's own among the temporary ones: other portals may run beside it. */
function readSnapshotDirectory(config: Config): string | undefined {
  const directory = config.getOptionalString('featureFlags.snapshot.directory');
  const baseUrl = config.getOptionalString('backend.baseUrl');
  if (directory !== undefined || baseUrl === undefined) {
    return directory;
  }
  const portal = hash('sha256', baseUrl).slice(0, 12);
  return join(tmpdir(), `causeway-feature-flags-${portal}`);
}

function readRateLimit(config: Config): RateLimit | undefined {
  const section = config.getOptionalConfig('featureFlags.rateLimit');
  return (
    section && {
      requests: section.getNumber('requests'),
      windowMilliseconds: readDuration(section, 'window', { seconds: 1 }),
    }
  );
}
