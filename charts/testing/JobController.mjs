import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends each new job of a namespace as the test says, in place of the controller and the
 * kubelet that are not there.
 */
export class JobController {
  #server;
  #namespace;
  #decide;
  #seen = new Set();
  #isStopped = false;
  #done;

  /**
   * @param {object} options
   * @param {import('./ApiServer.mjs').ApiServer} options.server
   * @param {string} options.namespace
   * @param {(job: object) => Promise<'Complete' | 'Failed'>} options.decide
   */
  static start({ server, namespace, decide }) {
    const controller = new JobController();
    controller.#server = server;
    controller.#namespace = namespace;
    controller.#decide = decide;
    controller.#done = controller.#loop();
    return controller;
  }

  async stop() {
    this.#isStopped = true;
    await this.#done;
  }

  async #loop() {
    const path = `/apis/batch/v1/namespaces/${this.#namespace}/jobs`;
    while (!this.#isStopped) {
      const { body } = await this.#server.request('GET', path);
      for (const job of body.items) {
        if (!this.#seen.has(job.metadata.uid)) {
          this.#seen.add(job.metadata.uid);
          await this.#end(`${path}/${job.metadata.name}`, job);
        }
      }
      await sleep(100);
    }
  }

  async #end(path, job) {
    const outcome = await this.#decide(job);
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const condition = type => ({
      ...{ type, status: 'True', reason: 'Test', message: 'as the test says' },
      ...{ lastTransitionTime: now, lastProbeTime: now },
    });
    const { status, body } = await this.#server.request(
      'PATCH',
      `${path}/status`,
      {
        status: {
          startTime: now,
          ...(outcome === 'Complete'
            ? {
                succeeded: 1,
                completionTime: now,
                conditions: ['SuccessCriteriaMet', 'Complete'].map(condition),
              }
            : {
                failed: 1,
                conditions: ['FailureTarget', 'Failed'].map(condition),
              }),
        },
      },
      'application/merge-patch+json',
    );
    if (status !== 200) {
      throw new Error(`The job could not be ended: ${body.message}`);
    }
  }
}
