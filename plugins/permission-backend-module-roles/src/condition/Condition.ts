import { InputError } from '@backstage/errors';
import type {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  vocabularies,
  type ConditionContext,
  type Vocabulary,
} from './vocabularies';

type Criteria = PermissionCriteria<PermissionCondition>;

interface Term {
  isNegated: boolean;
  toCriteria: (context: ConditionContext) => Criteria | 'never';
}

/** What a line of the table asks of the resource: `kind=Template and not owner`. */
export class Condition {
  readonly resourceType: string;
  /** The plugin that applies the rules. */
  readonly pluginId: string;
  readonly #terms: Term[];

  private constructor(options: {
    resourceType: string;
    pluginId: string;
    terms: Term[];
  }) {
    this.resourceType = options.resourceType;
    this.pluginId = options.pluginId;
    this.#terms = options.terms;
  }

  /** @throws InputError where the text has a word that is unknown for the type of resource. */
  static parse(text: string, resourceType: string): Condition {
    const vocabulary = vocabularies.get(resourceType);
    if (!vocabulary) {
      throw new InputError(
        `the resource type '${resourceType}' takes no condition such as '${text}'`,
      );
    }
    return new Condition({
      resourceType,
      pluginId: vocabulary.pluginId,
      terms: text
        .split(/\s+and\s+/)
        .map(term => parseTerm(term.trim(), resourceType, vocabulary)),
    });
  }

  /** When it holds. */
  toCriteria(context: ConditionContext): Criteria | 'always' | 'never' {
    const criteria: Criteria[] = [];
    for (const { isNegated, toCriteria } of this.#terms) {
      const criterion = toCriteria(context);
      if (criterion !== 'never') {
        criteria.push(isNegated ? { not: criterion } : criterion);
      } else if (!isNegated) {
        return 'never';
      }
    }
    const [first, ...others] = criteria;
    if (!first) {
      return 'always';
    }
    return others.length === 0 ? first : { allOf: [first, ...others] };
  }
}

function parseTerm(
  text: string,
  resourceType: string,
  { words }: Vocabulary,
): Term {
  const isNegated = text.startsWith('not ');
  const [name, ...rest] = text.replace(/^not\s+/, '').split('=');
  const value = rest.length === 0 ? undefined : rest.join('=');
  const word = Object.hasOwn(words, name) ? words[name] : undefined;
  if (!word) {
    throw new InputError(
      `the condition '${text}' has no meaning for '${resourceType}'; use one of ${Object.entries(
        words,
      )
        .map(([key, { takes }]) =>
          takes === 'value' ? `'${key}=…'` : `'${key}'`,
        )
        .join(', ')}, with 'not' before and 'and' between`,
    );
  }
  if (word.takes === 'nothing') {
    if (value !== undefined) {
      throw new InputError(
        `the condition '${text}' has a value, and '${name}' takes none; write '${name}'`,
      );
    }
    return { isNegated, toCriteria: word.toCriteria };
  }
  if (!value) {
    throw new InputError(
      `the condition '${text}' has no value; write '${name}=<value>'`,
    );
  }
  return { isNegated, toCriteria: () => word.toCriteria(value) };
}
