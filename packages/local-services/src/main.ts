import { startServices } from './startServices';

startServices(process.env)
  .then(services => {
    let isClosing = false;
    const close = async () => {
      if (!isClosing) {
        isClosing = true;
        await services.close();
        process.exit(0);
      }
    };
    process.on('SIGTERM', close);
    process.on('SIGINT', close);
    process.send?.({ type: 'ready', env: services.env });
  })
  .catch(error => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
