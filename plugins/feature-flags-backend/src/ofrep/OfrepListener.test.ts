import { TestOfrep } from '../conformance/__testUtils__/TestOfrep';

describe('OfrepListener', () => {
  it('keeps an idle connection for longer than a gateway does', async () => {
    const ofrep = await TestOfrep.start({
      configuration: { flags: {} },
      through: 'listener',
    });
    const answer = await ofrep.evaluate({ context: {} });
    await ofrep.stop();
    expect(answer.headers.get('keep-alive')).toBe('timeout=620');
  });
});
