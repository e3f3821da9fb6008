export interface Config {
  permission?: {
    rbac?: {
      /**
       * Who may do what, one line each, in the CSV form of the community's RBAC plugin:
       * `p, role:default/<name>, <permission or resource type>, <action>, allow|deny[, <condition>]`
       * and `g, <user or group>, role:default/<name>`. Lines that begin with `#` are comments.
       */
      policies?: string;
      /** A file with further lines, relative to the working directory. */
      'policies-csv-file'?: string;
      /** The role of everybody who is signed in. */
      defaultRole?: string;
      admin?: {
        /** Users and groups that have the role `role:default/admin`. */
        users?: Array<{ name: string }>;
        /** Users and groups that may do everything, whatever the lines say. */
        superUsers?: Array<{ name: string }>;
      };
      /** Names of permissions of plugins that the portal does not come with. */
      otherPermissions?: string[];
    };
  };
}
