import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from './support/environment';
import { expect, test } from './fixtures';

const { plantedToken, appFolder } = environment;

test('the token of a flag system is in no answer, no file of the app and no log', async ({
  page,
  portal,
}) => {
  // Against a portal started by hand there is no token to look for.
  if (!plantedToken || !appFolder) {
    test.skip(true, 'needs a portal with a planted token, as npm test starts');
    return;
  }
  const holders: string[] = [];
  const reading: Array<Promise<void>> = [];
  let searched = 0;
  page.on('response', response => {
    const read = response
      .text()
      .then(text => {
        searched += 1;
        if (text.includes(plantedToken)) {
          holders.push(response.url());
        }
      })
      // A redirect has no body, and one of a page that was left is gone.
      .catch(() => {});
    reading.push(read);
  });

  for (const path of [
    '/',
    '/catalog/default/component/payment-service/feature-flags',
    '/feature-flags',
  ]) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
  }
  await Promise.all(reading);
  expect(searched).toBeGreaterThan(20);
  expect(holders).toEqual([]);

  const answers = await portal.read([
    '/api/feature-flags/v1/sources',
    '/api/feature-flags/v1/sources/planted/flags?entityRef=payment-service',
    '/api/feature-flags/openapi.json',
    '/api/devtools/config',
  ]);
  expect(answers[0]).toContain('"planted"');
  // The whole configuration, in which secrets are replaced.
  expect(answers[3]).toContain('"planted"');
  expect(answers.join('\n')).not.toContain(plantedToken);

  const files = (
    await readdir(appFolder, { recursive: true, withFileTypes: true })
  ).filter(entry => entry.isFile());
  for (const file of files) {
    const content = await readFile(join(file.parentPath, file.name), 'utf8');
    if (content.includes(plantedToken)) {
      holders.push(join(file.parentPath, file.name));
    }
  }
  expect(files.length).toBeGreaterThan(20);
  expect(holders).toEqual([]);
  expect(await readFile(environment.portalLog, 'utf8')).not.toContain(
    plantedToken,
  );
});
