export interface Config {
  goldenPaths?: {
    /**
     * Where the skeletons are: a folder that holds one folder for each template, with its
     * `template.yaml` and `skeleton/`, and `shared/` with the parts they share. An absolute path,
     * a `file:` URL, or the URL of a folder at a configured integration.
     */
    root?: string;
  };
}
