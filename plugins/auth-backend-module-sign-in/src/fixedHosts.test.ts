import https, { Agent } from 'node:https';
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { generate } from 'selfsigned';
import { finishSignIn, startSignIn } from './__testUtils__/signIn';
import { byId, client, startPortal } from './__testUtils__/startPortal';
import { startStandIn, type StandIn } from './__testUtils__/startStandIn';

const signedIn = {
  profile: { email: 'ada@harborline.example', displayName: 'Ada Lovelace' },
  backstageIdentity: {
    identity: { userEntityRef: 'user:default/ada.lovelace' },
  },
};

let standIn: StandIn | undefined;

afterEach(async () => {
  await standIn?.stop();
  standIn = undefined;
});

function expectRedirect(url: URL, provider: string, scope: string): void {
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    client_id: 'portal',
    response_type: 'code',
    redirect_uri: expect.stringMatching(
      new RegExp(`/api/auth/${provider}/handler/frame$`),
    ),
    scope: expect.stringContaining(scope),
  });
}

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
    expectRedirect(started.url, 'google', 'userinfo.email');
    const { response } = await finishSignIn(server, 'google', started);
    expect(response).toMatchObject(signedIn);
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
    expectRedirect(started.url, 'microsoft', 'user.read');
    const { response, error } = await finishSignIn(
      server,
      'microsoft',
      started,
    );
    expect(error).toBeUndefined();
    expect(response).toMatchObject(signedIn);
  });
});
