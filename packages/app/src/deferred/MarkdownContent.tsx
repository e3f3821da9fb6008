import type { MarkdownContent as Original } from '@backstage/core-components';
import { lazy, Suspense, type ComponentProps } from 'react';

const LoadedMarkdownContent = lazy(async () => ({
  default: (await import('original-module/MarkdownContent')).MarkdownContent,
}));

/** Markdown, whose parser is loaded with the first text. */
export function MarkdownContent(props: ComponentProps<typeof Original>) {
  return (
    <Suspense fallback={null}>
      <LoadedMarkdownContent {...props} />
    </Suspense>
  );
}
