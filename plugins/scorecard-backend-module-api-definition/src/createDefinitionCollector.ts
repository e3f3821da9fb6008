import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { Fact } from '@causeway/plugin-scorecard-common';
import type { FactCollector } from '@causeway/plugin-scorecard-node';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  definitionTypes,
  toFactValue,
  type DefinitionType,
} from './Inspection';
import type { InspectionAnswer, InspectionWorker } from './InspectionWorker';

const source = 'api-definition';
const maximumBytes = 5_000_000;
/** Answers of definitions that did not change; some kilobytes each. */
const maximumKept = 20_000;
/** A definition that failed may have met a busy machine; one that always fails must not cost every run its time. */
const failureKeptMs = 60 * 60 * 1000;
// A batch has to end within what the engine gives it, by default 20 seconds.
const defaultBatchMs = 10_000;

/** What is wrong, and what is well, with the definitions of APIs. */
export function createDefinitionCollector(options: {
  worker: Pick<InspectionWorker, 'inspect'>;
  /** How long one batch may take; what is not ready then is answered by the next run. */
  batchMs?: number;
}): FactCollector {
  const { worker, batchMs = defaultBatchMs } = options;
  const kept = new Map<string, { answer: InspectionAnswer; until: number }>();

  const pending = new Map<string, Promise<InspectionAnswer>>();

  async function inspect(
    type: DefinitionType,
    text: string,
    until: number,
  ): Promise<InspectionAnswer> {
    const key = createHash('sha256').update(`${type}\n${text}`).digest('hex');
    const known = kept.get(key);
    if (known && known.until > Date.now()) {
      return known.answer;
    }
    const notYet = { error: 'it is not read yet; the next run has it' };
    const leftMs = until - Date.now();
    if (leftMs <= 0) {
      return notYet;
    }
    const answer =
      pending.get(key) ??
      worker.inspect({ type, text }).then(found => {
        pending.delete(key);
        keep(key, found);
        return found;
      });
    pending.set(key, answer);
    const timer = new AbortController();
    try {
      // What takes longer than the batch goes on behind it.
      return await Promise.race([
        answer,
        sleep(leftMs, notYet, { signal: timer.signal, ref: false }),
      ]);
    } finally {
      timer.abort();
    }
  }

  function keep(key: string, answer: InspectionAnswer): void {
    const [oldest] = kept.keys();
    if (kept.size >= maximumKept && oldest !== undefined) {
      kept.delete(oldest);
    }
    kept.set(key, {
      answer,
      until: 'error' in answer ? Date.now() + failureKeptMs : Infinity,
    });
  }

  async function describe(
    { type, text }: { type: DefinitionType; text: string },
    until: number,
  ): Promise<Fact> {
    const size = Buffer.byteLength(text);
    const answer: InspectionAnswer =
      size > maximumBytes
        ? {
            error: `it has ${(size / 1e6).toFixed(1)} MB, and at most ${
              maximumBytes / 1e6
            } MB are read`,
          }
        : await inspect(type, text, until);
    return 'error' in answer
      ? {
          status: 'unknown',
          source,
          message: `The definition was not looked at: ${answer.error}`,
        }
      : {
          status: 'known',
          source,
          collectedAt: new Date().toISOString(),
          value: toFactValue(type, answer.inspection),
        };
  }

  return {
    factRef: 'api-definition:default/definition',
    description:
      'The definition of an API. `{type, isParsed, problem?, errors, warnings, hints, findings, version?, operations, undescribed, withoutDescription, examples, servers, externalReferences}`',
    async collect(entities) {
      const until = Date.now() + batchMs;
      const facts = new Map<string, Fact>();
      for (const entity of entities) {
        const definition = findDefinition(entity);
        if (definition) {
          facts.set(
            stringifyEntityRef(entity),
            await describe(definition, until),
          );
        }
      }
      return facts;
    },
  };
}

/** The text and its type; other entities, and types that nothing is known of, have none. */
function findDefinition(
  entity: Entity,
): { type: DefinitionType; text: string } | undefined {
  if (entity.kind.toLocaleLowerCase('en-US') !== 'api') {
    return undefined;
  }
  const { type: given, definition: text } = entity.spec ?? {};
  const type = definitionTypes.find(
    known =>
      typeof given === 'string' && given.toLocaleLowerCase('en-US') === known,
  );
  return type !== undefined && typeof text === 'string'
    ? { type, text }
    : undefined;
}
