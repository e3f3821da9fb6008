/**
 * What the vanilla app needs to start in production on this machine.
 *
 * @param {{ connection: string, url: string, port: number, prefix: string }} options
 * @returns {NodeJS.ProcessEnv}
 */
export function vanillaEnvironment({ connection, url, port, prefix }) {
  const server = new URL(connection);
  return {
    POSTGRES_HOST: server.hostname,
    POSTGRES_PORT: server.port,
    POSTGRES_USER: decodeURIComponent(server.username),
    POSTGRES_PASSWORD: decodeURIComponent(server.password),
    APP_CONFIG_app_baseUrl: url,
    APP_CONFIG_backend_baseUrl: url,
    APP_CONFIG_backend_listen: `127.0.0.1:${port}`,
    APP_CONFIG_backend_database_prefix: prefix,
    APP_CONFIG_auth_providers_guest_dangerouslyAllowOutsideDevelopment: 'true',
  };
}
