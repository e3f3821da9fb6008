import type { Inspection } from '../Inspection';
import type { InspectionRequest } from '../InspectionWorker';
import { inspectGraphql } from './inspectGraphql';
import { inspectProtobuf } from './inspectProtobuf';
import { inspectWithSpectral } from './inspectWithSpectral';

/** Parses a definition and says what is in it; nothing is read from elsewhere. */
export async function inspectDefinition({
  type,
  text,
}: InspectionRequest): Promise<Inspection> {
  switch (type) {
    case 'openapi':
    case 'asyncapi':
      return inspectWithSpectral(type, text);
    case 'graphql':
      return inspectGraphql(text);
    default:
      return inspectProtobuf(text);
  }
}
