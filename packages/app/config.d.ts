export interface Config {
  app?: {
    signIn?: {
      /**
       * Ways to sign in, in this order. Each needs its provider under
       * `auth.providers`; `guest` is never there unless it is named.
       *
       * @deepVisibility frontend
       */
      providers?: Array<
        'guest' | 'github' | 'google' | 'microsoft' | 'okta' | 'oidc'
      >;
      /** Whom somebody asks who cannot sign in. */
      contact?: {
        /** A team or a person, as the page names it.
         * @visibility frontend
         */
        title: string;
        /** A page, or an address after `mailto:`.
         * @visibility frontend
         */
        url?: string;
      };
      /**
       * What the button of `oidc` calls the provider. Defaults to "single sign-on".
       *
       * @visibility frontend
       */
      oidcTitle?: string;
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
