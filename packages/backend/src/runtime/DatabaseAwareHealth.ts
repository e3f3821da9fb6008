import {
  RootHealthService,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { DatabaseProbe } from './DatabaseProbe';

/** Live while the event loop turns, ready while requests can be answered. */
export class DatabaseAwareHealth implements RootHealthService {
  readonly #probe: DatabaseProbe;
  #phase: 'starting' | 'up' | 'stopping' = 'starting';

  constructor(lifecycle: RootLifecycleService, probe: DatabaseProbe) {
    this.#probe = probe;
    lifecycle.addStartupHook(() => {
      this.#phase = 'up';
    });
    lifecycle.addBeforeShutdownHook(() => {
      this.#phase = 'stopping';
    });
  }

  async getLiveness() {
    return { status: 200, payload: { status: 'ok' } };
  }

  async getReadiness() {
    if (this.#phase !== 'up') {
      return unready(
        this.#phase === 'starting'
          ? 'The backend has not started yet.'
          : 'The backend is shutting down.',
      );
    }
    const state = await this.#probe.check();
    return state.isReachable
      ? { status: 200, payload: { status: 'ok' } }
      : unready(`The database cannot be reached: ${state.reason}.`);
  }
}

function unready(message: string) {
  return { status: 503, payload: { status: 'error', message } };
}
