// What golden paths need of the portal, and nothing else: the scaffolder with the portal's own
// actions, the catalog, a Git forge. Runs as a process of its own, with the CLI's transform, because
// the modules are TypeScript. Its configuration comes with `--config`, the forge by environment.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const requireHere = createRequire(import.meta.url);
const { createBackend } = requireHere('@backstage/backend-defaults');
const { startForge } = requireHere(
  fileURLToPath(
    new URL(
      '../../packages/local-services/src/forge/startForge.ts',
      import.meta.url,
    ),
  ),
);

const features = [
  '@backstage/plugin-auth-backend',
  '@backstage/plugin-auth-backend-module-guest-provider',
  '@backstage/plugin-catalog-backend',
  '@backstage/plugin-catalog-backend-module-logs',
  '@backstage/plugin-catalog-backend-module-scaffolder-entity-model',
  '@backstage/plugin-scaffolder-backend',
  '@backstage/plugin-scaffolder-backend-module-gitea',
  '@backstage/plugin-scaffolder-backend-module-github',
  '@causeway/plugin-scaffolder-backend-module-golden-paths',
  '@causeway/plugin-scaffolder-backend-module-wait-for-entity',
];

const { FORGE_URL, FORGE_USER, FORGE_PASSWORD, FORGE_FOLDER } = process.env;

try {
  await startForge({
    port: Number(new URL(FORGE_URL).port),
    baseUrl: FORGE_URL,
    repositoriesDir: FORGE_FOLDER,
    users: [{ username: FORGE_USER, password: FORGE_PASSWORD }],
    organizations: ['harborline'],
    logger: { error() {}, warn() {}, info() {}, debug() {} },
  });
  const backend = createBackend();
  for (const feature of features) {
    backend.add(requireHere(feature));
  }
  await backend.start();
  process.send({ type: 'ready' });
} catch (error) {
  process.send({ type: 'failed', reason: error.message });
}
