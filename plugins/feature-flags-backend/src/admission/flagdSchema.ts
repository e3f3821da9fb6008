import type { Problem } from '@causeway/plugin-feature-flags-common';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import flagsSchema from './schemas/flags.json';
import targetingSchema from './schemas/targeting.json';

// Compiled when they are asked first: a start has no time for what it may not need.
const schemas = lazy(createSchemas);
const targetingValidator = lazy(() => compile(targetingSchema.$id));
const flagValidator = lazy(() =>
  compile(`${flagsSchema.$id}#/definitions/anyFlag`),
);
const fileValidators = {
  /** What SDKs read: flags are an object. */
  provider: lazy(() => compile(flagsSchema.$id)),
  /** What a running flagd reads: flags may also be a list. */
  daemon: lazy(() => compile(`${flagsSchema.$id}#/definitions/flagdConfig`)),
};

/** All operators that flagd's schema of rules knows, `$ref` apart. */
export const flagdOperators: ReadonlySet<string> = new Set(
  Object.values(targetingSchema.definitions).flatMap(definition =>
    'properties' in definition ? Object.keys(definition.properties) : [],
  ),
);

/** Holds a rule to flagd's schema. The caller has limited its depth and size. */
export function findTargetingSchemaProblems(
  targeting: unknown,
  pointer: string,
): Problem[] {
  return validate(targetingValidator(), targeting, pointer);
}

/** Holds one flag of a flagd file to the schema. The caller has limited its depth and size. */
export function findFlagSchemaProblems(
  flag: unknown,
  pointer: string,
): Problem[] {
  return validate(flagValidator(), flag, pointer);
}

/** Holds a whole flagd file to the schema. */
export function findFileSchemaProblems(
  file: unknown,
  reader: keyof typeof fileValidators,
): Problem[] {
  return validate(fileValidators[reader](), file, '');
}

// The schemas use tuples in a way that Ajv's own strictness, which is not JSON Schema's, warns of.
function createSchemas(): Ajv {
  return new Ajv({ strict: false })
    .addSchema(targetingSchema)
    .addSchema(flagsSchema);
}

function lazy<T>(create: () => T): () => T {
  let created: { value: T } | undefined;
  return () => {
    created ??= { value: create() };
    return created.value;
  };
}

function compile(id: string): ValidateFunction {
  const validator = schemas().getSchema(id);
  if (!validator) {
    throw new Error(`flagd's schemas have no part '${id}'`);
  }
  return validator;
}

function validate(
  validator: ValidateFunction,
  value: unknown,
  pointer: string,
): Problem[] {
  if (validator(value)) {
    return [];
  }
  const error = findClosestError(validator.errors ?? []);
  return [
    {
      pointer: `${pointer}${error?.instancePath ?? ''}`,
      message: `flagd's schema does not allow this: ${describe(error)}.`,
    },
  ];
}

/** Of the errors of all alternatives, the one deepest inside is the one that the author came closest with. */
function findClosestError(errors: ErrorObject[]): ErrorObject | undefined {
  const [first, ...others] = errors.filter(
    ({ keyword }) =>
      keyword !== 'anyOf' &&
      keyword !== 'oneOf' &&
      keyword !== 'additionalProperties',
  );
  return others.reduce(
    (deepest, error) =>
      measureDepth(error) > measureDepth(deepest) ? error : deepest,
    first ?? errors[0],
  );
}

function measureDepth(error: ErrorObject): number {
  return error.instancePath.split('/').length;
}

function describe(error: ErrorObject | undefined): string {
  if (!error) {
    return 'it fits none of the allowed forms';
  }
  if (error.keyword === 'enum' && Array.isArray(error.params.allowedValues)) {
    return `it must be one of ${error.params.allowedValues
      .map(value => JSON.stringify(value))
      .join(', ')}`;
  }
  return `it ${error.message ?? 'is not valid'}`;
}
