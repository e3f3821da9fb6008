import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures';
import { expectNoOverflow } from './support/expectNoOverflow';
import { findViolations } from './support/findViolations';
import { showTheme } from './support/showTheme';

test('the pages of a flag are accessible in both themes and fit a phone', async ({
  page,
  portal,
  problems,
  takePicture,
}) => {
  const flag = {
    flagSet: 'e2e-payments',
    key: `seen-${Date.now().toString(36)}`,
  };
  // Each of the pages is loaded and checked.
  test.setTimeout(300_000);
  await portal.createFlag({
    ...flag,
    entityRef: 'component:default/payment-service',
  });
  await portal.putSegment({ flagSet: flag.flagSet, name: 'testers' });

  const path = `/feature-flags/sets/${flag.flagSet}/flags/${flag.key}`;
  const pages: [name: string, url: string, landmark: Locator][] = [
    ['list', '/feature-flags', page.getByRole('row').nth(1)],
    [
      'create',
      '/feature-flags/create',
      page.getByRole('form', { name: 'Create a feature flag' }),
    ],
    [
      'conformance',
      '/feature-flags/conformance',
      page.getByRole('row', { name: /flagd evaluator/ }),
    ],
    [
      'set',
      `/feature-flags/sets/${flag.flagSet}`,
      page.getByRole('button', { name: 'Create a key' }),
    ],
    [
      'segments',
      `/feature-flags/sets/${flag.flagSet}/segments`,
      page.getByRole('row', { name: /^testers/ }),
    ],
    [
      'segment',
      `/feature-flags/sets/${flag.flagSet}/segments/testers`,
      page.getByText('No problems found'),
    ],
    [
      'create-segment',
      `/feature-flags/sets/${flag.flagSet}/create-segment`,
      page.getByRole('textbox', { name: 'Rule of the segment' }),
    ],
    [
      'file',
      `/feature-flags/sets/${flag.flagSet}/file?environment=production`,
      page.getByRole('button', { name: 'Choose a flagd file' }),
    ],
    [
      'edit',
      `${path}/edit`,
      page.getByRole('button', { name: 'Save the changes' }),
    ],
    ['overview', path, page.getByRole('button', { name: 'Delete the flag' })],
    ['rules', `${path}/rules/production`, page.getByText('No problems found')],
    ['history', `${path}/history`, page.getByText('What changed')],
    [
      'tab',
      '/catalog/default/component/payment-service/feature-flags',
      page.getByRole('switch', { name: `${flag.key} in Production` }),
    ],
  ];
  for (const [name, url, landmark] of pages) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(url);
    for (const theme of ['light', 'dark'] as const) {
      await showTheme(page, theme);
      await expect(landmark).toBeVisible();
      const { ours } = await findViolations(page);
      const where = `${name}, ${theme}`;
      expect.soft(ours, `${where}: ${ours.join('\n\n')}`).toHaveLength(0);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoOverflow(page);
    await takePicture(`feature-flags-${name}-dark-390`);
  }
  expect(problems).toEqual([]);
});
