import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { root } from '../../scripts/launcher/paths.mjs';

export const charts = ['causeway', 'causeway-reader'];

/** The values files of all charts: what is rendered, compared and sent to an API server. */
export async function listCases() {
  const lists = await Promise.all(
    charts.map(async chart => {
      const folder = join('charts', chart, 'ci');
      const names = (await readdir(join(root, folder))).sort();
      return names.map(name => ({
        chart,
        name: basename(name, '-values.yaml'),
        file: join(folder, name),
      }));
    }),
  );
  return lists.flat();
}
