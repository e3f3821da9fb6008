import { startServices } from './startServices';

const starting = startServices(process.env, {
  onEnd: async reason => {
    process.stderr.write(`${reason}\n`);
    await close(1);
  },
});
let isClosing = false;

// A request to stop that comes during the start waits for it: whatever has begun is then
// known and can be stopped in order.
async function close(exitCode: number) {
  if (!isClosing) {
    isClosing = true;
    const services = await starting.catch(() => undefined);
    await services?.close();
    process.exit(exitCode);
  }
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => close(0));
}

starting.then(
  services => process.send?.({ type: 'ready', env: services.env }),
  error => {
    process.stderr.write(`${error.message}\n`);
    const exit = () => process.exit(1);
    if (process.send) {
      const { message: reason, code, path, dest = path } = error;
      process.send({ type: 'failed', reason, code, path: dest }, exit);
    } else {
      exit();
    }
  },
);
