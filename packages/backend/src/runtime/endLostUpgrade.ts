import type { RequestHandler } from 'express';

const graceMs = 500;

/**
 * Ends the connection of the first web socket, so that its client tries again.
 *
 * @remarks
 * The signals plugin listens for upgrades from the first one on, and leaves that one without
 * an answer. Later ones do not come here.
 */
export const endLostUpgrade: RequestHandler = (req, res, next) => {
  if (req.headers.upgrade?.toLowerCase() === 'websocket') {
    setTimeout(() => {
      if (!res.headersSent) {
        req.socket.destroy();
      }
    }, graceMs).unref();
  }
  next();
};
