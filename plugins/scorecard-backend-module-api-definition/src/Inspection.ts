import type { JsonObject } from '@backstage/types';

/** What a definition is asked to be. */
export type DefinitionType = 'openapi' | 'asyncapi' | 'graphql' | 'grpc';

export const definitionTypes: readonly DefinitionType[] = [
  'openapi',
  'asyncapi',
  'graphql',
  'grpc',
];

/** A place of a definition that could be better; lines are counted from 1. */
export interface Finding {
  severity: 'error' | 'warning' | 'hint';
  /** Name of the rule. */
  code: string;
  message: string;
  line?: number;
  column?: number;
}

/** What a definition turned out to hold. */
export interface Description {
  /** Version of the API itself. */
  version?: string;
  /** Operations, messages, fields or methods: what a caller asks for. */
  operations: number;
  /** Those of them that nothing is said about. */
  withoutDescription: string[];
  examples: number;
  servers: string[];
  /** What it refers to outside of itself; it is never fetched. */
  externalReferences: string[];
}

/** What is found out about a definition. */
export type Inspection =
  | { isParsed: false; problem: Finding }
  | { isParsed: true; findings: Finding[]; description: Description };

export function emptyDescription(): Description {
  return {
    operations: 0,
    withoutDescription: [],
    examples: 0,
    servers: [],
    externalReferences: [],
  };
}

/** A fact has to stay small, and nobody reads the hundredth name. */
const maximumListed = 20;

/** The value of the fact. */
export function toFactValue(
  type: DefinitionType,
  inspection: Inspection,
): JsonObject {
  if (!inspection.isParsed) {
    return { type, isParsed: false, problem: { ...inspection.problem } };
  }
  const { findings, description } = inspection;
  const count = (severity: Finding['severity']) =>
    findings.filter(finding => finding.severity === severity).length;
  return {
    type,
    isParsed: true,
    errors: count('error'),
    warnings: count('warning'),
    hints: count('hint'),
    findings: findings.slice(0, maximumListed).map(finding => ({ ...finding })),
    ...description,
    undescribed: description.withoutDescription.length,
    withoutDescription: description.withoutDescription.slice(0, maximumListed),
    externalReferences: description.externalReferences.slice(0, maximumListed),
  };
}
