import type {
  AuthService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Request } from 'express';

/** Who sent a request, as far as its token proves it. */
export type Actor =
  | { type: 'user'; ref: string }
  | { type: 'service'; ref: string }
  | { type: 'unknown' };

/** Never fails: a request with a token that does not hold comes from nobody known. */
export async function findActor(
  req: Request,
  { auth, httpAuth }: { auth: AuthService; httpAuth: HttpAuthService },
): Promise<Actor> {
  const credentials = await httpAuth
    .credentials(req, {
      allow: ['user', 'service', 'none'],
      allowLimitedAccess: true,
    })
    .catch(() => undefined);
  if (credentials && auth.isPrincipal(credentials, 'user')) {
    return { type: 'user', ref: credentials.principal.userEntityRef };
  }
  if (credentials && auth.isPrincipal(credentials, 'service')) {
    return { type: 'service', ref: credentials.principal.subject };
  }
  return { type: 'unknown' };
}
