import {
  buildASTSchema,
  GraphQLError,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validateSchema,
  type GraphQLSchema,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate';
import {
  emptyDescription,
  type Description,
  type Finding,
  type Inspection,
} from '../Inspection';

/** Inspects a schema in the definition language of GraphQL. */
export function inspectGraphql(text: string): Inspection {
  try {
    const document = parse(text);
    const errors = validateSDL(document);
    if (errors.length > 0) {
      return {
        isParsed: true,
        findings: errors.map(error => toFinding(error, 'valid-sdl')),
        description: emptyDescription(),
      };
    }
    const schema = buildASTSchema(document, { assumeValidSDL: true });
    return {
      isParsed: true,
      findings: [
        ...validateSchema(schema).map(error =>
          toFinding(error, 'valid-schema'),
        ),
        ...findUndescribedTypes(schema),
      ],
      description: describe(schema),
    };
  } catch (error) {
    if (error instanceof GraphQLError) {
      return { isParsed: false, problem: toFinding(error, 'parser') };
    }
    throw error;
  }
}

function toFinding(error: GraphQLError, code: string): Finding {
  const [place] = error.locations ?? [];
  return { severity: 'error', code, message: error.message, ...place };
}

function findUndescribedTypes(schema: GraphQLSchema): Finding[] {
  // What queries, mutations and subscriptions are needs no explanation.
  const roots = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ].map(type => type?.name);
  return ownTypes(schema)
    .filter(({ description, name }) => !description && !roots.includes(name))
    .map(({ name, astNode }) => ({
      severity: 'warning',
      code: 'type-description',
      message: `The type '${name}' has no description`,
      line: astNode?.loc?.startToken.line,
      column: astNode?.loc?.startToken.column,
    }));
}

function ownTypes(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap()).filter(
    type => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
}

/** Fields are what a caller asks for. */
function describe(schema: GraphQLSchema): Description {
  const fields = ownTypes(schema).flatMap(type =>
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).map(field => ({
          name: `${type.name}.${field.name}`,
          description: field.description,
        }))
      : [],
  );
  return {
    ...emptyDescription(),
    operations: fields.length,
    withoutDescription: fields
      .filter(({ description }) => !description)
      .map(({ name }) => name),
  };
}
