export interface Config {
  causeway?: {
    docs?: {
      /**
       * Why this installation cannot generate docs, as one or more plain sentences. When it is
       * set, no generation is tried, and a docs page that has nothing to show shows this.
       *
       * @visibility backend
       */
      unavailableReason?: string;
    };
  };
}
