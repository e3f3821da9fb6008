// What `bundler/deferHeavyModules.cjs` calls the modules whose place these files take.
declare module 'original-module/MarkdownContent' {
  export { MarkdownContent } from '@backstage/core-components';
}

declare module 'original-module/ToastContainer' {
  import type { ForwardRefExoticComponent, RefAttributes } from 'react';

  /** What the container reads of the queue of `react-stately`. */
  export interface ToastQueue {
    readonly visibleToasts: readonly unknown[];
    subscribe(onChange: () => void): () => void;
  }

  export interface ToastContainerProps {
    queue: ToastQueue;
    className?: string;
  }

  export const ToastContainer: ForwardRefExoticComponent<
    ToastContainerProps & RefAttributes<HTMLDivElement>
  >;
}

declare module 'original-module/CatalogExportButton' {
  import type { ComponentType } from 'react';

  export const CatalogExportButton: ComponentType<object>;
}

declare module 'original-module/CatalogImportClient' {
  export { CatalogImportClient } from '@backstage/plugin-catalog-import';
}
