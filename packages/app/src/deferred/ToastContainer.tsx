import {
  forwardRef,
  lazy,
  Suspense,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ToastContainerProps } from 'original-module/ToastContainer';

const LoadedToastContainer = lazy(async () => ({
  default: (await import('original-module/ToastContainer')).ToastContainer,
}));

/** The messages of the app, whose animations are loaded with the first message. */
export const ToastContainer = forwardRef<HTMLDivElement, ToastContainerProps>(
  (props, ref) => {
    const { queue } = props;
    const [subscribe] = useState(
      () => (onChange: () => void) => queue.subscribe(onChange),
    );
    const hasToasts = useSyncExternalStore(
      subscribe,
      () => queue.visibleToasts.length > 0,
    );
    // It stays afterwards, so that the last message can slide out.
    const [isNeeded, setNeeded] = useState(false);
    if (hasToasts && !isNeeded) {
      setNeeded(true);
    }
    return isNeeded ? (
      <Suspense fallback={null}>
        <LoadedToastContainer {...props} ref={ref} />
      </Suspense>
    ) : null;
  },
);
