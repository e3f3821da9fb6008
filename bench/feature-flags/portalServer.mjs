import { createRequire } from 'node:module';
import { express, silentLogger } from './backend.mjs';

// The backend's own server is made of these.
const load = createRequire(
  new URL('../../packages/backend/package.json', import.meta.url),
);

/** A router behind what every request to a portal passes: log, headers, CORS, compression. */
export async function startPortalServer(router) {
  const { MiddlewareFactory } = load(
    '@backstage/backend-defaults/rootHttpRouter',
  );
  const { ConfigReader } = load('@backstage/config');
  const config = new ConfigReader({
    backend: { cors: { origin: 'http://localhost:3000' } },
  });
  const middleware = MiddlewareFactory.create({ config, logger: silentLogger });
  const app = express();
  app.use(middleware.helmet());
  app.use(middleware.cors());
  app.use(middleware.compression());
  app.use(middleware.logging());
  app.use('/api/feature-flags', router);
  app.use('/', router);
  app.use(middleware.notFound());
  app.use(middleware.error());
  return await new Promise(resolve => {
    const server = app.listen(0, '127.0.0.1', () =>
      resolve(server.address().port),
    );
  });
}
