import type { RouterOptions, ScorecardRouter } from './router';

const defaultPageSize = 5000;

/** Levels for other plugins, which decide themselves who sees them. */
export function addLevelRoutes(
  router: ScorecardRouter,
  { access, levels }: RouterOptions,
): void {
  router.get('/v1/levels', async (req, res) => {
    await access.getReader(req, { allow: ['service'] });
    const { cursor, limit = defaultPageSize } = req.query;
    if (cursor === undefined) {
      const etag = `"${await levels.getVersion()}"`;
      res.setHeader('ETag', etag);
      if (req.headers['if-none-match'] === etag) {
        res.status(304).end();
        return;
      }
    }
    res.json(await levels.list({ cursor, limit }));
  });
}
