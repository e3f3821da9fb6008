import { serviceStates } from '@causeway/plugin-golden-paths-common';
import { useSearchParams } from 'react-router-dom';
import { serviceOrders, type ServiceSelection } from '../api';

type FilterName = 'template' | 'owner' | 'state';

/** Which services the page shows; it lives in the URL so that it can be linked to. */
export function useServiceFilters() {
  const [parameters, setParameters] = useSearchParams();
  const owner = parameters.get('owner');
  // A state or order that does not exist shows the default.
  const state = serviceStates.find(each => each === parameters.get('state'));
  const selection: ServiceSelection = {
    template: parameters.get('template') || undefined,
    owner: owner ? [owner] : undefined,
    state: state && [state],
    order: serviceOrders.find(each => each === parameters.get('order')),
  };
  const change = (set: (next: URLSearchParams) => void, replace: boolean) =>
    setParameters(
      previous => {
        const next = new URLSearchParams(previous);
        next.delete('cursor');
        set(next);
        return next;
      },
      { replace },
    );

  return {
    selection,
    cursor: parameters.get('cursor') ?? undefined,
    hasFilter: Boolean(
      selection.template || selection.owner || selection.state,
    ),
    /** Takes the value out of the URL if it is undefined. */
    setFilter: (name: FilterName | 'order', value: string | undefined) =>
      change(next => {
        if (value) {
          next.set(name, value);
        } else {
          next.delete(name);
        }
      }, true),
    clear: () =>
      change(next => {
        ['template', 'owner', 'state'].forEach(name => next.delete(name));
      }, true),
    /** A page of its own in the browser's history, so that Back goes to the page before. */
    setCursor: (cursor: string | undefined) =>
      change(next => {
        if (cursor) {
          next.set('cursor', cursor);
        }
      }, false),
  };
}

export type ServiceFilters = ReturnType<typeof useServiceFilters>;
