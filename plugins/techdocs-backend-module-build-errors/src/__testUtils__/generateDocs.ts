import { PassThrough } from 'node:stream';
import { mockServices } from '@backstage/backend-test-utils';
import { ExplainingTechdocsGenerator } from '../ExplainingTechdocsGenerator';

// Run as a process of its own: mkdocs is searched in the PATH that a process starts with.
async function main([inputDir, outputDir]: string[]): Promise<void> {
  const logger = mockServices.rootLogger({ level: 'none' });
  const generator = ExplainingTechdocsGenerator.create({
    config: mockServices.rootConfig({
      data: { techdocs: { generator: { runIn: 'local' } } },
    }),
    logger,
  });
  await generator.run({
    inputDir,
    outputDir,
    logger,
    logStream: new PassThrough(),
  });
}

main(process.argv.slice(2)).catch(error => {
  process.stdout.write(error.message);
});
