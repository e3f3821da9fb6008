import { lazy, Suspense } from 'react';
import { mermaidConfig } from './mermaidConfig';

const Mermaid = lazy(() =>
  import('backstage-plugin-techdocs-addon-mermaid').then(m => ({
    default: m.Mermaid,
  })),
);

// The addon reads these again whenever they are new objects.
const lightConfig = mermaidConfig('light');
const darkConfig = mermaidConfig('dark');

/** Renders Mermaid code blocks; the library is large and loads on demand. */
export function MermaidDiagrams() {
  return (
    <Suspense fallback={null}>
      <Mermaid lightConfig={lightConfig} darkConfig={darkConfig} />
    </Suspense>
  );
}
