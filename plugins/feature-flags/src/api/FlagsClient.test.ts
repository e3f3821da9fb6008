import { FlagsClient } from './FlagsClient';

function createClient(response: Response) {
  const fetch = jest.fn(async (_url: unknown, _init?: RequestInit) => response);
  return { client: new FlagsClient({ fetchApi: { fetch } }), fetch };
}

const nameWithEverything = {
  flagSet: 'pay ments',
  key: 'a/b?c',
  environment: 'prod#1',
};

describe('FlagsClient', () => {
  it('sends filters that are set, and only those', async () => {
    const { client, fetch } = createClient(Response.json({ items: [] }));
    await client.listFlags({
      query: 'check out',
      tag: undefined,
      environment: '',
      limit: 5,
    });
    expect(fetch.mock.calls[0][0]).toBe(
      'plugin://feature-flags/v1/flags?query=check+out&limit=5',
    );
  });

  it('encodes names in paths and sends changes as JSON', async () => {
    const { client, fetch } = createClient(Response.json({ key: 'a/b?c' }));
    await client.updateFlagEnvironment(nameWithEverything, {
      revision: 3,
      state: 'ENABLED',
      reason: 'Ready',
    });
    const [url, init] = fetch.mock.calls[0];
    expect(url).toBe(
      'plugin://feature-flags/v1/flag-sets/pay%20ments/flags/a%2Fb%3Fc/environments/prod%231',
    );
    expect(init).toMatchObject({
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(JSON.parse(String(init?.body))).toEqual({
      revision: 3,
      state: 'ENABLED',
      reason: 'Ready',
    });
  });

  it('sends the text of a file as it is', async () => {
    const { client, fetch } = createClient(Response.json({ created: [] }));
    const text = '{"flags": {}, "flags": {}}';
    await client.importFile(nameWithEverything, text, { revision: 7 });
    const [url, init] = fetch.mock.calls[0];
    expect(url).toBe(
      'plugin://feature-flags/v1/flag-sets/pay%20ments/environments/prod%231/flagd.json?revision=7',
    );
    expect(init).toMatchObject({ method: 'PUT', body: text });
  });

  it('takes an answer without content for a deletion', async () => {
    const { client, fetch } = createClient(
      new Response(undefined, { status: 204 }),
    );
    await client.deleteFlag(nameWithEverything, { revision: 7, reason: 'Old' });
    expect(fetch.mock.calls[0]).toEqual([
      'plugin://feature-flags/v1/flag-sets/pay%20ments/flags/a%2Fb%3Fc?revision=7&reason=Old',
      { method: 'DELETE' },
    ]);
  });

  it('rejects with the status and the sentence of the backend', async () => {
    const { client } = createClient(
      Response.json(
        {
          error: { name: 'ConflictError', message: 'Changed by Grace' },
          response: { statusCode: 409 },
        },
        { status: 409 },
      ),
    );
    await expect(
      client.restore('payments', 12, { revision: 3 }),
    ).rejects.toMatchObject({
      statusCode: 409,
      cause: { message: 'Changed by Grace' },
    });
  });
});
