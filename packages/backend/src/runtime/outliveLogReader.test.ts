import { ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';

jest.setTimeout(60_000);

describe('outliveLogReader', () => {
  it('lets a process that logs to a closed pipe do other things', async () => {
    const child = fork(require.resolve('./__testUtils__/logToClosedPipe'), {
      silent: true,
      execArgv: ['--require', '@backstage/cli/config/nodeTransform.cjs'],
    });
    try {
      expect(await nextAnswer(child)).toBe('ready');
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.send('log');
      expect(await nextAnswer(child)).toBe(0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

// The transform of TypeScript tells its parent of files to watch, in objects.
async function nextAnswer(child: ChildProcess): Promise<unknown> {
  for await (const [message] of on(child, 'message')) {
    if (typeof message !== 'object') {
      return message;
    }
  }
  return undefined;
}
