import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { greet, listLanguages } from './greeting.ts';
import { Problem } from './problems.ts';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

export const greetingRoutes: FastifyPluginAsyncTypebox = async (server) => {
  server.get(
    '/v1/languages',
    {
      schema: {
        operationId: 'listLanguages',
        summary: 'List the languages that greetings come in',
        response: {
          200: Type.Object(
            { languages: Type.Array(Type.String(), { examples: [['de', 'en']] }) },
            { description: 'The codes of the languages, in order' },
          ),
        },
      },
    },
    async () => ({ languages: listLanguages() }),
  );

  server.post(
    '/v1/greetings',
    {
      schema: {
        operationId: 'createGreeting',
        summary: 'Greet a person',
        body: Type.Object(
          {
            name: Type.String({ examples: ['Ada'] }),
            language: Type.String({ default: 'en', examples: ['de'] }),
          },
          { additionalProperties: false, required: ['name'] },
        ),
        response: {
          200: Type.Object(
            {
              message: Type.String({ examples: ['Guten Tag, Ada!'] }),
              language: Type.String({ examples: ['de'] }),
            },
            { description: 'The greeting' },
          ),
          400: problem('The body is not the expected JSON'),
          413: problem('The body is larger than MAX_BODY_BYTES'),
          415: problem('The body was not sent as application/json'),
          422: problem('The name is not acceptable or the language is unknown'),
        },
      },
    },
    async ({ body: { name, language } }) => ({ message: greet(name, language), language }),
  );
};
