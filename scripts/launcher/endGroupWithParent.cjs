// Loaded before a tool that starts others: when the launcher is killed the channel to it
// closes, and the tool ends with all that it started.
process.once('disconnect', () => process.kill(-process.pid, 'SIGTERM'));
process.channel?.unref();
