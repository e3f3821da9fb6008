// Loaded before a process of the launcher's: when the launcher is killed the channel to it
// closes, and nobody else would stop this one.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
