import { lazy, Suspense } from 'react';
import { LoadingState } from '@causeway/frontend-common';
import type { JsonEditorProps } from './JsonEditor';

const JsonEditor = lazy(() =>
  import('./JsonEditor').then(m => ({ default: m.JsonEditor })),
);

/** The editor, loaded when it is first shown: nobody who only looks pays for it. */
export function LazyJsonEditor(props: JsonEditorProps) {
  return (
    <Suspense fallback={<LoadingState label={props.label} height={128} />}>
      <JsonEditor {...props} />
    </Suspense>
  );
}
