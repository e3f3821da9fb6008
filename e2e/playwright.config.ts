import { defineConfig, devices } from '@playwright/test';

const isRoot = process.getuid?.() === 0;

/**
 * Browser tests against a running portal; `npm test` starts one and sets the variables that
 * `environment.ts` lists.
 */
export default defineConfig({
  testDir: '.',
  globalSetup: './globalSetup.ts',
  outputDir: './test-results',
  // One portal and its one database are shared, and two cores carry both it and the browser.
  workers: 1,
  // A test that passes on the second try hides a defect.
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 45_000 },
  // The file's name comes from PLAYWRIGHT_JSON_OUTPUT_FILE.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE
    ? [['list'], ['json']]
    : [['list']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.PORTAL_URL,
    viewport: { width: 1440, height: 900 },
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: [
        // Chromium refuses to start as root with its sandbox on.
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-gpu',
      ],
    },
  },
});
