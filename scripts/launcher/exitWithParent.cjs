// Loaded before a service of the launcher's: when the launcher is killed the channel to it
// closes, and nobody else would stop this one.
process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  // It leads a group: what hangs goes with all that it started.
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), 20_000).unref();
});
process.channel?.unref();

// Nobody reads the output any more then. A backend that logs each uncaught error would write
// about the failed write for ever, and never get to its end.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
