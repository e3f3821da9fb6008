import { existsSync } from 'node:fs';
import {
  resolvePackagePath,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { RequestHandler } from 'express';
import expressStaticGzip from 'express-static-gzip';

/**
 * Serves the app's assets as they were compressed when the bundle was made, and leaves all
 * others to the app plugin.
 *
 * @remarks
 * Compressing for each request has to be quick; ahead there is time for the best that Brotli
 * can do.
 */
export function serveCompressedAssets(
  config: RootConfigService,
): RequestHandler {
  const packageName = config.getOptionalString('app.packageName') ?? 'app';
  // Beside the assets they would be stored in the database with them.
  const folder = resolvePackagePath(packageName, 'compressed');
  if (!existsSync(folder)) {
    return (_req, _res, next) => next();
  }
  return expressStaticGzip(folder, {
    enableBrotli: true,
    orderPreference: ['br'],
    index: false,
    // Their names change with their content.
    serveStatic: { immutable: true, maxAge: '365d' },
  });
}
