import { AuthenticationError, NotAllowedError } from '@backstage/errors';
import type { IncomingMessage } from 'node:http';
import type { FileScope } from '../flagd-files/FlagdFileService';
import type { KeyPrincipal } from '../keys/AcceptedKeys';
import { environmentKeyStart } from '../keys/environmentKeyText';
import { matchesEntityTag } from '../ofrep/matchesEntityTag';
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

  router.get(
    '/v1/flag-sets/:flagSet/environments/:environment/flagd.json',
    async (req, res) => {
      const { flagSet, environment } = req.params;
      const scope = { flagSet, environment };
      const rawKey = readRawKey(req);
      if (rawKey === undefined) {
        const credentials = await httpAuth.credentials(req, {
          allow: ['user', 'service'],
        });
        await files.authorizeRead(scope, { credentials });
      } else {
        assertKeyOf(scope, await keys.authenticate(rawKey));
      }

      const withPortalMetadata = rawKey === undefined;
      const toTag = (revision: number) =>
        `"1-${withPortalMetadata ? 'portal' : 'flagd'}-${revision}"`;
      res.set('Cache-Control', 'private, no-cache');
      res.vary('Authorization, X-API-Key');
      const tag = toTag(await files.getRevision(scope));
      if (matchesEntityTag(req.headers['if-none-match'], tag)) {
        res.set('ETag', tag).status(304).end();
        return;
      }
      const { text, revision } = await files.print(scope, {
        withPortalMetadata,
      });
      res.set('ETag', toTag(revision)).type('application/json').end(text);
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
          files.importFile({ flagSet, environment }, req.body, {
            credentials,
            revision: req.query.revision,
          }),
      );
      res.json(result);
    },
  );

  router.post(
    '/v1/flag-sets/:flagSet/environments/:environment/flagd.json/preview',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const { flagSet, environment } = req.params;
      res.json(
        await files.previewFile({ flagSet, environment }, req.body, {
          credentials,
        }),
      );
    },
  );
}

/** An environment key looks unlike a token of the portal, which may stand in the same header. */
function readRawKey({ headers }: IncomingMessage): string | undefined {
  const apiKey = headers['x-api-key'];
  if (typeof apiKey === 'string') {
    return apiKey;
  }
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return bearer?.startsWith(environmentKeyStart) ? bearer : undefined;
}

function assertKeyOf(
  { flagSet, environment }: FileScope,
  principal: KeyPrincipal | undefined,
): void {
  if (!principal) {
    throw new AuthenticationError('The environment key is not valid');
  }
  if (principal.flagSet !== flagSet || principal.environment !== environment) {
    throw new NotAllowedError(
      `The environment key is for flag set '${principal.flagSet}' in '${principal.environment}'`,
    );
  }
}
