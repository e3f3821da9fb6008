import { stringifyEntityRef } from '@backstage/catalog-model';
import { defaultLimit } from './addScorecardRoutes';
import { drawBadge } from './drawBadge';
import { toEntityRef } from './FactPushService';
import type { RouterOptions, ScorecardRouter } from './router';

/** How one entity does. */
export function addEntityRoutes(
  router: ScorecardRouter,
  { access, areBadgesPublic, entities }: RouterOptions,
): void {
  const entity = '/v1/entities/:kind/:namespace/:name';

  router.get(entity, async (req, res) => {
    const credentials = await access.getReader(req);
    const entityRef = stringifyEntityRef(req.params);
    res.json({
      items: await entities.listScorecards(entityRef, { credentials }),
    });
  });

  router.get(`${entity}/explain`, async (req, res) => {
    const credentials = await access.getReader(req);
    const entityRef = stringifyEntityRef(req.params);
    const { scorecard: scorecardId, rule: ruleId } = req.query;
    const explanation = await entities.explain(
      { entityRef, scorecardId, ruleId },
      { credentials },
    );
    res.json({ ...explanation });
  });

  router.get(`${entity}/history`, async (req, res) => {
    const credentials = await access.getReader(req);
    const entityRef = stringifyEntityRef(req.params);
    const { scorecard: scorecardId, cursor, limit = defaultLimit } = req.query;
    res.json(
      await entities.listTransitions(
        { entityRef, scorecardId, cursor, limit },
        { credentials },
      ),
    );
  });

  router.post(`${entity}/refresh`, async (req, res) => {
    const credentials = await access.getReader(req);
    await entities.refresh(stringifyEntityRef(req.params), { credentials });
    res.status(202).end();
  });

  router.get('/v1/gate', async (req, res) => {
    const credentials = await access.getReader(req);
    const { entityRef, scorecard: scorecardId, level } = req.query;
    res.json(
      await entities.gate(
        { entityRef: toEntityRef(entityRef), scorecardId, level },
        { credentials },
      ),
    );
  });

  router.get('/v1/badge/:kind/:namespace/:name/:file', async (req, res) => {
    const { file, ...compoundRef } = req.params;
    const entityRef = stringifyEntityRef(compoundRef);
    const scorecardId = file.replace(/\.svg$/, '');
    const { scorecard, result } = areBadgesPublic
      ? await entities.getScorecard(entityRef, scorecardId)
      : await entities.getVisibleScorecard(entityRef, scorecardId, {
          credentials: await access.getReader(req),
        });
    const level = result.levels.find(({ id }) => id === result.level)?.title;
    const percent =
      result.score === undefined
        ? 'not scored'
        : `${Math.floor(result.score * 100)} %`;
    res
      .set(
        'Cache-Control',
        `${areBadgesPublic ? 'public' : 'private'}, max-age=60`,
      )
      .set(
        'Cross-Origin-Resource-Policy',
        areBadgesPublic ? 'cross-origin' : 'same-site',
      )
      // Opened on its own, an image is a page of the portal's origin.
      .set(
        'Content-Security-Policy',
        "default-src 'none'; style-src 'unsafe-inline'",
      )
      .type('image/svg+xml')
      .end(
        drawBadge({
          label: scorecard.title,
          value: level === undefined ? percent : `${level}, ${percent}`,
          share: result.score,
        }),
      );
  });
}
