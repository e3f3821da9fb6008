export interface Config {
  app?: {
    signIn?: {
      /**
       * Ways to sign in, in the order of the page's own list. Each but `guest`
       * needs its provider under `auth.providers`. Defaults to `guest` alone.
       *
       * @deepVisibility frontend
       */
      providers?: Array<
        'guest' | 'github' | 'gitlab' | 'google' | 'microsoft' | 'okta' | 'oidc'
      >;
    };
  };

  causeway?: {
    /**
     * Which cluster a locally started portal shows on the Kubernetes tab. The
     * launcher sets it; leave it out everywhere else.
     *
     * @visibility frontend
     */
    localCluster?: 'demo' | 'kubeconfig';
  };
}
