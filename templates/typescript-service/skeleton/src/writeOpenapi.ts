import { mkdirSync, writeFileSync } from 'node:fs';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';

const { server } = await createApp({
  config: readConfig({ LOG_LEVEL: 'error' }),
  version: 'development',
});
await server.ready();
const folder = new URL('../api/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('openapi.yaml', folder), server.swagger({ yaml: true }));
await server.close();
