/**
 * Makes this start one that brings the databases of all plugins up to date and does no work
 * of theirs.
 *
 * @remarks
 * Plugins migrate while they start, and there is no other way to ask them to. The environment
 * wins over every file.
 */
export function prepareMigration(): void {
  Object.assign(process.env, {
    APP_CONFIG_backend_database_skipMigrations: 'false',
    // Any free port, on this machine only: the pods that serve may share the address.
    APP_CONFIG_backend_listen_host: '127.0.0.1',
    APP_CONFIG_backend_listen_port: '0',
    APP_CONFIG_catalog_processingInterval: 'false',
    APP_CONFIG_causeway_health_port: '0',
    APP_CONFIG_causeway_shutdown_drainDelay: 'PT0S',
    APP_CONFIG_causeway_tasks_enabled: 'false',
    APP_CONFIG_scaffolder_concurrentTasksLimit: '0',
  });
}
