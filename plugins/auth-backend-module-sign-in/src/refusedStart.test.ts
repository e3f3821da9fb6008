import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import authModuleSignIn from '.';
import { byId, client } from './__testUtils__/startPortal';

describe('the start of the portal', () => {
  const microsoft = {
    ...client,
    tenantId: 'tenant',
    signIn: { resolvers: [byId] },
  };
  const without = (key: keyof typeof microsoft) =>
    Object.fromEntries(
      Object.entries(microsoft).filter(([name]) => name !== key),
    );

  it.each([
    [
      'a name that no provider has',
      ['microsft'],
      {},
      "'microsft' in app.signIn.providers is not a known provider. Known are github, google, microsoft, okta, oidc, guest.",
    ],
    [
      'no client secret',
      ['microsoft'],
      { providers: { microsoft: { production: without('clientSecret') } } },
      "'auth.providers.microsoft.production.clientSecret' is missing, and app.signIn.providers names 'microsoft'. Set it, or the environment variable that it is read from.",
    ],
    [
      'no tenant',
      ['microsoft'],
      { providers: { microsoft: { production: without('tenantId') } } },
      "'auth.providers.microsoft.production.tenantId' is missing",
    ],
    [
      'a provider for another environment',
      ['microsoft'],
      { providers: { microsoft: { development: microsoft } } },
      "'auth.providers.microsoft.production.clientId' is missing",
    ],
    [
      'no resolver',
      ['microsoft'],
      { providers: { microsoft: { production: without('signIn') } } },
      "'auth.providers.microsoft.production.signIn.resolvers' is missing: it says by what a user in the catalog is found.",
    ],
    [
      'no secret for sessions',
      ['oidc'],
      {
        providers: {
          oidc: {
            production: {
              ...client,
              metadataUrl: 'http://127.0.0.1:9/',
              signIn: { resolvers: [byId] },
            },
          },
        },
      },
      "'auth.session.secret' is missing, and sign-in with OpenID Connect needs it. Set it to a long random text that all replicas share.",
    ],
    [
      'a guest outside development',
      ['guest'],
      { providers: { guest: {} } },
      "app.signIn.providers names 'guest', and everybody who reaches the portal could enter. Take it off the list, or say that you want it with 'auth.providers.guest.dangerouslyAllowOutsideDevelopment: true'.",
    ],
  ])('is refused with %s', async (_, names, auth, message) => {
    await expect(
      startTestBackend({
        features: [
          authPlugin,
          authModuleSignIn,
          catalogServiceMock.factory(),
          mockServices.database.mock().factory,
          mockServices.rootConfig.factory({
            data: {
              app: {
                baseUrl: 'http://localhost:3000',
                signIn: { providers: names },
              },
              backend: { baseUrl: 'http://localhost:7007' },
              auth: { environment: 'production', ...auth },
            },
          }),
        ],
      }),
    ).rejects.toThrow(message);
  });
});
