// Loaded before a service of the launcher's: when the launcher is killed the channel to it
// closes, and nobody else would stop this one.
process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  // It leads a group: what hangs goes with all that it started.
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), 20_000).unref();
});
process.channel?.unref();
