import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../launcher/paths.mjs';
import { readPublishOptions } from './readPublishOptions.mjs';

describe('publish-techdocs', () => {
  let source;
  before(async () => {
    source = await mkdtemp(join(tmpdir(), 'causeway-docs-'));
    await writeFile(join(source, 'mkdocs.yml'), 'site_name: Docs\n');
  });
  after(() => rm(source, { recursive: true, force: true }));

  const read = (...args) =>
    readPublishOptions(['--source-dir', source, ...args]);
  const entity = ['--entity', 'default/component/payment-service'];

  it('takes the options of the seed for S3', () => {
    assert.deepEqual(read(...entity, '--storage-name', 'my-techdocs-bucket'), {
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'component',
        metadata: { namespace: 'default', name: 'payment-service' },
      },
      sourceDir: source,
      techdocs: {
        generator: { runIn: 'local' },
        publisher: {
          type: 'awsS3',
          awsS3: { bucketName: 'my-techdocs-bucket' },
        },
      },
    });
  });

  it('describes each storage as the portal does', () => {
    const publisher = (...args) =>
      read(...entity, '--storage-name', 'docs', ...args).techdocs.publisher;
    assert.deepEqual(
      publisher(
        ...['--aws-region', 'eu-central-1', '--aws-endpoint', 'http://s3:9000'],
        ...['--aws-force-path-style', '--bucket-root-path', 'portal'],
      ).awsS3,
      {
        bucketName: 'docs',
        region: 'eu-central-1',
        endpoint: 'http://s3:9000',
        s3ForcePathStyle: true,
        bucketRootPath: 'portal',
      },
    );
    assert.deepEqual(publisher('--publisher-type', 'googleGcs'), {
      type: 'googleGcs',
      googleGcs: { bucketName: 'docs' },
    });
    assert.deepEqual(
      publisher(
        ...['--publisher-type', 'azureBlobStorage'],
        ...['--azure-account-name', 'harborline'],
      ),
      {
        type: 'azureBlobStorage',
        azureBlobStorage: {
          containerName: 'docs',
          credentials: { accountName: 'harborline' },
        },
      },
    );
  });

  const refused = {
    'There is no --entity': [],
    "'payment-service' does not name an entity": [
      '--entity',
      'payment-service',
    ],
    'There is no --storage-name': entity,
    "'ftp' is not a publisher type": [...entity, '--publisher-type', 'ftp'],
    'There is no --azure-account-name': [
      ...entity,
      ...['--publisher-type', 'azureBlobStorage', '--storage-name', 'docs'],
    ],
    "Unknown option '--bucket'": ['--bucket', 'docs'],
  };
  for (const [sentence, args] of Object.entries(refused)) {
    it(`says: ${sentence}`, () => {
      assert.throws(() => read(...args), {
        name: 'Problem',
        message: new RegExp(`^${sentence}`),
      });
    });
  }

  it('says where no mkdocs.yml is', () => {
    assert.throws(
      () =>
        readPublishOptions([
          ...entity,
          ...['--storage-name', 'docs', '--source-dir', tmpdir()],
        ]),
      { message: /^There is no mkdocs\.yml in '/ },
    );
  });

  it('installs the versions that the portal runs', async () => {
    const { dependencies } = JSON.parse(
      await readFile(new URL('./package.json', import.meta.url), 'utf8'),
    );
    for (const [name, version] of Object.entries(dependencies)) {
      const installed = JSON.parse(
        await readFile(join(root, 'node_modules', name, 'package.json')),
      );
      assert.equal(version, installed.version, name);
    }
  });
});
