import type { Config } from '@backstage/config';
import {
  githubAuthenticator,
  githubSignInResolvers,
} from '@backstage/plugin-auth-backend-module-github-provider';
import {
  googleAuthenticator,
  googleSignInResolvers,
} from '@backstage/plugin-auth-backend-module-google-provider';
import {
  microsoftAuthenticator,
  microsoftSignInResolvers,
} from '@backstage/plugin-auth-backend-module-microsoft-provider';
import {
  oidcAuthenticator,
  oidcSignInResolvers,
} from '@backstage/plugin-auth-backend-module-oidc-provider';
import {
  oktaAuthenticator,
  oktaSignInResolvers,
} from '@backstage/plugin-auth-backend-module-okta-provider';
import {
  commonSignInResolvers,
  type OAuthAuthenticatorResult,
  type PassportProfile,
} from '@backstage/plugin-auth-node';
import { defineProvider } from './defineProvider';
import type { Account } from './explainSignIn';
import { discoverTokenEndpoint, type TokenEndpoint } from './findCause';

/** Providers of OAuth and OpenID Connect that the configuration may enable. */
export const providers = [
  defineProvider({
    id: 'github',
    title: 'GitHub',
    requiredKeys: ['clientId', 'clientSecret'],
    authenticator: githubAuthenticator,
    resolvers: { ...githubSignInResolvers, ...commonSignInResolvers },
    describeAccount: describePassportAccount,
    findTokenEndpoint: async config => {
      const url =
        config.getOptionalString('enterpriseInstanceUrl') ??
        'https://github.com';
      return inBody(`${url.replace(/\/$/, '')}/login/oauth/access_token`);
    },
  }),
  defineProvider({
    id: 'google',
    title: 'Google',
    requiredKeys: ['clientId', 'clientSecret'],
    authenticator: googleAuthenticator,
    resolvers: { ...googleSignInResolvers, ...commonSignInResolvers },
    describeAccount: describePassportAccount,
    findTokenEndpoint: async () =>
      inBody('https://www.googleapis.com/oauth2/v4/token'),
  }),
  defineProvider({
    id: 'microsoft',
    title: 'Microsoft',
    requiredKeys: ['clientId', 'clientSecret', 'tenantId'],
    authenticator: microsoftAuthenticator,
    resolvers: { ...microsoftSignInResolvers, ...commonSignInResolvers },
    describeAccount: describePassportAccount,
    findTokenEndpoint: async config =>
      inBody(
        `https://login.microsoftonline.com/${config.getString(
          'tenantId',
        )}/oauth2/v2.0/token`,
      ),
  }),
  defineProvider({
    id: 'okta',
    title: 'Okta',
    requiredKeys: ['clientId', 'clientSecret', 'audience'],
    authenticator: oktaAuthenticator,
    resolvers: { ...oktaSignInResolvers, ...commonSignInResolvers },
    describeAccount: describePassportAccount,
    findTokenEndpoint: async config => {
      const server = config.getOptionalString('authServerId');
      return inHeader(
        `${config.getString('audience')}/oauth2${
          server ? `/${server}` : ''
        }/v1/token`,
      );
    },
  }),
  defineProvider({
    id: 'oidc',
    title: 'Single sign-on',
    requiredKeys: ['clientId', 'clientSecret', 'metadataUrl'],
    authenticator: oidcAuthenticator,
    resolvers: { ...oidcSignInResolvers },
    describeAccount: ({ fullProfile: { userinfo } }) => ({
      id: userinfo.sub,
      userName: userinfo.preferred_username,
      unverifiedEmail: userinfo.email_verified ? undefined : userinfo.email,
    }),
    findTokenEndpoint: findOidcTokenEndpoint,
  }),
];

function describePassportAccount({
  fullProfile,
}: OAuthAuthenticatorResult<PassportProfile | undefined>): Account {
  return { id: fullProfile?.id, userName: fullProfile?.username };
}

async function findOidcTokenEndpoint(
  config: Config,
): Promise<TokenEndpoint | undefined> {
  const url = await discoverTokenEndpoint(config.getString('metadataUrl'));
  if (!url) {
    return undefined;
  }
  switch (config.getOptionalString('tokenEndpointAuthMethod')) {
    case undefined:
    case 'client_secret_basic':
      return inHeader(url);
    case 'client_secret_post':
      return inBody(url);
    default:
      // The client proves itself with a key, which this cannot imitate.
      return undefined;
  }
}

function inBody(url: string): TokenEndpoint {
  return { url, credentialsIn: 'body' };
}

function inHeader(url: string): TokenEndpoint {
  return { url, credentialsIn: 'header' };
}
