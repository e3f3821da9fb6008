import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** Keeps the end of what mkdocs and the publisher print, to show when they fail. */
export function collectLog() {
  const lines = [];
  const keep = text => {
    lines.push(
      ...stripVTControlCharacters(String(text))
        .split('\n')
        .filter(line => line.trim() && !/^DEBUG/.test(line)),
    );
    lines.splice(0, lines.length - 25);
  };
  const logger = {
    debug() {},
    info() {},
    warn: keep,
    error: keep,
    child: () => logger,
  };
  return {
    logger,
    stream: new Writable({
      write(chunk, _encoding, done) {
        keep(chunk);
        done();
      },
    }),
    tail: () => lines.join('\n'),
  };
}
