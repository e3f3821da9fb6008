import { lazy, Suspense } from 'react';

const LoadedCatalogExportButton = lazy(async () => ({
  default: (await import('original-module/CatalogExportButton'))
    .CatalogExportButton,
}));

/** The button that exports the catalog, loaded where it is switched on. */
export function CatalogExportButton(props: object) {
  return (
    <Suspense fallback={null}>
      <LoadedCatalogExportButton {...props} />
    </Suspense>
  );
}
