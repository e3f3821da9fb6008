import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

/** Plays the part of GitHub Enterprise that a sign-in asks. */
export class GithubStandIn {
  readonly url: string;
  readonly #server: Server;
  #clientSecret: string;
  #isDown = false;

  static async start(options: {
    port: number;
    clientSecret: string;
  }): Promise<GithubStandIn> {
    const started = new GithubStandIn(options);
    await new Promise<void>(resolve => {
      started.#server.listen(options.port, '127.0.0.1', resolve);
    });
    return started;
  }

  private constructor(options: { port: number; clientSecret: string }) {
    this.url = `http://localhost:${options.port}`;
    this.#clientSecret = options.clientSecret;
    this.#server = createServer((req, res) => this.#answer(req, res));
  }

  changeClientSecret(clientSecret: string): void {
    this.#clientSecret = clientSecret;
  }

  /** Lets its pages answer, and its tokens fail as in an outage. */
  set isDown(isDown: boolean) {
    this.#isDown = isDown;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', this.url);
    switch (url.pathname) {
      case '/login/oauth/authorize':
        res.setHeader('content-type', 'text/html');
        res.end(renderAuthorizePage(url.searchParams));
        break;
      case '/login/oauth/access_token':
        await this.#issueToken(req, res);
        break;
      case '/api/v3/user': {
        const login = req.headers.authorization?.replace(
          /^(token|Bearer) /,
          '',
        );
        res.setHeader('content-type', 'application/json');
        res.end(
          JSON.stringify({ id: 7, node_id: `U_${login}`, login, name: login }),
        );
        break;
      }
      default:
        res.statusCode = 404;
        res.end();
    }
  }

  async #issueToken(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) {
      chunks.push(chunk);
    }
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    if (this.#isDown) {
      res.statusCode = 503;
      res.end();
      return;
    }
    res.setHeader('content-type', 'application/json');
    res.end(
      JSON.stringify(
        // The status of an error is that of a success here.
        form.get('client_secret') === this.#clientSecret
          ? { access_token: form.get('code'), scope: 'read:user' }
          : { error: 'incorrect_client_credentials' },
      ),
    );
  }
}

function renderAuthorizePage(request: URLSearchParams): string {
  const state = request.get('state') ?? '';
  const fields = `<input type="hidden" name="state" value="${state}">`;
  const action = request.get('redirect_uri');
  return `<!doctype html><title>Authorize</title>
<form action="${action}">${fields}
  <label>Login <input name="code"></label><button>Authorize</button></form>
<form action="${action}">${fields}
  <input type="hidden" name="error" value="access_denied"><button>Cancel</button></form>`;
}
