import { SelectorTokens } from './SelectorTokens';

// The forms that Kubernetes allows for names and values, and for the domain before the slash of a key.
const namePattern = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const domainPattern =
  /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Decides whether an object with these labels is selected. */
export type LabelPredicate = (labels: Record<string, string>) => boolean;

/**
 * Reads a label selector in the grammar of Kubernetes: `=`, `==`, `!=`, `in`, `notin`, `key`, `!key`, `>` and `<`, joined
 * by commas that mean "and".
 *
 * @remarks
 * As in Kubernetes, `!=` and `notin` also select objects that lack the key.
 */
export function parseLabelSelector(selector: string): LabelPredicate {
  const reader = new SelectorTokens(selector);
  const predicates: LabelPredicate[] = [];
  while (!reader.isAtEnd()) {
    predicates.push(readRequirement(reader));
    if (!reader.isAtEnd()) {
      reader.expect(',');
      if (reader.isAtEnd()) {
        reader.fail('found the end, expected a label after the comma');
      }
    }
  }
  return labels => predicates.every(predicate => predicate(labels));
}

function readRequirement(reader: SelectorTokens): LabelPredicate {
  if (reader.accept('!')) {
    const key = readKey(reader);
    return labels => !Object.hasOwn(labels, key);
  }
  const key = readKey(reader);
  if (reader.isAtEnd() || reader.peek() === ',') {
    return labels => Object.hasOwn(labels, key);
  }
  const operator = reader.next();
  switch (operator) {
    case '=':
    case '==': {
      const value = readValue(reader);
      return labels => labels[key] === value;
    }
    case '!=': {
      const value = readValue(reader);
      return labels => labels[key] !== value;
    }
    case 'in': {
      const values = readValues(reader);
      return labels => Object.hasOwn(labels, key) && values.has(labels[key]);
    }
    case 'notin': {
      const values = readValues(reader);
      return labels => !values.has(labels[key]);
    }
    case '>':
    case '<': {
      const bound = readInteger(reader);
      return labels =>
        /^-?\d+$/.test(labels[key] ?? '') &&
        (operator === '>'
          ? Number(labels[key]) > bound
          : Number(labels[key]) < bound);
    }
    default:
      return reader.fail(
        `found '${operator}', expected one of: in, notin, =, ==, !=, >, <`,
      );
  }
}

function readKey(reader: SelectorTokens): string {
  const key = reader.isAtEnd() ? '' : reader.next();
  const [name, domain, ...rest] = key.split('/').reverse();
  const isValid =
    rest.length === 0 &&
    namePattern.test(name) &&
    (domain === undefined || domainPattern.test(domain));
  return isValid ? key : reader.fail(`'${key}' is no label key`);
}

function readValue(reader: SelectorTokens): string {
  // `key=` selects the empty value, also before a comma or a closing parenthesis.
  if (reader.isAtEnd() || [',', ')'].includes(reader.peek())) {
    return '';
  }
  const value = reader.next();
  return namePattern.test(value)
    ? value
    : reader.fail(`'${value}' is no label value`);
}

function readValues(reader: SelectorTokens): Set<string> {
  reader.expect('(');
  const values = new Set([readValue(reader)]);
  while (reader.accept(',')) {
    values.add(readValue(reader));
  }
  reader.expect(')');
  return values;
}

function readInteger(reader: SelectorTokens): number {
  const value = readValue(reader);
  return /^\d+$/.test(value)
    ? Number(value)
    : reader.fail(`'${value}' is no integer, which '>' and '<' compare with`);
}
