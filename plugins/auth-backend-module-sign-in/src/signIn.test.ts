import https, { Agent } from 'node:https';
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Entity } from '@backstage/catalog-model';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { generate } from 'selfsigned';
import request from 'supertest';
import authModuleSignIn from '.';
import { finishSignIn, startSignIn } from './__testUtils__/signIn';
import {
  startStandIn,
  type StandIn,
  type StandInRequest,
} from './__testUtils__/startStandIn';

// Upstream's session store deletes old sessions once a minute, for ever: without its database
// that would fail in whatever test the process runs by then.
const timers = jest.spyOn(global, 'setTimeout');
afterAll(() => {
  for (const { value } of timers.mock.results) {
    clearTimeout(value);
  }
});

const ada: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: {
    name: 'ada.lovelace',
    namespace: 'default',
    annotations: {
      'github.com/user-id': 'U_ada',
      'graph.microsoft.com/user-id': 'ms-ada',
      'google.com/email': 'ada@harborline.example',
    },
  },
  spec: { profile: { email: 'ada@harborline.example' }, memberOf: [] },
};

const twin: Entity = {
  ...ada,
  metadata: { name: 'ada.twin', namespace: 'default' },
};

const client = { clientId: 'portal', clientSecret: 'right' };

// One for all tests: each drop of a database waits for a checkpoint of the server.
let database: ReturnType<typeof createTestDatabase> | undefined;
let standIn: StandIn | undefined;
let backend: Awaited<ReturnType<typeof startTestBackend>> | undefined;

afterEach(async () => {
  await backend?.stop();
  backend = undefined;
  await standIn?.stop();
  standIn = undefined;
});

async function startPortal(
  auth: object,
  options: { names?: string[]; entities?: Entity[] } = {},
) {
  database ??= createTestDatabase();
  const knex = await database;
  const logger: ReturnType<typeof mockServices.logger.mock> =
    mockServices.logger.mock({ child: () => logger });
  const event = { success: jest.fn(), fail: jest.fn() };
  const auditor = mockServices.auditor.mock({ createEvent: async () => event });
  backend = await startTestBackend({
    features: [
      auditor.factory,
      authPlugin,
      authModuleSignIn,
      mockServices.database.factory({ knex }),
      catalogServiceMock.factory({ entities: options.entities ?? [ada] }),
      logger.factory,
      mockServices.rootConfig.factory({
        data: {
          app: {
            baseUrl: 'http://localhost:3000',
            signIn: { providers: options.names ?? [] },
          },
          backend: { baseUrl: 'http://localhost:7007' },
          auth: { environment: 'production', ...auth },
        },
      }),
    ],
  });
  return { server: backend.server, logger, auditor, event };
}

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

const byId = { resolver: 'userIdMatchingUserEntityAnnotation' };
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
              signIn: { resolvers: [byEmail] },
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

describeWithDatabase('providers whose hosts are fixed', () => {
  const usualAgent = https.globalAgent;
  const usualFetch = globalThis.fetch;
  const authorities = getCACertificates('default');

  // Plays their hosts with a certificate that the test trusts.
  async function playHosts(answers: Record<string, object>) {
    const { private: key, cert } = await generate(
      [{ name: 'commonName', value: 'hosts' }],
      {
        extensions: [
          {
            name: 'subjectAltName',
            altNames: [
              'www.googleapis.com',
              'login.microsoftonline.com',
              'graph.microsoft.com',
            ].map(value => ({ type: 2 as const, value })),
          },
        ],
      },
    );
    setDefaultCACertificates([...authorities, cert]);
    const played = await startStandIn(
      ({ host, path }) => {
        const body = answers[`${host}${path}`];
        return body ? { body } : { status: 404, body: {} };
      },
      { tls: { key, cert } },
    );
    const agent = new Agent();
    agent.createConnection = options =>
      connect({
        host: '127.0.0.1',
        port: played.port,
        servername: options.host ?? undefined,
      });
    https.globalAgent = agent;
    return played;
  }

  afterEach(() => {
    https.globalAgent = usualAgent;
    globalThis.fetch = usualFetch;
    setDefaultCACertificates(authorities);
  });

  it('signs in with Google', async () => {
    standIn = await playHosts({
      'www.googleapis.com/oauth2/v4/token': {
        access_token: 'at',
        expires_in: 3600,
        scope: 'openid',
      },
      'www.googleapis.com/oauth2/v3/userinfo': {
        sub: 'google-ada',
        name: 'Ada Lovelace',
        email: 'ada@harborline.example',
        email_verified: true,
      },
    });
    const { server } = await startPortal({
      providers: {
        google: {
          production: {
            ...client,
            signIn: {
              resolvers: [{ resolver: 'emailMatchingUserEntityAnnotation' }],
            },
          },
        },
      },
    });

    const started = await startSignIn(server, 'google');
    expect(started.url.origin + started.url.pathname).toBe(
      'https://accounts.google.com/o/oauth2/v2/auth',
    );
    expect(Object.fromEntries(started.url.searchParams)).toMatchObject({
      client_id: 'portal',
      response_type: 'code',
      redirect_uri: expect.stringMatching(
        /\/api\/auth\/google\/handler\/frame$/,
      ),
      scope: expect.stringContaining('userinfo.email'),
    });
    const { response } = await finishSignIn(server, 'google', started);
    expect(response).toMatchObject({
      profile: {
        email: 'ada@harborline.example',
        displayName: 'Ada Lovelace',
      },
      backstageIdentity: {
        identity: { userEntityRef: 'user:default/ada.lovelace' },
      },
    });
    expect(standIn.requests[0].parameters.get('client_secret')).toBe('right');
  });

  it('signs in with Microsoft', async () => {
    const graphToken = [
      '{}',
      '{"aud":"00000003-0000-0000-c000-000000000000","scp":"User.Read"}',
    ]
      .map(part => Buffer.from(part).toString('base64url'))
      .concat('signature')
      .join('.');
    standIn = await playHosts({
      'login.microsoftonline.com/tenant/oauth2/v2.0/token': {
        access_token: graphToken,
        expires_in: 3600,
        scope: 'openid User.Read',
      },
      'graph.microsoft.com/v1.0/me/': {
        id: 'ms-ada',
        displayName: 'Ada Lovelace',
        mail: 'ada@harborline.example',
      },
    });
    // The photo of the profile is the one thing that is fetched.
    globalThis.fetch = async () => new Response('photo');
    const { server } = await startPortal({
      providers: {
        microsoft: {
          production: {
            ...client,
            tenantId: 'tenant',
            signIn: { resolvers: [byId] },
          },
        },
      },
    });

    const started = await startSignIn(server, 'microsoft');
    expect(started.url.origin + started.url.pathname).toBe(
      'https://login.microsoftonline.com/tenant/oauth2/v2.0/authorize',
    );
    expect(Object.fromEntries(started.url.searchParams)).toMatchObject({
      client_id: 'portal',
      response_type: 'code',
      redirect_uri: expect.stringMatching(
        /\/api\/auth\/microsoft\/handler\/frame$/,
      ),
      scope: expect.stringContaining('user.read'),
    });
    const { response, error } = await finishSignIn(
      server,
      'microsoft',
      started,
    );
    expect(error).toBeUndefined();
    expect(response).toMatchObject({
      profile: {
        email: 'ada@harborline.example',
        displayName: 'Ada Lovelace',
      },
      backstageIdentity: {
        identity: { userEntityRef: 'user:default/ada.lovelace' },
      },
    });
  });
});
