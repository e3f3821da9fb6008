import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConsoleLogger } from '../../packages/local-services/src/createConsoleLogger';
import {
  startForge,
  type RunningForge,
} from '../../packages/local-services/src/forge/startForge';
import {
  startFaultyProxy,
  type FaultyProxy,
} from '../../plugins/scaffolder-backend-module-golden-paths/src/__testUtils__/startFaultyProxy';
import { ForgeClient } from './ForgeClient';

const writer = { username: 'causeway', password: 'second-forge-password' };
const reader = {
  username: 'auditor',
  password: 'read-only-password',
  isReadOnly: true,
};

/** A forge of a test's own, which goes down when the test says so. */
export class SecondForge {
  /** What an engineer does with it, while it is there. */
  readonly client: ForgeClient;
  readonly #folder: string;
  readonly #wire: FaultyProxy;
  readonly #forge: RunningForge;

  /** @param port - where it listens itself; nobody but the wire knows it */
  static async start(port: number): Promise<SecondForge> {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-e2e-forge-'));
    const wire = await startFaultyProxy();
    const forge = await startForge({
      port,
      baseUrl: wire.baseUrl,
      repositoriesDir: folder,
      users: [writer, reader],
      organizations: ['harborline'],
      logger: createConsoleLogger('second forge'),
    });
    wire.target = `http://127.0.0.1:${port}`;
    return new SecondForge(folder, wire, forge);
  }

  private constructor(folder: string, wire: FaultyProxy, forge: RunningForge) {
    this.#folder = folder;
    this.#wire = wire;
    this.#forge = forge;
    this.client = new ForgeClient({
      url: wire.baseUrl,
      user: writer.username,
      password: writer.password,
    });
  }

  get host(): string {
    return new URL(this.#wire.baseUrl).host;
  }

  /** Answers nobody from a request on whose address has this in it. */
  goDownAt(part: string): void {
    let isDown = false;
    this.#wire.fault = ({ url }) => {
      isDown ||= url?.includes(part) ?? false;
      return isDown ? 'cut off' : undefined;
    };
  }

  /** Is there again, with all that it had. */
  comeBack(): void {
    this.#wire.fault = () => undefined;
  }

  /** How often somebody asked it for a new repository. */
  get creations(): number {
    return this.#wire.requests.filter(request =>
      /^POST \/api\/v1\/orgs\/[^/]+\/repos$/.test(request),
    ).length;
  }

  async stop(): Promise<void> {
    await this.#wire.close();
    await this.#forge.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
