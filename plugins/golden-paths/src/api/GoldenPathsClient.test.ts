import { GoldenPathsClient } from './GoldenPathsClient';

function createClient(response: Response) {
  const fetch = jest.fn(async (_url: unknown, _init?: RequestInit) => response);
  return { client: new GoldenPathsClient({ fetchApi: { fetch } }), fetch };
}

describe('GoldenPathsClient', () => {
  it('keeps what somebody types in its place of the address', async () => {
    const { client, fetch } = createClient(Response.json({}));
    await client.checkName('../a?b', { host: 'h:1', owner: undefined });
    expect(fetch.mock.calls[0][0]).toBe(
      'plugin://golden-paths/v1/names/..%2Fa%3Fb?host=h%3A1',
    );
  });

  it('repeats a filter with several values', async () => {
    const { client, fetch } = createClient(Response.json({}));
    await client.listServices({ state: ['behind', 'unknown'], limit: 5 });
    expect(fetch.mock.calls[0][0]).toBe(
      'plugin://golden-paths/v1/services?state=behind&state=unknown&limit=5',
    );
  });

  it('rejects with the status and the sentence of the backend', async () => {
    const { client } = createClient(
      Response.json(
        {
          error: { name: 'NotFoundError', message: 'No template' },
          response: { statusCode: 404 },
        },
        { status: 404 },
      ),
    );
    await expect(client.preview('template:x', {})).rejects.toMatchObject({
      statusCode: 404,
      cause: { message: 'No template' },
    });
  });
});
