import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RouterOptions, ScorecardRouter } from './router';

export const defaultLimit = 100;
const defaultTrendDays = 90;
const defaultMoverDays = 7;

/** Scorecards, and how many entities do well by them. */
export function addScorecardRoutes(
  router: ScorecardRouter,
  { access, exports, overview, scorecards }: RouterOptions,
): void {
  router.get('/v1/scorecards', async (req, res) => {
    await access.getReader(req);
    const items = await scorecards.list();
    res.json({
      items: items.map(item => ({ ...item, scorecard: { ...item.scorecard } })),
    });
  });

  router.get('/v1/scorecards/:id', async (req, res) => {
    await access.getReader(req);
    const item = await scorecards.get(req.params.id);
    res.json({ ...item, scorecard: { ...item.scorecard } });
  });

  router.get('/v1/scorecards/:id/rollups', async (req, res) => {
    const credentials = await access.getReader(req);
    const { by, limit = defaultLimit, cursor, ...selection } = req.query;
    res.json(
      await overview.listRollups(
        req.params.id,
        { by, limit, cursor, selection },
        { credentials },
      ),
    );
  });

  router.get('/v1/scorecards/:id/entities', async (req, res) => {
    const credentials = await access.getReader(req);
    const { limit = defaultLimit, cursor, ...selection } = req.query;
    res.json(
      await overview.listEntities(
        req.params.id,
        { limit, cursor, selection },
        { credentials },
      ),
    );
  });

  router.get('/v1/scorecards/:id/rules', async (req, res) => {
    const credentials = await access.getReader(req);
    res.json({
      items: await overview.countStates(req.params.id, req.query, {
        credentials,
      }),
    });
  });

  router.get('/v1/scorecards/:id/rules/:rule/entities', async (req, res) => {
    const credentials = await access.getReader(req);
    const { state, limit = defaultLimit, cursor, ...selection } = req.query;
    res.json(
      await overview.listByRule(
        req.params.id,
        {
          ruleId: req.params.rule,
          states: state ?? ['fail'],
          limit,
          cursor,
          selection,
        },
        { credentials },
      ),
    );
  });

  router.get('/v1/scorecards/:id/trend', async (req, res) => {
    const credentials = await access.getReader(req);
    const { days = defaultTrendDays, ...selection } = req.query;
    res.json({
      items: await overview.getTrend(
        req.params.id,
        { days, selection },
        { credentials },
      ),
    });
  });

  router.get('/v1/scorecards/:id/movers', async (req, res) => {
    const credentials = await access.getReader(req);
    const { days = defaultMoverDays, ...selection } = req.query;
    res.json(
      await overview.getMovers(
        req.params.id,
        { days, selection },
        { credentials },
      ),
    );
  });

  router.get('/v1/scorecards/:id/export', async (req, res) => {
    const credentials = await access.getReader(req);
    const { id } = req.params;
    const { format, rule, state, ...selection } = req.query;
    const { contentType, chunks } = await exports.start(
      { scorecardId: id, format, ruleId: rule, states: state, selection },
      { credentials },
    );
    res.attachment(`${rule === undefined ? id : `${id}-${rule}`}.${format}`);
    // `attachment` sets a type by the ending, without the character set.
    res.setHeader('Content-Type', contentType);
    await pipeline(Readable.from(chunks), res);
  });

  router.get('/v1/rollups', async (req, res) => {
    const credentials = await access.getReader(req);
    const { by, limit = defaultLimit, cursor, ...selection } = req.query;
    res.json(
      await overview.getHeatMap(
        { by, limit, cursor, selection },
        { credentials },
      ),
    );
  });

  router.get('/v1/problems', async (req, res) => {
    await access.getReader(req);
    res.json({ ...(await scorecards.listProblems()) });
  });
}
