import { Entity } from '@backstage/catalog-model';

/**
 * Finds the first link of an entity that leads to a runbook.
 *
 * @remarks
 * Descriptor files come from many repositories, so only an address on the web or a path within
 * the portal is taken.
 */
export function findRunbookUrl(entity: Entity): string | undefined {
  return entity.metadata.links?.find(
    ({ type, title, url }) =>
      (type?.toLowerCase() === 'runbook' || /runbook/i.test(title ?? '')) &&
      isSafe(url),
  )?.url;
}

const portal = 'https://portal.invalid';

function isSafe(url: string): boolean {
  if (url.startsWith('/')) {
    // Two slashes, or a slash and a backslash, lead to another host.
    return URL.canParse(url, portal) && new URL(url, portal).origin === portal;
  }
  return (
    URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
  );
}
