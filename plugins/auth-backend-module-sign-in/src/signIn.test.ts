import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Entity } from '@backstage/catalog-model';
import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { generate } from 'selfsigned';
import request from 'supertest';
import { finishSignIn, startSignIn } from './__testUtils__/signIn';
import { ada, byId, client, startPortal } from './__testUtils__/startPortal';
import {
  startStandIn,
  type StandIn,
  type StandInRequest,
} from './__testUtils__/startStandIn';

const twin: Entity = {
  ...ada,
  metadata: { name: 'ada.twin', namespace: 'default' },
};

let standIn: StandIn | undefined;

afterEach(async () => {
  await standIn?.stop();
  standIn = undefined;
});

const githubProfile = {
  id: 7,
  node_id: 'U_ada',
  login: 'ada.lovelace',
  name: 'Ada Lovelace',
  email: 'ada@harborline.example',
};

/** GitHub's answers, one of which a test may change. */
async function startGithub(
  changes: { profile?: object; secret?: string; port?: number } = {},
) {
  return startStandIn(
    ({ path, parameters }) => {
      if (path === '/api/v3/user') {
        return { body: { ...githubProfile, ...changes.profile } };
      }
      if (path !== '/login/oauth/access_token') {
        return { status: 404, body: {} };
      }
      // GitHub says so with the status of a success.
      if (parameters.get('client_secret') !== (changes.secret ?? 'right')) {
        return { body: { error: 'incorrect_client_credentials' } };
      }
      return parameters.get('code') === 'good-code'
        ? { body: { access_token: 'at', scope: 'read:user' } }
        : { body: { error: 'bad_verification_code' } };
    },
    { port: changes.port },
  );
}

function githubAuth(port: number, ...resolvers: object[]) {
  return {
    providers: {
      github: {
        production: {
          ...client,
          enterpriseInstanceUrl: `http://127.0.0.1:${port}`,
          signIn: { resolvers },
        },
      },
    },
  };
}

const byEmail = { resolver: 'emailMatchingUserEntityProfileEmail' };
const byLocalPart = { resolver: 'emailLocalPartMatchingUserEntityName' };
const byLogin = { resolver: 'usernameMatchingUserEntityName' };

describeWithDatabase('sign-in with GitHub', () => {
  it.each([
    ['the user id', byId, {}],
    ['the e-mail address', byEmail, {}],
    ['the GitHub login', byLogin, {}],
  ])('finds a user by %s', async (_, resolver, profile) => {
    standIn = await startGithub({ profile });
    const { server, auditor, event } = await startPortal(
      githubAuth(standIn.port, resolver),
      { names: ['github'] },
    );

    const started = await startSignIn(server, 'github');
    expect(started.url.href).toMatch(
      new RegExp(`^http://127.0.0.1:${standIn.port}/login/oauth/authorize\\?`),
    );
    const { response } = await finishSignIn(server, 'github', started);
    expect(response?.backstageIdentity?.identity.userEntityRef).toBe(
      'user:default/ada.lovelace',
    );
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'sign-in',
        meta: { provider: 'auth.providers.github.production' },
      }),
    );
    expect(event.success).toHaveBeenCalledWith({
      meta: { user: 'user:default/ada.lovelace' },
    });
  });

  it('goes on to the next resolver', async () => {
    standIn = await startGithub({ profile: { node_id: 'U_other' } });
    const { server } = await startPortal(
      githubAuth(standIn.port, byId, byEmail),
    );

    const started = await startSignIn(server, 'github');
    const { response } = await finishSignIn(server, 'github', started);
    expect(response?.backstageIdentity).toBeDefined();
  });

  it.each([
    [
      'is not in the catalog',
      { resolvers: [byId, byLogin], profile: { node_id: 'U_x', login: 'bob' } },
      {
        name: 'UserNotInCatalogError',
        message:
          "GitHub knows you as 'Ada Lovelace' (e-mail 'ada@harborline.example', user name 'bob', id '7'), and the catalog has no such user.",
      },
    ],
    [
      'is there twice',
      { resolvers: [byEmail], entities: [ada, twin] },
      {
        name: 'AmbiguousUserError',
        message:
          "GitHub knows you as 'Ada Lovelace' (e-mail 'ada@harborline.example', user name 'ada.lovelace', id '7'), and the catalog has several such users.",
      },
    ],
    [
      'shows no e-mail address',
      { resolvers: [byEmail], profile: { email: null } },
      {
        name: 'EmailNotVerifiedError',
        message:
          "GitHub knows you as 'Ada Lovelace' (user name 'ada.lovelace', id '7') and tells the portal no e-mail address.",
      },
    ],
    [
      'comes from another e-mail domain',
      {
        resolvers: [{ ...byLocalPart, allowedDomains: ['causeway.example'] }],
      },
      {
        name: 'EmailDomainNotAllowedError',
        message:
          "GitHub knows you as 'Ada Lovelace' (e-mail 'ada@harborline.example', user name 'ada.lovelace', id '7'), and the portal admits other e-mail domains only.",
      },
    ],
  ])('says as whom somebody came who %s', async (_, given, expected) => {
    standIn = await startGithub({
      profile: 'profile' in given ? given.profile : undefined,
    });
    const { server, logger, event } = await startPortal(
      githubAuth(standIn.port, ...given.resolvers),
      { entities: 'entities' in given ? given.entities : [ada] },
    );

    const started = await startSignIn(server, 'github');
    await expect(finishSignIn(server, 'github', started)).resolves.toEqual({
      type: 'authorization_response',
      error: expected,
    });
    expect(logger.info).toHaveBeenCalledWith(expected.message, {
      provider: 'auth.providers.github.production',
      problem: expected.name,
    });
    expect(event.fail).toHaveBeenCalledWith({
      error: expect.objectContaining(expected),
    });
    expect(event.success).not.toHaveBeenCalled();
  });

  it('names the key of a secret that GitHub does not accept', async () => {
    standIn = await startGithub({ secret: 'changed' });
    const { server, logger } = await startPortal(
      githubAuth(standIn.port, byId),
    );

    const started = await startSignIn(server, 'github');
    const { error } = await finishSignIn(server, 'github', started);
    expect(error).toEqual({
      name: 'ClientRefusedError',
      message:
        "GitHub does not accept the portal's client: check 'auth.providers.github.production.clientSecret' and 'auth.providers.github.production.clientId'.",
    });
    expect(logger.error).toHaveBeenCalledWith(error?.message, {
      provider: 'auth.providers.github.production',
      problem: 'ClientRefusedError',
    });
  });

  it('does not blame the secret for a code that has been used', async () => {
    standIn = await startGithub();
    const { server } = await startPortal(githubAuth(standIn.port, byId));

    const started = await startSignIn(server, 'github');
    const { error } = await finishSignIn(server, 'github', started, {
      code: 'used-code',
    });
    expect(error).toEqual({
      name: 'ProviderRefusedError',
      message:
        'GitHub did not complete the sign-in: Authentication failed, Failed to obtain access token',
    });
  });

  it('says which address cannot be reached', async () => {
    standIn = await startGithub();
    const { server } = await startPortal(githubAuth(standIn.port, byId));
    const started = await startSignIn(server, 'github');
    await standIn.stop();

    const { error } = await finishSignIn(server, 'github', started);
    expect(error).toEqual({
      name: 'ProviderUnreachableError',
      message: `The portal cannot reach GitHub at 'http://127.0.0.1:${standIn.port}/login/oauth/access_token' (ECONNREFUSED). Try again in a few minutes.`,
    });
  });

  it.each([
    [
      'access_denied',
      'SignInCancelledError',
      'The sign-in at GitHub was cancelled.',
    ],
    [
      'redirect_uri_mismatch',
      'ProviderRefusedError',
      "GitHub refused the sign-in with 'redirect_uri_mismatch': compare the client that it has for the portal with 'auth.providers.github.production'.",
    ],
  ])('passes on %s', async (code, name, message) => {
    standIn = await startGithub();
    const { server } = await startPortal(githubAuth(standIn.port, byId));

    const started = await startSignIn(server, 'github');
    await expect(
      finishSignIn(server, 'github', started, { error: code }),
    ).resolves.toMatchObject({ error: { name, message } });
    expect(standIn.requests).toEqual([]);
  });

  it('leaves out a provider that is prepared and neither named nor complete', async () => {
    standIn = await startGithub();
    const { providers } = githubAuth(standIn.port, byId);
    const { server } = await startPortal(
      { providers: { ...providers, okta: { production: { audience: 'x' } } } },
      { names: ['github'] },
    );

    await startSignIn(server, 'github');
    const res = await request(server).get('/api/auth/okta/start');
    expect(res.status).toBe(404);
  });

  it('tells nothing to a callback that it did not send out', async () => {
    standIn = await startGithub();
    const { server } = await startPortal(githubAuth(standIn.port, byId));

    const started = await startSignIn(server, 'github');
    await expect(
      finishSignIn(server, 'github', { ...started, cookies: [] }),
    ).resolves.toMatchObject({
      error: {
        name: 'NotAllowedError',
        message: 'Auth response is missing cookie nonce',
      },
    });
  });
});

describeWithDatabase('sign-in with OpenID Connect', () => {
  const oidcAuth = (metadataUrl: string) => ({
    session: { secret: 'a-secret-for-this-test' },
    providers: {
      oidc: {
        production: {
          ...client,
          metadataUrl,
          prompt: 'auto',
          signIn: { resolvers: [byEmail] },
        },
      },
    },
  });

  it('says that the certificate of the provider has expired', async () => {
    const { private: key, cert } = await generate(
      [{ name: 'commonName', value: 'localhost' }],
      {
        notBeforeDate: new Date('2020-01-01'),
        notAfterDate: new Date('2021-01-01'),
        extensions: [
          {
            name: 'subjectAltName',
            altNames: [{ type: 2, value: 'localhost' }],
          },
        ],
      },
    );
    standIn = await startStandIn(() => ({ body: {} }), {
      tls: { key, cert },
    });
    const metadataUrl = `https://localhost:${standIn.port}/.well-known/openid-configuration`;
    const authorities = getCACertificates('default');
    setDefaultCACertificates([...authorities, cert]);
    try {
      const { server } = await startPortal(oidcAuth(metadataUrl), {
        names: ['oidc'],
      });
      const started = await startSignIn(server, 'oidc');
      // Back to the portal's own window, which otherwise shows an error in JSON.
      expect(started.url.href).toMatch(
        /^http:\/\/localhost:\d+\/api\/auth\/oidc\/handler\/frame\?/,
      );
      const { error } = await finishSignIn(server, 'oidc', started, {
        error: 'temporarily_unavailable',
      });
      expect(error).toEqual({
        name: 'ProviderCertificateError',
        message: `The certificate of '${metadataUrl}' has expired, so the portal does not trust Single sign-on. It has to be renewed there.`,
      });
    } finally {
      setDefaultCACertificates(authorities);
    }
  });

  it('looks for a provider again that was away when the portal started', async () => {
    const discovery = ({ host }: StandInRequest) => ({
      body: {
        issuer: `http://${host}`,
        authorization_endpoint: `http://${host}/authorize`,
        token_endpoint: `http://${host}/token`,
      },
    });
    standIn = await startStandIn(discovery);
    const { port } = standIn;
    await standIn.stop();
    const { server } = await startPortal(
      oidcAuth(`http://127.0.0.1:${port}/.well-known/openid-configuration`),
    );

    const failed = await startSignIn(server, 'oidc');
    expect(failed.url.pathname).toBe('/api/auth/oidc/handler/frame');
    await expect(
      finishSignIn(server, 'oidc', failed, {
        error: 'temporarily_unavailable',
      }),
    ).resolves.toMatchObject({
      error: {
        name: 'ProviderUnreachableError',
        message: `The portal cannot reach Single sign-on at 'http://127.0.0.1:${port}/.well-known/openid-configuration' (ECONNREFUSED). Try again in a few minutes.`,
      },
    });

    standIn = await startStandIn(discovery, { port });
    const started = await startSignIn(server, 'oidc');
    expect(started.url.origin + started.url.pathname).toBe(
      `http://127.0.0.1:${port}/authorize`,
    );
    expect(started.url.searchParams.get('prompt')).toBeNull();
    await expect(
      finishSignIn(server, 'oidc', started, { error: 'login_required' }),
    ).resolves.toMatchObject({
      error: {
        message:
          "Single sign-on was told to ask nothing, and has no session: set 'auth.providers.oidc.production.prompt' to 'auto'.",
      },
    });
  });
});

describeWithDatabase('the guest', () => {
  const guest = {
    userEntityRef: 'user:default/ada.lovelace',
    dangerouslyAllowOutsideDevelopment: true,
  };

  it('comes in where it is named', async () => {
    const { server } = await startPortal(
      { providers: { guest } },
      { names: ['guest'] },
    );
    const res = await request(server).get('/api/auth/guest/refresh');
    expect(res.status).toBe(200);
    expect(res.body.backstageIdentity.identity.userEntityRef).toBe(
      'user:default/ada.lovelace',
    );
  });

  it('finds no door where it is allowed and not named', async () => {
    const { server } = await startPortal({ providers: { guest } });
    const res = await request(server).get('/api/auth/guest/refresh');
    expect(res.status).toBe(404);
    expect(res.body.error.message).toBe("Unknown auth provider 'guest'");
  });
});
