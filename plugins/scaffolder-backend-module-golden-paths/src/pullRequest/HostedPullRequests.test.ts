import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { IntegrationHosts } from '@causeway/plugin-golden-paths-node';
import { HostedPullRequests } from './HostedPullRequests';

/** What a Gitea allows a page, whatever is asked for. */
const maximumPage = 20;

describe('pull requests of a Gitea', () => {
  let server: Server;
  let pages: string[];

  beforeEach(async () => {
    pages = [];
    // The newest first, each from a branch of its own.
    const open = Array.from({ length: 60 }, (_, index) => ({
      number: 60 - index,
      html_url: `https://gitea.example/harborline/payments/pulls/${60 - index}`,
      head: { ref: `branch-${60 - index}` },
      base: { ref: 'main' },
    }));
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://gitea');
      const page = Number(url.searchParams.get('page') ?? 1);
      pages.push(url.pathname);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(
          open.slice((page - 1) * maximumPage, page * maximumPage),
        ),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    server.close();
  });

  function create(): HostedPullRequests {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const hosts = new IntegrationHosts({
      integrations: ScmIntegrations.fromConfig(
        new ConfigReader({
          integrations: {
            gitea: [
              { host: 'gitea.example', baseUrl: `http://127.0.0.1:${port}` },
            ],
          },
        }),
      ),
    });
    return new HostedPullRequests({
      host: hosts.byHost('gitea.example'),
      repository: { owner: 'harborline', name: 'payments' },
    });
  }

  it('finds the one between two branches on a later page', async () => {
    await expect(
      create().find({ head: 'branch-3', base: 'main' }),
    ).resolves.toEqual({
      number: 3,
      url: 'https://gitea.example/harborline/payments/pulls/3',
    });
    expect(pages).toEqual(
      Array(3).fill('/api/v1/repos/harborline/payments/pulls'),
    );
  });

  it('has looked at all of them when there is none', async () => {
    await expect(
      create().find({ head: 'branch-3', base: 'release' }),
    ).resolves.toBeUndefined();
    expect(pages).toHaveLength(4);
  });
});
