import { ForwardedError } from '@backstage/errors';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { explainBuildError } from './explainBuildError';

const build = { output: '', directories: ['/tmp/in', '/tmp/out'] };

describe('explainBuildError', () => {
  it('says what to do when the operating system finds no mkdocs', async () => {
    const mkdocs = spawn('mkdocs', ['build'], { env: { PATH: '/var/empty' } });
    const [missing] = await once(mkdocs, 'error');

    expect(
      explainBuildError(
        new ForwardedError('Failed to generate docs from /tmp/in', missing),
        build,
      ).message,
    ).toBe(
      'Docs cannot be generated: mkdocs was not found on this machine. Install Python 3.9+ and run `npm start` again.',
    );
  });

  it('does not blame mkdocs for another missing file', () => {
    const missing = Object.assign(
      new Error("ENOENT: no such file or directory, open '/tmp/in/index.md'"),
      { code: 'ENOENT', syscall: 'open' },
    );

    expect(explainBuildError(missing, build).message).toBe(
      "Docs cannot be generated: ENOENT: no such file or directory, open 'index.md'",
    );
  });

  it('prefers what mkdocs wrote, without quotes and temporary folders', () => {
    const { message } = explainBuildError('Command mkdocs failed', {
      ...build,
      output:
        'ERROR   -  Config value \'docs_dir\': The path "/tmp/in/docs" in /tmp/out\n  is wrong\n',
    });

    expect(message).toBe(
      "Docs cannot be generated: Config value 'docs_dir': The path 'docs' in . is wrong.",
    );
  });

  it('names the exit code when mkdocs wrote nothing', () => {
    expect(
      explainBuildError(
        new ForwardedError(
          'Failed to generate docs from /tmp/in',
          'Command mkdocs failed, exit code: 137',
        ),
        build,
      ).message,
    ).toContain('Command mkdocs failed, exit code: 137');
  });

  it('ends a message that is longer than a page can show', () => {
    const { message } = explainBuildError('', {
      ...build,
      output: `ERROR   -  ${'long '.repeat(1000)}`,
    });

    expect(message.length).toBeLessThan(1600);
    expect(message.endsWith('…')).toBe(true);
  });
});
