export type { HostApi } from './HostApi';
export { IntegrationHosts } from './IntegrationHosts';
export type {
  HostedRepository,
  RepositoryHost,
  RepositoryName,
} from './RepositoryHost';
export { toPlainText } from './toPlainText';
