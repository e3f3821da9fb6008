import type { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { SignInResolver } from '@backstage/plugin-auth-node';
import { decodeJwt } from 'jose';

/**
 * The same resolver, which leaves an audit event with the user it has found.
 *
 * @remarks
 * The request itself is nobody's: its sender is known by its outcome only. Renewing a session
 * asks the resolver too.
 */
export function auditSignIn<TResult>(options: {
  auditor: AuditorService;
  /** The key of its configuration. */
  provider: string;
  resolver: SignInResolver<TResult>;
}): SignInResolver<TResult> {
  const { auditor, provider, resolver } = options;
  return async (info, context) => {
    const event = await auditor.createEvent({
      eventId: 'sign-in',
      severityLevel: 'medium',
      meta: { provider },
    });
    try {
      const result = await resolver(info, context);
      await event.success({ meta: { user: decodeJwt(result.token).sub } });
      return result;
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  };
}
