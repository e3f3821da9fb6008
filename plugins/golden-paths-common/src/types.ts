/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

export type RepositoryHostType = 'github' | 'gitlab' | 'gitea';

/** A place where repositories can be created. */
export interface RepositoryHost {
  /** As an entry under `integrations` names it, with its port. */
  host: string;
  type: RepositoryHostType;
  title: string;
  /** Who owns new repositories unless somebody says otherwise. */
  defaultOwner?: string;
  /** Whether it is taken where a form names none. */
  isDefault: boolean;
}

/** Whether a name can be given to something new. */
export interface NameAvailability {
  name: string;
  catalog: { state: 'free' | 'taken'; entityRef?: string };
  forge: {
    state: 'free' | 'taken' | 'unknown';
    /** Of the repository that has the name. */
    url?: string;
    /** Why it is unknown, as a sentence. */
    reason?: string;
  };
}

export interface PreviewFile {
  path: string;
  /** Left out for what is no text, or too long to show. */
  text?: string;
  /** In bytes. */
  size: number;
}

export interface PreviewProblem {
  file?: string;
  line?: number;
  message: string;
}

/** What a template would write. */
export interface Preview {
  files: PreviewFile[];
  problems: PreviewProblem[];
}

/** How a template does; only for who may read its usage. */
export interface TemplateRuns {
  total: number;
  succeeded: number;
  failed: number;
  /** Of the runs that ended, from 0 to 1; missing before the first. */
  successRate?: number;
  /** Of the runs that succeeded; missing before the first. */
  medianSeconds?: number;
}

export interface GoldenPath {
  templateRef: string;
  title: string;
  description?: string;
  owner?: string;
  version?: string;
  /** Missing where the reader may not see it. */
  runs?: TemplateRuns;
  /** How many entities of the catalog came from it. */
  services: number;
  /** How many of them follow an older version. */
  behind: number;
}

/** `unknown`: no version is recorded, or the template has none or is gone. */
export type ServiceState = 'current' | 'behind' | 'unknown';

export const serviceStates = ['current', 'behind', 'unknown'] as const;

/** An entity that came from a golden path. */
export interface GoldenPathService {
  entityRef: string;
  title: string;
  owner?: string;
  templateRef: string;
  /** What its repository follows. */
  version?: string;
  /** What its template is at. */
  latestVersion?: string;
  state: ServiceState;
}

/** What a list counts to, so that it costs the same however many there are. */
export const HIGHEST_SERVICE_COUNT = 1_000;

export interface ServicePage extends Page<GoldenPathService> {
  /** How many there are in all pages; absent if that is more than the highest count. */
  total?: number;
}
