export {
  GOLDEN_PATH_API_VERSION,
  GOLDEN_PATH_BRANCH,
  GOLDEN_PATH_FILE,
  GOLDEN_PATH_KIND,
  GOLDEN_PATH_VERSION_TRAILER,
  SOURCE_TEMPLATE_ANNOTATION,
  TEMPLATE_VERSION_ANNOTATION,
} from './annotations';
export {
  goldenPathsPermissions,
  ownerAnyPermission,
  usageReadPermission,
} from './permissions';
export { HIGHEST_SERVICE_COUNT, serviceStates } from './types';
export type {
  GoldenPath,
  GoldenPathService,
  NameAvailability,
  Page,
  Preview,
  PreviewFile,
  PreviewProblem,
  RepositoryHost,
  RepositoryHostType,
  ServicePage,
  ServiceState,
  TemplateRuns,
} from './types';
