import { lazy, Suspense } from 'react';

const Mermaid = lazy(() =>
  import('backstage-plugin-techdocs-addon-mermaid').then(m => ({
    default: m.Mermaid,
  })),
);

/** Renders Mermaid code blocks; the library is large and loads on demand. */
export function MermaidDiagrams() {
  return (
    <Suspense fallback={null}>
      <Mermaid />
    </Suspense>
  );
}
