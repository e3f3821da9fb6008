import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import { TEMPLATE_VERSION_ANNOTATION } from '@causeway/plugin-golden-paths-common';
import { parse } from 'yaml';

/** What a golden path says about itself in its `template.yaml`. */
export interface GoldenPathDefinition {
  templateRef: string;
  version: string;
  /** The parts of its fetch step, if they are the same in every run. */
  parts?: string[];
  /** What that step copies as it stands, if it is the same in every run. */
  copyWithoutTemplating?: string[];
  /** The values of that step that no form can change. */
  constants: JsonObject;
}

/** Reads the definition in the folder of a template. */
export async function readGoldenPathDefinition(
  folder: string,
): Promise<GoldenPathDefinition> {
  const template: unknown = parse(
    await readFile(join(folder, 'template.yaml'), 'utf8'),
  );
  if (!isObject(template) || !isObject(template.metadata)) {
    throw new InputError(`'${folder}/template.yaml' is not a template`);
  }
  const input = findFetchInput(template);
  return {
    ...describeTemplate(template.metadata),
    parts: readFixedList(input?.parts),
    copyWithoutTemplating: readFixedList(input?.copyWithoutTemplating),
    constants: isObject(input?.values)
      ? Object.fromEntries(
          Object.entries(input.values).filter(([, value]) => isFixed(value)),
        )
      : {},
  };
}

/** Ref and version of a template. */
export function describeTemplate(
  metadata: JsonObject | Entity['metadata'],
): Pick<GoldenPathDefinition, 'templateRef' | 'version'> {
  const { name, namespace, annotations } = metadata;
  const templateRef = stringifyEntityRef({
    kind: 'template',
    namespace: typeof namespace === 'string' ? namespace : undefined,
    name: String(name),
  });
  const version = isObject(annotations)
    ? annotations[TEMPLATE_VERSION_ANNOTATION]
    : undefined;
  if (typeof version !== 'string' || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new InputError(
      version === undefined
        ? `The golden path '${templateRef}' has no version; add the annotation '${TEMPLATE_VERSION_ANNOTATION}' to its template.yaml, for example '1.0.0'`
        : `The version '${version}' of the golden path '${templateRef}' does not read like '1.0.0'; mend the annotation '${TEMPLATE_VERSION_ANNOTATION}'`,
    );
  }
  return { templateRef, version };
}

function findFetchInput(template: JsonObject): JsonObject | undefined {
  const steps = isObject(template.spec) ? template.spec.steps : undefined;
  const step = Array.isArray(steps)
    ? steps
        .filter(isObject)
        .find(candidate => candidate.action === 'golden-path:fetch')
    : undefined;
  return isObject(step?.input) ? step.input : undefined;
}

function readFixedList(value: JsonValue | undefined): string[] | undefined {
  return Array.isArray(value) &&
    value.every((item): item is string => typeof item === 'string') &&
    isFixed(value)
    ? value
    : undefined;
}

function isFixed(value: JsonValue | undefined): boolean {
  return !JSON.stringify(value ?? null).includes('${{');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
