import { generateKeyPairSync, sign } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Provider } from 'oidc-provider';

const keyId = 'only-for-these-tests';

/**
 * An OpenID provider for people of the demo, which also answers under the paths of Okta.
 *
 * @remarks
 * Whoever signs in as `ada` has the address `ada@harborline.example`.
 */
export class IdentityProvider {
  readonly url: string;
  readonly #portalUrl: string;
  readonly #server: Server;
  readonly #key = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey;
  #answer: (req: IncomingMessage, res: ServerResponse) => Promise<void>;

  static async start(options: {
    port: number;
    portalUrl: string;
    clientSecret: string;
  }): Promise<IdentityProvider> {
    const started = new IdentityProvider(options);
    await new Promise<void>(resolve => {
      started.#server.listen(options.port, '127.0.0.1', resolve);
    });
    return started;
  }

  private constructor(options: {
    port: number;
    portalUrl: string;
    clientSecret: string;
  }) {
    this.url = `http://localhost:${options.port}`;
    this.#portalUrl = options.portalUrl;
    this.#answer = this.#createAnswer(options.clientSecret);
    this.#server = createServer((req, res) => {
      // Okta takes the scheme with a colon, as its client for Passport sends it, and grants
      // `offline_access` without being told to ask for consent.
      req.headers.authorization = req.headers.authorization?.replace(
        /^Basic: /,
        'Basic ',
      );
      if (/authorize\?.*offline_access/.test(req.url ?? '')) {
        req.url += '&prompt=consent';
      }
      this.#answer(req, res);
    });
  }

  /** Gives both clients another secret, which the portal does not know. */
  changeClientSecret(clientSecret: string): void {
    this.#answer = this.#createAnswer(clientSecret);
  }

  /** A token for a program, as this provider would give it one. */
  issueToken(claims: {
    audience: string;
    subject: string;
    expiresInSeconds: number;
  }): string {
    const now = Math.floor(Date.now() / 1000);
    const unsigned = [
      { alg: 'RS256', kid: keyId },
      {
        iss: this.url,
        aud: claims.audience,
        sub: claims.subject,
        iat: now - 3600,
        exp: now + claims.expiresInSeconds,
      },
    ]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('RSA-SHA256', Buffer.from(unsigned), this.#key);
    return `${unsigned}.${signature.toString('base64url')}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }

  #createAnswer(clientSecret: string) {
    const provider = new Provider(this.url, {
      clients: ['oidc', 'okta'].map(id => ({
        client_id: `portal-${id}`,
        client_secret: clientSecret,
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${this.#portalUrl}/api/auth/${id}/handler/frame`],
      })),
      claims: {
        email: ['email', 'email_verified'],
        profile: ['name', 'preferred_username'],
      },
      cookies: { keys: ['only-for-these-tests'] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({
          sub: id,
          name: id,
          preferred_username: id,
          email: `${id}@harborline.example`,
          email_verified: id !== 'unverified',
        }),
      }),
      jwks: {
        keys: [
          { ...this.#key.export({ format: 'jwk' }), kid: keyId, use: 'sig' },
        ],
      },
      issueRefreshToken: (_, client) =>
        client.grantTypeAllowed('refresh_token'),
      pkce: { required: () => false },
      routes: {
        authorization: '/oauth2/v1/authorize',
        token: '/oauth2/v1/token',
        userinfo: '/oauth2/v1/userinfo',
      },
    });
    return provider.callback();
  }
}
