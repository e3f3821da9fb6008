import { DatabaseProbe, DatabaseState } from './DatabaseProbe';

/**
 * The probe of health, for the HTTP server, whose factory is not given the service that made
 * it.
 */
export class SharedProbe {
  #probe?: DatabaseProbe;

  set(probe: DatabaseProbe) {
    this.#probe = probe;
  }

  async checkNow(): Promise<DatabaseState> {
    return this.#probe ? this.#probe.checkNow() : { isReachable: true };
  }
}
