import { parentPort } from 'node:worker_threads';
import { inspectDefinition } from './inspection/inspectDefinition';
import type { InspectionRequest } from './InspectionWorker';

// The body of a thread: a definition that takes too long is ended together with it.
parentPort?.on('message', async (request: InspectionRequest) => {
  try {
    parentPort?.postMessage({ inspection: await inspectDefinition(request) });
  } catch (error) {
    parentPort?.postMessage({
      error: error instanceof Error ? error.message : String(error),
    });
  }
});
