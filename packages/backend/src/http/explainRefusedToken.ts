import { AuthenticationError, toError } from '@backstage/errors';
import type { Request } from 'express';

/**
 * Says why a token is refused, from what stands in it; the standard message names no cause.
 *
 * @remarks
 * What is said is known to whoever has the token, and nothing of it is trusted.
 */
export function explainRefusedToken(
  error: unknown,
  { req, pluginId }: { req: Request; pluginId: string },
): unknown {
  const [, token] = req.headers.authorization?.match(/^Bearer +(\S+)$/i) ?? [];
  if (toError(error).name !== 'AuthenticationError' || token === undefined) {
    return error;
  }
  return new AuthenticationError(findReason(token, pluginId));
}

function findReason(token: string, pluginId: string): string {
  const { typ } = decode(token, 0);
  const { aud, exp } = decode(token, 1);
  if (typeof exp === 'number' && exp * 1_000 < Date.now()) {
    return `The token expired at ${new Date(exp * 1_000).toISOString()}`;
  }
  if (
    typ === 'vnd.backstage.plugin' &&
    typeof aud === 'string' &&
    aud !== pluginId
  ) {
    return `The token is for '${aud}' and not for '${pluginId}'`;
  }
  return "The token is none that the portal has issued, and none of 'backend.auth.externalAccess'";
}

/** A part of a JSON web token, or nothing of a token of another form. */
function decode(token: string, part: number): Record<string, unknown> {
  try {
    const decoded: unknown = JSON.parse(
      Buffer.from(token.split('.')[part] ?? '', 'base64url').toString(),
    );
    return typeof decoded === 'object' && decoded !== null
      ? { ...decoded }
      : {};
  } catch {
    return {};
  }
}
