import { audited } from '../service/audited';
import type { FlagsRouter, RouterOptions } from '../service/router';

/** Flags that other systems store. */
export function addSourceRoutes(
  router: FlagsRouter,
  { auditor, externalFlags, httpAuth }: RouterOptions,
): void {
  router.get('/v1/sources', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.json({ items: externalFlags.listSources() });
  });

  router.get('/v1/sources/:source/flags', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { source } = req.params;
    const { entityRef } = req.query;
    res.json(await externalFlags.list({ source, entityRef }, { credentials }));
  });

  router.put(
    '/v1/sources/:source/flags/:key/environments/:environment',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const { source, key, environment } = req.params;
      const { entityRef, isEnabled } = req.body;
      await audited(
        auditor,
        {
          eventId: 'external-flag-toggle',
          severityLevel: 'high',
          request: req,
          meta: { source, flag: key, environment, entityRef, isEnabled },
        },
        () =>
          externalFlags.setEnabled(
            { source, key, environment, entityRef, isEnabled },
            { credentials },
          ),
      );
      res.status(204).end();
    },
  );
}
