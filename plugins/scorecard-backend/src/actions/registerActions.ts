import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { toEntityRef } from '../service/FactPushService';
import type { RouterOptions } from '../service/router';

const readOnly = {
  readOnly: true,
  idempotent: true,
  destructive: false,
} as const;

/** Longer than any assistant waits. */
const dryRunTimeoutMs = 5 * 60 * 1000;

/** Offers results and rule files to assistants, with the rights of the user who asks. */
export function registerActions(
  api: Pick<
    RouterOptions,
    'access' | 'dryRuns' | 'entities' | 'overview' | 'scorecards'
  >,
  actionsRegistry: ActionsRegistryService,
): void {
  actionsRegistry.register({
    name: 'list-scorecards',
    title: 'List scorecards',
    description:
      'Lists the scorecards with their levels and rules: what entities of the catalog are asked to fulfil, and what one can do about a rule that fails.',
    attributes: readOnly,
    schema: {
      input: z => z.object({}),
      output: z =>
        z.object({
          scorecards: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              levels: z.array(z.object({ id: z.string(), title: z.string() })),
              rules: z.array(
                z.object({
                  id: z.string(),
                  name: z.string(),
                  description: z.string().optional(),
                  level: z.string().optional(),
                  remediation: z
                    .object({
                      text: z.string().optional(),
                      link: z.string().optional(),
                      template: z.string().optional(),
                    })
                    .optional(),
                }),
              ),
            }),
          ),
        }),
    },
    async action({ credentials }) {
      await api.access.assertReader(credentials);
      const items = await api.scorecards.list();
      return {
        output: {
          scorecards: items.map(({ scorecard }) => ({
            id: scorecard.id,
            title: scorecard.title,
            levels: scorecard.levels,
            rules: scorecard.rules.map(rule => ({
              id: rule.id,
              name: rule.name,
              description: rule.description,
              level: rule.level,
              remediation: rule.remediation,
            })),
          })),
        },
      };
    },
  });

  actionsRegistry.register({
    name: 'get-entity-scorecards',
    title: 'Get the scorecards of an entity',
    description:
      'Tells how an entity of the catalog does: its score and level by each scorecard, and every rule that it fails or that is unknown, with the reason.',
    attributes: readOnly,
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .describe('Reference, for example component:default/shop'),
        }),
      output: z =>
        z.object({
          scorecards: z.array(
            z.object({
              scorecardId: z.string(),
              score: z.number().optional().describe('From 0 to 1'),
              level: z.string().optional(),
              open: z.array(
                z.object({
                  ruleId: z.string(),
                  state: z.enum(['fail', 'unknown']),
                  message: z.string().optional(),
                  since: z.string().optional(),
                }),
              ),
            }),
          ),
        }),
    },
    async action({ input, credentials }) {
      await api.access.assertReader(credentials);
      const items = await api.entities.listScorecards(
        toEntityRef(input.entityRef),
        { credentials },
      );
      return {
        output: {
          scorecards: items.map(({ scorecardId, score, level, outcomes }) => ({
            scorecardId,
            score,
            level,
            open: outcomes.flatMap(({ ruleId, state, message, since }) =>
              state === 'fail' || state === 'unknown'
                ? [{ ruleId, state, message, since }]
                : [],
            ),
          })),
        },
      };
    },
  });

  actionsRegistry.register({
    name: 'list-entities-failing-rule',
    title: 'List the entities that fail a rule',
    description:
      'Lists entities that fail a rule of a scorecard, with the value that was found and their owner, in the order of their references.',
    attributes: readOnly,
    schema: {
      input: z =>
        z.object({
          scorecardId: z.string(),
          ruleId: z.string(),
          owner: z
            .string()
            .optional()
            .describe('Reference of a group; its child groups count too'),
          limit: z.number().int().min(1).max(500).default(50),
          cursor: z.string().optional(),
        }),
      output: z =>
        z.object({
          entities: z.array(
            z.object({
              entityRef: z.string(),
              ownerRef: z.string().optional(),
              message: z.string().optional(),
              since: z.string().optional(),
            }),
          ),
          nextCursor: z.string().optional(),
        }),
    },
    async action({ input, credentials }) {
      await api.access.assertReader(credentials);
      const { scorecardId, ruleId, owner, limit, cursor } = input;
      const { items, nextCursor } = await api.overview.listByRule(
        scorecardId,
        {
          ruleId,
          states: ['fail'],
          limit,
          cursor,
          selection:
            owner === undefined ? {} : { owner: [owner], nested: true },
        },
        { credentials },
      );
      return {
        output: {
          entities: items.map(({ entityRef, ownerRef, message, since }) => ({
            entityRef,
            ownerRef,
            message,
            since,
          })),
          nextCursor,
        },
      };
    },
  });

  actionsRegistry.register({
    name: 'explain-scorecard-rule',
    title: 'Explain a rule for an entity',
    description:
      'Tells why a rule of a scorecard has its state for an entity: the facts that it reads, where they come from, and what each comparison came to.',
    attributes: readOnly,
    schema: {
      input: z =>
        z.object({
          entityRef: z.string(),
          scorecardId: z.string(),
          ruleId: z.string(),
        }),
      output: z =>
        z.object({
          state: z.string(),
          message: z.string().optional(),
          evaluatedAt: z.string(),
          isApplicable: z.boolean(),
          steps: z.unknown(),
          facts: z.array(
            z.object({
              factRef: z.string(),
              status: z.enum(['known', 'unknown']),
              source: z.string().optional(),
              collectedAt: z.string().optional(),
              message: z.string().optional(),
            }),
          ),
        }),
    },
    async action({ input, credentials }) {
      await api.access.assertReader(credentials);
      const { outcome, evaluatedAt, isApplicable, steps, facts } =
        await api.entities.explain(
          { ...input, entityRef: toEntityRef(input.entityRef) },
          { credentials },
        );
      return {
        output: {
          state: outcome.state,
          message: outcome.message,
          evaluatedAt,
          isApplicable,
          steps,
          facts: facts.map(
            ({ factRef, status, source, collectedAt, message }) => ({
              factRef,
              status,
              source,
              collectedAt,
              message,
            }),
          ),
        },
      };
    },
  });

  actionsRegistry.register({
    name: 'dry-run-scorecard',
    title: 'Try a rule file',
    description:
      'Tells what a rule file (YAML) would change if it were in force: which rules would be left out and why, and which entities would newly fail or pass. Changes nothing.',
    attributes: readOnly,
    schema: {
      input: z =>
        z.object({
          text: z.string().min(1).max(1_000_000).describe('The rule file'),
          limit: z.number().int().min(1).max(200).default(50),
        }),
      output: z =>
        z.object({
          isNew: z.boolean(),
          entities: z.number(),
          changed: z.number(),
          rules: z.array(
            z.object({
              ruleId: z.string(),
              newlyPassing: z.number(),
              newlyFailing: z.number(),
            }),
          ),
          items: z.array(
            z.object({
              entityRef: z.string(),
              newlyFailing: z.array(
                z.object({
                  ruleId: z.string(),
                  message: z.string().optional(),
                }),
              ),
              newlyPassing: z.array(z.string()),
            }),
          ),
          problems: z.array(
            z.object({
              line: z.number(),
              ruleId: z.string().optional(),
              message: z.string(),
            }),
          ),
        }),
    },
    async action({ input, credentials }) {
      await api.access.assertReader(credentials);
      const { isNew, entities, changed, rules, items, problems } =
        await api.dryRuns.run(
          { ...input, signal: AbortSignal.timeout(dryRunTimeoutMs) },
          { credentials },
        );
      return {
        output: {
          isNew,
          entities,
          changed,
          rules,
          items: items.map(({ entityRef, newlyFailing, newlyPassing }) => ({
            entityRef,
            newlyFailing,
            newlyPassing,
          })),
          problems: problems.map(({ line, ruleId, message }) => ({
            line,
            ruleId,
            message,
          })),
        },
      };
    },
  });
}
