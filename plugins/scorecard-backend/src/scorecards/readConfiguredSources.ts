import {
  resolvePackagePath,
  type RootConfigService,
  type UrlReaderService,
} from '@backstage/backend-plugin-api';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ScorecardSource } from './ScorecardSource';

const shippedDirectory = resolvePackagePath(
  '@causeway/plugin-scorecard-backend',
  'scorecards',
);

/** What the configuration names, and the scorecards of the product. */
export interface ConfiguredSources {
  sources: ScorecardSource[];
  /** Paths among them, to watch. */
  paths: string[];
}

/** Reads where scorecards are written, in the order in which they win over each other. */
export function readConfiguredSources(options: {
  config: RootConfigService;
  urlReader: UrlReaderService;
}): ConfiguredSources {
  const { config, urlReader } = options;
  const names = config.getOptionalStringArray('scorecard.files') ?? [];
  const isShipped = config.getOptionalBoolean('scorecard.shipped') ?? true;
  const paths: string[] = [];

  const sources = names.map((name): ScorecardSource => {
    if (/^https?:\/\//.test(name)) {
      return {
        name,
        async read() {
          const response = await urlReader.readUrl(name);
          return (await response.buffer()).toString('utf8');
        },
      };
    }
    const path = resolve(name);
    paths.push(path);
    return { name, read: () => readFile(path, 'utf8') };
  });
  if (isShipped) {
    for (const file of readdirSync(shippedDirectory).sort()) {
      sources.push({
        name: `scorecards/${file}`,
        read: () => readFile(join(shippedDirectory, file), 'utf8'),
      });
    }
  }
  return { sources, paths };
}
