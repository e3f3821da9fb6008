import {
  Document,
  Spectral,
  type ISpectralDiagnostic,
  type RulesetDefinition,
} from '@stoplight/spectral-core';
import { Yaml } from '@stoplight/spectral-parsers';
import { Resolver } from '@stoplight/spectral-ref-resolver';
import { asyncapi, oas } from '@stoplight/spectral-rulesets';
import type { Finding, Inspection } from '../Inspection';
import { describeDocument } from './describeDocument';

const titles = { openapi: 'OpenAPI', asyncapi: 'AsyncAPI' };
// The types of the rulesets ask for a key that the library itself does without.
const rulesets = {
  openapi: oas as RulesetDefinition,
  asyncapi: asyncapi as RulesetDefinition,
};
const versionKeys = { openapi: ['openapi', 'swagger'], asyncapi: ['asyncapi'] };
/** Findings about the form of the text, not about what it says. */
const parserCodes = new Set(['parser', 'unrecognized-format']);

// By the numbers of the Language Server Protocol; information is a hint too.
const severities = ['error', 'warning', 'hint', 'hint'] as const;
const ranks = { error: 0, warning: 1, hint: 2 };

/** Inspects a definition in YAML or JSON with the recommended rules of Spectral. */
export async function inspectWithSpectral(
  type: 'openapi' | 'asyncapi',
  text: string,
): Promise<Inspection> {
  const document = new Document(text, Yaml);
  const [broken] = document.diagnostics.filter(
    ({ severity }) => severity === 0,
  );
  if (broken) {
    return { isParsed: false, problem: toFinding(broken) };
  }
  const { data } = document;
  const versionKey = versionKeys[type].find(
    key => isObject(data) && data[key] !== undefined,
  );
  if (!isObject(data) || versionKey === undefined) {
    return {
      isParsed: false,
      problem: {
        severity: 'error',
        code: 'unrecognized-format',
        message: `It is no ${titles[type]} document: it does not say '${versionKeys[type][0]}'`,
        line: 1,
        column: 1,
      },
    };
  }
  // Without resolvers nothing that a reference names outside of the text is read.
  const spectral = new Spectral({ resolver: new Resolver({ resolvers: {} }) });
  spectral.setRuleset({ extends: [[rulesets[type], 'recommended']] });
  const diagnostics = await spectral.run(document);
  const [unrecognized] = diagnostics.filter(({ code }) =>
    parserCodes.has(`${code}`),
  );
  if (unrecognized) {
    return {
      isParsed: false,
      problem: { ...toFinding(unrecognized), severity: 'error' },
    };
  }
  const description = describeDocument(data);
  return {
    isParsed: true,
    findings: diagnostics
      .filter(diagnostic => !isExternalReference(diagnostic))
      .map(toFinding)
      .sort((a, b) => ranks[a.severity] - ranks[b.severity]),
    description,
  };
}

/** What is not fetched is not known to be wrong; the description lists it. */
function isExternalReference({ code, message }: ISpectralDiagnostic): boolean {
  return code === 'invalid-ref' && /resolver/i.test(message);
}

function toFinding({
  code,
  message,
  range,
  severity,
}: Pick<
  ISpectralDiagnostic,
  'code' | 'message' | 'range' | 'severity'
>): Finding {
  return {
    severity: severities[severity],
    code: `${code}`,
    message,
    line: range.start.line + 1,
    column: range.start.character + 1,
  };
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
