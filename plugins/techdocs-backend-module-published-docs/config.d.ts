import { HumanDuration } from '@backstage/types';

export interface Config {
  causeway?: {
    docs?: {
      published?: {
        /** How long a page stays in the cache after it was read from the storage. 1 day by default. */
        cacheTtl?: HumanDuration | string;
        /** How long a new publication may go unnoticed. 15 seconds by default. */
        noticeWithin?: HumanDuration | string;
      };
    };
  };
}
