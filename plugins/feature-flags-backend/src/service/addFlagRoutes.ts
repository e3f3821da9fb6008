import { defaultLimit } from './addFlagSetRoutes';
import { audited } from './audited';
import type { FlagsRouter, RouterOptions } from './router';

/** Flags and what they do in each environment. */
export function addFlagRoutes(
  router: FlagsRouter,
  { auditor, flags, httpAuth }: RouterOptions,
): void {
  router.get('/v1/flags', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { limit = defaultLimit, ...query } = req.query;
    res.json(await flags.list({ ...query, limit }, { credentials }));
  });

  router.post('/v1/flag-sets/:flagSet/flags', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet } = req.params;
    const flag = await audited(
      auditor,
      {
        eventId: 'flag-create',
        severityLevel: 'medium',
        request: req,
        meta: { flagSet, flag: req.body.key },
      },
      () => flags.create(flagSet, req.body, { credentials }),
    );
    res.status(201).json(flag);
  });

  router.get('/v1/flag-sets/:flagSet/flags/:key', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet, key } = req.params;
    res.json(await flags.get({ flagSet, key }, { credentials }));
  });

  router.put('/v1/flag-sets/:flagSet/flags/:key', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet, key } = req.params;
    const flag = await audited(
      auditor,
      {
        eventId: 'flag-update',
        severityLevel: 'medium',
        request: req,
        meta: { flagSet, flag: key },
      },
      () => flags.update({ flagSet, key }, req.body, { credentials }),
    );
    res.json(flag);
  });

  router.delete('/v1/flag-sets/:flagSet/flags/:key', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet, key } = req.params;
    await audited(
      auditor,
      {
        eventId: 'flag-delete',
        severityLevel: 'high',
        request: req,
        meta: { flagSet, flag: key },
      },
      () => flags.delete({ flagSet, key }, req.query, { credentials }),
    );
    res.status(204).end();
  });

  router.put(
    '/v1/flag-sets/:flagSet/flags/:key/environments/:environment',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const { flagSet, key, environment } = req.params;
      const flag = await audited(
        auditor,
        {
          eventId: 'flag-environment-update',
          severityLevel: 'high',
          request: req,
          meta: { flagSet, flag: key, environment, state: req.body.state },
        },
        () =>
          flags.updateEnvironment({ flagSet, key, environment }, req.body, {
            credentials,
          }),
      );
      res.json(flag);
    },
  );

  router.post(
    '/v1/flag-sets/:flagSet/flags/:key/environments/:environment/validate',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const { flagSet, key, environment } = req.params;
      res.json({
        problems: await flags.validateEnvironment(
          { flagSet, key, environment },
          req.body,
          { credentials },
        ),
      });
    },
  );
}
