import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '../launcher/Problem.mjs';

// By type: the configuration that Backstage's publisher reads.
const publishers = {
  awsS3: values => ({
    bucketName: values['storage-name'],
    ...pick(values, {
      'aws-region': 'region',
      'aws-endpoint': 'endpoint',
      'aws-force-path-style': 's3ForcePathStyle',
      'bucket-root-path': 'bucketRootPath',
    }),
  }),
  googleGcs: values => ({
    bucketName: values['storage-name'],
    ...pick(values, { 'bucket-root-path': 'bucketRootPath' }),
  }),
  azureBlobStorage: values => ({
    containerName: values['storage-name'],
    // It names another address than the public cloud's, and the account.
    ...(process.env.AZURE_STORAGE_CONNECTION_STRING
      ? { connectionString: process.env.AZURE_STORAGE_CONNECTION_STRING }
      : {
          credentials: {
            accountName: values['azure-account-name'],
            ...(process.env.AZURE_STORAGE_ACCOUNT_KEY && {
              accountKey: process.env.AZURE_STORAGE_ACCOUNT_KEY,
            }),
          },
        }),
  }),
};

/**
 * Reads the command line of `publish-techdocs`.
 *
 * @param {string[]} args
 * @returns {{ entity: object, sourceDir: string, techdocs: object }} `entity` with what names
 *   it, `techdocs` as in `app-config.yaml`
 * @throws {Problem} on an unknown option, or a missing or bad value
 */
export function readPublishOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        entity: { type: 'string' },
        'source-dir': { type: 'string', default: '.' },
        'publisher-type': { type: 'string', default: 'awsS3' },
        'storage-name': { type: 'string' },
        'bucket-root-path': { type: 'string' },
        'aws-region': { type: 'string' },
        'aws-endpoint': { type: 'string' },
        'aws-force-path-style': { type: 'boolean' },
        'azure-account-name': { type: 'string' },
      },
    }));
  } catch (error) {
    const [cause] = error.message.split(/\.(?: |$)/);
    throw new Problem(
      `${cause}.`,
      'The options are listed in docs/operations/techdocs.md.',
    );
  }
  const entity = readEntity(values.entity);
  const type = values['publisher-type'];
  if (!Object.hasOwn(publishers, type)) {
    throw new Problem(
      `'${type}' is not a publisher type.`,
      `Give one of ${Object.keys(publishers).join(
        ', ',
      )} after --publisher-type.`,
    );
  }
  if (!values['storage-name']) {
    throw new Problem(
      'There is no --storage-name.',
      'Give the name of the bucket or container that the portal reads.',
    );
  }
  if (
    type === 'azureBlobStorage' &&
    !values['azure-account-name'] &&
    !process.env.AZURE_STORAGE_CONNECTION_STRING
  ) {
    throw new Problem(
      'There is no --azure-account-name.',
      'Give the storage account that holds the container.',
    );
  }
  const sourceDir = resolve(values['source-dir']);
  if (
    !['mkdocs.yml', 'mkdocs.yaml'].some(f => existsSync(resolve(sourceDir, f)))
  ) {
    throw new Problem(
      `There is no mkdocs.yml in '${sourceDir}'.`,
      'Give the folder that holds it after --source-dir.',
    );
  }
  return {
    entity,
    sourceDir,
    techdocs: {
      generator: { runIn: 'local' },
      publisher: { type, [type]: publishers[type](values) },
    },
  };
}

function readEntity(ref) {
  const [namespace, kind, name, ...rest] = ref?.split('/') ?? [];
  if (!name || rest.length > 0) {
    throw new Problem(
      ref ? `'${ref}' does not name an entity.` : 'There is no --entity.',
      "Give namespace, kind and name, such as 'default/component/payment-service'.",
    );
  }
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { namespace, name },
  };
}

function pick(values, names) {
  return Object.fromEntries(
    Object.entries(names)
      .filter(([option]) => values[option] !== undefined)
      .map(([option, key]) => [key, values[option]]),
  );
}
