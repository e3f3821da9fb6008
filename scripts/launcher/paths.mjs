import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the launcher fetches: Node, the Python environment, caches. Safe to delete. */
export const tools = join(root, '.tools');

/** What the portal stores. `npm run reset` deletes it. */
export const defaultData = join(root, '.data');

/** The extracted production bundle. Safe to delete. */
export const bundle = join(root, '.bundle');

/** The tree that the image holds, where `npm run bundle` makes it. Safe to delete. */
export const image = join(root, '.image');
