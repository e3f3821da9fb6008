import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { delayAnswers } from './support/delayAnswers';
import { environment } from './support/environment';
import { ForgeClient } from './support/ForgeClient';
import { PortalClient } from './support/PortalClient';
import { recordProblems } from './support/recordProblems';

export { expect } from '@playwright/test';

interface Fixtures {
  /** Errors of the console and of scripts since the test began. */
  problems: string[];
  /** Takes a picture of the page for whoever looks the task over. */
  takePicture: (name: string) => Promise<void>;
}

interface SharedFixtures {
  forge: ForgeClient;
  portal: PortalClient;
}

export const test = base.extend<Fixtures, SharedFixtures>({
  // Pages open signed in. `nobody` is for the tests of signing in.
  storageState: {
    cookies: [],
    origins: [
      {
        origin: environment.portalUrl,
        localStorage: [{ name: 'causeway.sign-in-provider', value: 'guest' }],
      },
    ],
  },
  page: async ({ page }, use) => {
    if (environment.longestDelayMs > 0) {
      await delayAnswers(page, environment.longestDelayMs);
    }
    await use(page);
  },
  problems: [
    async ({ page }, use) => {
      await use(recordProblems(page));
    },
    { auto: true },
  ],
  takePicture: async ({ page }, use) => {
    await use(name => takePicture(page, name));
  },
  forge: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await use(
        new ForgeClient({
          url: environment.forgeUrl,
          user: environment.forgeUser,
          password: environment.forgePassword,
        }),
      );
    },
    { scope: 'worker' },
  ],
  portal: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await use(await PortalClient.signIn(environment.portalUrl));
    },
    { scope: 'worker' },
  ],
});

/** The storage of a browser in which nobody has signed in. */
export const nobody = { cookies: [], origins: [] };

async function takePicture(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: join(import.meta.dirname, 'screenshots', `${name}.png`),
  });
}
