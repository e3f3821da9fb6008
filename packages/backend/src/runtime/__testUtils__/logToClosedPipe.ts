import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import { outliveLogReader } from '../outliveLogReader';

// A process of its own: logs what nobody catches, as Backstage does, and tells how often that was.
let uncaught = 0;
const logger = WinstonLogger.create({ level: 'info' });
process.on('uncaughtException', error => {
  uncaught += 1;
  logger.error(`Unhandled exception: ${error}`);
});
outliveLogReader();

process.on('message', () => {
  logger.info('Nobody reads this');
  process.stderr.write('Nor this\n');
  setTimeout(() => process.send?.(uncaught), 500);
});
process.send?.('ready');
