import { Worker } from 'node:worker_threads';
import type { DefinitionType, Inspection } from './Inspection';

export interface InspectionRequest {
  type: DefinitionType;
  text: string;
}

/** The inspection, or in a sentence why there is none. */
export type InspectionAnswer = { inspection: Inspection } | { error: string };

/** Ten times what a large definition takes, because the machine may be busy. */
const defaultTimeoutMs = 30_000;
/** A thread has libraries to load. */
const defaultStartMs = 10_000;
const defaultMemoryMb = 512;

/**
 * Inspects definitions in a thread, one after the other.
 *
 * @remarks
 * They are written by others and parsed without a pause, so one that never comes to an
 * end, or fills the memory, must not do so in the thread that serves the portal.
 */
export class InspectionWorker {
  readonly #timeoutMs: number;
  readonly #startMs: number;
  readonly #memoryMb: number;
  readonly #execArgv: string[] | undefined;
  #thread: Worker | undefined;
  /** Waits for the thread. */
  #answer: ((answer: InspectionAnswer) => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    options: {
      /** What one definition may take. */
      timeoutMs?: number;
      /** What the start of a thread may take besides. */
      startMs?: number;
      memoryMb?: number;
      /** Options of Node; those of the process if absent. */
      execArgv?: string[];
    } = {},
  ) {
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#startMs = options.startMs ?? defaultStartMs;
    this.#memoryMb = options.memoryMb ?? defaultMemoryMb;
    this.#execArgv = options.execArgv;
  }

  async inspect(request: InspectionRequest): Promise<InspectionAnswer> {
    const answer = this.#last.then(() => this.#run(request));
    this.#last = answer;
    return answer;
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#answer?.({ error: 'the portal is shutting down' });
    await thread?.terminate();
  }

  #run(request: InspectionRequest): Promise<InspectionAnswer> {
    const allowedMs = this.#timeoutMs + (this.#thread ? 0 : this.#startMs);
    const thread = (this.#thread ??= this.#start());
    return new Promise(resolve => {
      const timer = setTimeout(
        () => this.#giveUp(`it took more than ${allowedMs / 1000} seconds`),
        allowedMs,
      );
      this.#answer = answer => {
        clearTimeout(timer);
        this.#answer = undefined;
        thread.unref();
        resolve(answer);
      };
      thread.ref();
      thread.postMessage(request);
    });
  }

  #start(): Worker {
    const thread = new Worker(
      require.resolve(
        '@causeway/plugin-scorecard-backend-module-api-definition/worker',
      ),
      {
        execArgv: this.#execArgv,
        resourceLimits: { maxOldGenerationSizeMb: this.#memoryMb },
      },
    );
    const isCurrent = () => this.#thread === thread;
    thread.on('message', answer => isCurrent() && this.#answer?.(answer));
    // An error without a listener would end the process.
    thread.on('error', ({ message }) => isCurrent() && this.#giveUp(message));
    thread.on('exit', () => isCurrent() && this.#giveUp('its thread ended'));
    return thread;
  }

  /** The next definition gets another thread. */
  #giveUp(error: string): void {
    const thread = this.#thread;
    this.#thread = undefined;
    thread?.terminate();
    this.#answer?.({ error });
  }
}
