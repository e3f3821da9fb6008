import type { RequestHandler } from 'express';

/**
 * What a page may use of the browser: nothing of what the portal and its plugins have no use for.
 * The clipboard and the full screen stay open to the portal itself.
 */
const permissionsPolicy = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
  .map(feature => `${feature}=()`)
  .join(', ');

/**
 * Adds the headers that Backstage leaves out, to every answer.
 *
 * @remarks
 * A window of an identity provider has to reach the page that opened it, and comes back to a
 * route below `/api`, which therefore does not cut the two apart.
 */
export const addSecurityHeaders: RequestHandler = (req, res, next) => {
  res.setHeader('Permissions-Policy', permissionsPolicy);
  // An image of a public badge says otherwise itself.
  res.setHeader('Cross-Origin-Resource-Policy', 'same-site');
  if (!req.path.startsWith('/api/')) {
    res.setHeader('Cross-Origin-Opener-Policy', 'same-origin-allow-popups');
  }
  next();
};
