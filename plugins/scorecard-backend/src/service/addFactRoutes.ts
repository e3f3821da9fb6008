import { toError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import type { RouterOptions, ScorecardRouter } from './router';

const defaultChanges = 100;

/** What comes from outside: facts of pipelines, and rule files to be tried. */
export function addFactRoutes(
  router: ScorecardRouter,
  { access, auditor, dryRuns, facts, httpAuth }: RouterOptions,
): void {
  router.put('/v1/facts', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { entityRef, factRef, source, idempotencyKey } = req.body;
    const event = await auditor.createEvent({
      eventId: 'fact-push',
      severityLevel: 'low',
      request: req,
      meta: { entityRef, factRef, source, idempotencyKey },
    });
    try {
      const isStored = await facts.push(
        { ...req.body, value: req.body.value as JsonValue },
        { credentials },
      );
      await event.success({ meta: { isStored } });
      res.json({ isStored });
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  });

  router.post('/v1/dry-run', async (req, res) => {
    const credentials = await access.getReader(req);
    const controller = new AbortController();
    // Nobody waits for the rest any more.
    res.once('close', () => controller.abort());
    const { text, limit = defaultChanges } = req.body;
    res.json(
      await dryRuns.run(
        { text, limit, signal: controller.signal },
        { credentials },
      ),
    );
  });
}
