import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import { expectFullMarks } from './support/expectFullMarks';

const folder = join(import.meta.dirname, '..', 'templates');
const suffix = Date.now().toString(36);

// Those that open a pull request leave the page to whoever merges it.
const creating = readdirSync(folder).filter(name => {
  try {
    return readFileSync(join(folder, name, 'template.yaml'), 'utf8').includes(
      'action: golden-path:publish',
    );
  } catch {
    return false;
  }
});

test('every golden path that creates something is among those that are measured', () => {
  expect(creating.length).toBeGreaterThanOrEqual(6);
});

for (const template of creating) {
  test(`what ${template} creates has a catalog page and readable docs within twenty seconds @slow`, async ({
    page,
    portal,
  }, { annotations }) => {
    const name = `${template}-${suffix}`;
    const submitted = performance.now();
    await portal.startTask(template, {
      name,
      description: 'Measures how long it takes.',
      owner: 'group:default/payments-team',
      system: 'system:default/fulfilment-system',
    });
    await expect
      .poll(() => portal.findEntity('component', name), { timeout: 60_000 })
      .toBeDefined();
    await page.goto(`/docs/default/component/${name}`);
    await expect(
      page.getByRole('article').getByRole('heading', { level: 1 }),
    ).toBeVisible({ timeout: 60_000 });
    const seconds = (performance.now() - submitted) / 1000;
    annotations.push({
      type: 'measured',
      description: `${template}: submit to documented catalog page ${seconds.toFixed(
        1,
      )} s`,
    });
    expect(seconds).toBeLessThan(20);
  });

  test(`what ${template} creates starts with full marks @slow`, async ({
    portal,
  }, { annotations }) => {
    const name = `${template}-${suffix}`;
    annotations.push({
      type: 'measured',
      description: `${template}: ${await expectFullMarks(portal, name)}`,
    });
  });
}
