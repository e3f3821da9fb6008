import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';

/** An error as RFC 9457 has it. */
export const Problem = Type.Object(
  {
    type: Type.String({ examples: ['about:blank'] }),
    title: Type.String({ examples: ['Unprocessable Entity'] }),
    status: Type.Integer({ examples: [422] }),
    detail: Type.Optional(Type.String({ examples: ['name must be 1 to 80 printable characters'] })),
  },
  { description: 'An error as RFC 9457 has it' },
);

export function sendProblem(reply: FastifyReply, status: number, detail?: string): FastifyReply {
  const problem: Static<typeof Problem> = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    ...(detail && { detail }),
  };
  // Serialized here: a route that lists no such answer must not lose the detail.
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem);
}
