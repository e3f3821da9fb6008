/** State of an external flag in one of its system's environments. */
export interface ExternalFlagEnvironment {
  name: string;
  isEnabled: boolean;
  /** A short description of the rules, if there are any. */
  summary?: string;
}

/** A flag that another system stores, with nothing in it that the portal does not show. */
export interface ExternalFlag {
  /** The configured name of the source. */
  source: string;
  key: string;
  description?: string;
  environments: ExternalFlagEnvironment[];
  isStale: boolean;
  createdAt?: string;
  /** The flag's page in its own system. */
  url?: string;
}
