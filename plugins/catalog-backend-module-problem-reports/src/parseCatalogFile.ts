import {
  entityEnvelopeSchemaValidator,
  stringifyLocationRef,
} from '@backstage/catalog-model';
import {
  CatalogProcessorParser,
  CatalogProcessorResult,
  parseEntityYaml,
  processingResult,
} from '@backstage/plugin-catalog-node';

const validateEnvelope = entityEnvelopeSchemaValidator();

/**
 * Reads the entities of a catalog file, and names the file in every error.
 *
 * @remarks
 * The catalog checks for a kind and a name only later, when it no longer knows which file of a
 * location with several an entity came from.
 */
export const parseCatalogFile: CatalogProcessorParser =
  async function* parseCatalogFile({ data, location }) {
    const file = stringifyLocationRef(location);
    for (const result of parseEntityYaml(data, location)) {
      const error = findError(result);
      if (!error) {
        yield result;
      } else if (error.includes(file)) {
        yield processingResult.inputError(location, error);
      } else {
        yield processingResult.inputError(
          location,
          `Invalid entity at ${file}, ${error}`,
        );
      }
    }
  };

function findError(result: CatalogProcessorResult): string | undefined {
  if (result.type === 'error') {
    return result.error.message;
  }
  if (result.type === 'entity') {
    try {
      validateEnvelope(result.entity);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return undefined;
}
