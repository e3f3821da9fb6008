import { ResponseError } from '@backstage/errors';
import type { FetchApi, IdentityApi } from '@backstage/frontend-plugin-api';

/**
 * Asks the flag server for all flags of a set, for the signed-in user.
 *
 * @returns whether each flag is on; a flag that is not boolean, or that leaves
 *   the answer to the client, is not in it
 */
export async function evaluatePortalFlags(options: {
  flagSet: string;
  environment: string;
  fetchApi: FetchApi;
  identityApi: IdentityApi;
}): Promise<Map<string, boolean>> {
  const { flagSet, environment, fetchApi, identityApi } = options;
  // Answers once the user has signed in.
  const { userEntityRef, ownershipEntityRefs } =
    await identityApi.getBackstageIdentity();

  const query = new URLSearchParams({ flagSet, environment });
  const response = await fetchApi.fetch(
    `plugin://feature-flags/ofrep/v1/evaluate/flags?${query}`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        context: { targetingKey: userEntityRef, ownershipEntityRefs },
      }),
    },
  );
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return readBooleanFlags(await response.json());
}

function readBooleanFlags(body: {
  flags?: { key: string; value?: unknown }[];
}): Map<string, boolean> {
  return new Map(
    (body.flags ?? []).flatMap(({ key, value }) =>
      typeof value === 'boolean' ? [[key, value] as const] : [],
    ),
  );
}
