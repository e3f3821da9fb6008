import { operators } from '../rules/operators';
import type { Finding, RuleResult } from './RuleResult';

/** Longer values are cut; the full one is in the fact. */
const shownLength = 120;

/** Says in one sentence why a rule has the result that it has. */
export function describeResult(result: RuleResult): string {
  switch (result.state) {
    case 'pass':
      return 'The rule is fulfilled.';
    case 'not-applicable':
      return [
        'The rule is not for this entity.',
        ...(result.findings ?? []).map(describeFinding),
      ].join(' ');
    case 'exempt':
      return 'The entity is exempt from the rule.';
    case 'unknown':
      return `${result.message}.`;
    case 'fail':
      return result.findings.map(describeFinding).join(' ');
    default:
      throw new Error(
        `Unknown result ${JSON.stringify(result satisfies never)}`,
      );
  }
}

function describeFinding({ comparison, reason, actual }: Finding): string {
  const { path, operator, value, valuePath } = comparison;
  const { phrase, takesValue } = operators[operator];
  const expected = valuePath ?? JSON.stringify(value);
  const asked = takesValue ? `${phrase} ${expected}` : phrase;
  switch (reason) {
    case 'missing':
      return `${path} is missing; asked is that it ${asked}.`;
    case 'empty':
      return `${path} is empty; asked is that it ${asked}.`;
    case 'type':
      return `${path} is ${show(
        actual,
      )}, which cannot be compared; asked is that it ${asked}.`;
    case 'comparison':
      return `${path} is ${show(actual)}; asked is that it ${asked}.`;
    default:
      throw new Error(
        `Unknown reason ${JSON.stringify(reason satisfies never)}`,
      );
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
