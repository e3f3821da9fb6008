import { randomBytes } from 'node:crypto';

/**
 * The environment that `app-config.production.yaml` reads, for a machine that reaches no
 * cloud: published docs lie in a folder, and people sign in as a guest.
 *
 * @param {{ connection: string, url: string, docs: string, prefix: string }} options
 * @returns {NodeJS.ProcessEnv}
 */
export function productionEnvironment({ connection, url, docs, prefix }) {
  const server = new URL(connection);
  return {
    APP_BASE_URL: url,
    POSTGRES_HOST: server.hostname,
    POSTGRES_PORT: server.port,
    POSTGRES_USER: decodeURIComponent(server.username),
    POSTGRES_PASSWORD: decodeURIComponent(server.password),
    BACKEND_SECRET: randomBytes(24).toString('base64'),
    AUTH_SESSION_SECRET: randomBytes(24).toString('base64'),
    AUTH_GITHUB_CLIENT_ID: 'causeway',
    AUTH_GITHUB_CLIENT_SECRET: randomBytes(16).toString('hex'),
    GITHUB_ORGANIZATION: 'harborline',
    GITHUB_TOKEN: randomBytes(16).toString('hex'),
    GITHUB_WEBHOOK_SECRET: randomBytes(16).toString('hex'),
    TECHDOCS_S3_BUCKET: 'docs',
    AWS_REGION: 'eu-west-1',
    K8S_PROD_EU_TOKEN: 'token',
    K8S_PROD_EU_CA: 'authority',
    K8S_STAGING_TOKEN: 'token',
    K8S_STAGING_CA: 'authority',
    APP_CONFIG_backend_database_prefix: prefix,
    APP_CONFIG_techdocs_publisher: JSON.stringify({
      type: 'local',
      local: { publishDirectory: docs },
    }),
    APP_CONFIG_auth_providers_guest_dangerouslyAllowOutsideDevelopment: 'true',
    APP_CONFIG_app_signIn_providers: '["guest"]',
  };
}
