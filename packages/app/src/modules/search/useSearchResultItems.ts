import { appTreeApiRef, useApi } from '@backstage/frontend-plugin-api';
import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';
import { useMemo } from 'react';

/**
 * The result items that plugins attach to the search page, so that the search
 * dialog shows a result the same way the page does.
 */
export function useSearchResultItems() {
  const appTree = useApi(appTreeApiRef);

  return useMemo(() => {
    const { tree } = appTree.getTree();
    const nodes = tree.nodes.get('page:search')?.edges.attachments.get('items');
    return (nodes ?? []).flatMap(node => {
      const item = node.instance?.getData(
        SearchResultListItemBlueprint.dataRefs.item,
      );
      return item ? [item] : [];
    });
  }, [appTree]);
}
