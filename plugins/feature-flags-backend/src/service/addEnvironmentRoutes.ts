import { audited } from './audited';
import type { FlagsRouter, RouterOptions } from './router';

/** What belongs to a flag set in one environment: its keys and its flagd file. */
export function addEnvironmentRoutes(
  router: FlagsRouter,
  { auditor, files, httpAuth, keys }: RouterOptions,
): void {
  router.get(
    '/v1/flag-sets/:flagSet/environments/:environment/keys',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const { flagSet, environment } = req.params;
      res.json({
        items: await keys.list({ flagSet, environment }, { credentials }),
      });
    },
  );

  router.post(
    '/v1/flag-sets/:flagSet/environments/:environment/keys',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const { flagSet, environment } = req.params;
      const key = await audited(
        auditor,
        {
          eventId: 'environment-key-create',
          severityLevel: 'high',
          request: req,
          meta: { flagSet, environment, name: req.body.name },
        },
        () => keys.create({ flagSet, environment }, req.body, { credentials }),
      );
      res.status(201).json(key);
    },
  );

  router.post(
    '/v1/flag-sets/:flagSet/environments/:environment/keys/:id/rotate',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const { flagSet, environment, id } = req.params;
      const graceSeconds = req.body?.graceSeconds;
      const key = await audited(
        auditor,
        {
          eventId: 'environment-key-rotate',
          severityLevel: 'high',
          request: req,
          meta: { flagSet, environment, id },
        },
        () =>
          keys.rotate(
            { flagSet, environment },
            { id, graceSeconds },
            { credentials },
          ),
      );
      res.json(key);
    },
  );

  router.delete(
    '/v1/flag-sets/:flagSet/environments/:environment/keys/:id',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const { flagSet, environment, id } = req.params;
      await audited(
        auditor,
        {
          eventId: 'environment-key-revoke',
          severityLevel: 'high',
          request: req,
          meta: { flagSet, environment, id },
        },
        () => keys.revoke({ flagSet, environment }, { id }, { credentials }),
      );
      res.status(204).end();
    },
  );

  router.put(
    '/v1/flag-sets/:flagSet/environments/:environment/flagd.json',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const { flagSet, environment } = req.params;
      const result = await audited(
        auditor,
        {
          eventId: 'flagd-file-import',
          severityLevel: 'high',
          request: req,
          meta: { flagSet, environment },
        },
        () =>
          files.importFile({ flagSet, environment }, req.body, { credentials }),
      );
      res.json(result);
    },
  );
}
