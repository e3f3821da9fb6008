import { useRouteRef } from '@backstage/frontend-plugin-api';
import { templateRouteRef } from '../routes';

/** The template that opens an update as a pull request, and what its form calls the entity. */
const updateTemplate = {
  namespace: 'default',
  templateName: 'update-from-golden-path',
};
const entityParameter = 'entity';

/** Links to the form that brings an entity up to date, filled in. */
export function useUpdateLink(): (entityRef: string) => string | undefined {
  const templateLink = useRouteRef(templateRouteRef);
  return entityRef => {
    const query = new URLSearchParams({
      formData: JSON.stringify({ [entityParameter]: entityRef }),
    });
    return templateLink && `${templateLink(updateTemplate)}?${query}`;
  };
}
