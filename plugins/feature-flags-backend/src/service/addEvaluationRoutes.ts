import board from '../conformance/board.json';
import { assertAdmitted } from '../admission/AdmissionError';
import { explainFlag } from '../explain/explainFlag';
import type { FlagsRouter, RouterOptions } from './router';

/** What the portal shows of evaluation. */
export function addEvaluationRoutes(
  router: FlagsRouter,
  { flags, httpAuth, snapshots }: RouterOptions,
): void {
  router.get('/v1/conformance', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.json(board);
  });

  router.post(
    '/v1/flag-sets/:flagSet/flags/:key/environments/:environment/explain',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const { flagSet, key, environment } = req.params;
      const { context, targeting } = req.body;
      // Asks for the permission to read the flag, and refuses a rule that nobody could save.
      assertAdmitted(
        await flags.validateEnvironment(
          { flagSet, key, environment },
          targeting === undefined ? {} : { targeting },
          { credentials },
        ),
      );
      res.json({
        ...explainFlag(snapshots, {
          flagSet,
          environment,
          flagKey: key,
          context,
          targeting,
        }),
      });
    },
  );
}
