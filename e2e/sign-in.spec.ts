import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, nobody, test } from './fixtures';
import { environment } from './support/environment';
import { findViolations } from './support/findViolations';
import { GithubStandIn } from './support/GithubStandIn';
import { IdentityProvider } from './support/IdentityProvider';
import { startOwnPortal, type OwnPortal } from './support/startOwnPortal';

test.describe.configure({ mode: 'serial' });
// It starts a portal with other providers, on databases of the same names.
test.skip(
  Boolean(process.env.POSTGRES_HOST),
  'a portal of its own needs a PostgreSQL of its own, and POSTGRES_HOST names a shared one',
);
test.use({ storageState: nobody });

const clientSecret = 'the-first-secret';
const searchToken = randomUUID();

let own: OwnPortal;
let identity: IdentityProvider;
let github: GithubStandIn;

test.beforeAll('start a portal whose people sign in', async () => {
  test.setTimeout(360_000);
  // The ports of the portal for the other tests end in the same digit, and those of the
  // one that is killed follow it.
  const port = Number(new URL(environment.portalUrl).port) + 2;
  const portalUrl = `http://localhost:${port}`;
  identity = await IdentityProvider.start({
    port: port + 1,
    portalUrl,
    clientSecret,
  });
  github = await GithubStandIn.start({ port: port + 2, clientSecret });
  own = await startOwnPortal(port, {
    configs: [join(import.meta.dirname, 'support', 'sign-in.yaml')],
    env: {
      IDENTITY_URL: identity.url,
      GITHUB_URL: github.url,
      SEARCH_TOKEN: searchToken,
    },
  });
  await expect
    .poll(
      () => requestCatalog(searchToken, 'by-name/user/default/priya.raman'),
      {
        timeout: 120_000,
      },
    )
    .toBe(200);
});

test.afterAll('stop it', async () => {
  test.setTimeout(60_000);
  await own?.stop();
  await github?.stop();
  await identity?.stop();
});

test('the page offers the providers that the configuration names, in its order', async ({
  page,
  takePicture,
}) => {
  await page.goto(own.url);
  await expect(
    page.getByRole('heading', { name: 'Sign in', exact: true }),
  ).toBeVisible();
  await expect(page.getByRole('button')).toHaveText([
    'Sign in with Harborline SSO',
    'Sign in with Okta',
    'Sign in with GitHub',
  ]);
  expect((await findViolations(page)).ours).toEqual([]);
  await takePicture('sign-in-providers');

  const guest = await fetch(`${own.url}/api/auth/guest/refresh`);
  expect(guest.status).toBe(404);
});

for (const { provider, person } of [
  { provider: 'Harborline SSO', person: 'amara.okafor' },
  { provider: 'Okta', person: 'lena.fischer' },
  { provider: 'GitHub', person: 'priya.raman' },
]) {
  test(`${person} signs in with ${provider}, and is still there after a reload`, async ({
    page,
  }) => {
    await page.goto(own.url);
    await signIn(page, provider, person);
    await expectSignedIn(page, person);
  });
}

test('somebody who is not in the catalog reads who they are and whom to ask', async ({
  page,
  takePicture,
}) => {
  await page.goto(own.url);
  await signIn(page, 'Harborline SSO', 'stranger');
  const failure = page.getByRole('alert', {
    name: 'You are not in the catalog yet',
  });
  await expect(failure).toContainText(
    "Single sign-on knows you as 'stranger' (e-mail 'stranger@harborline.example', user name 'stranger', id 'stranger'), and the catalog has no such user.",
  );
  await expect(
    failure.getByRole('link', { name: 'Platform team' }),
  ).toHaveAttribute('href', 'mailto:platform@harborline.example');
  expect((await findViolations(page)).ours).toEqual([]);
  await takePicture('sign-in-not-in-catalog');

  // The provider knows the person by now, and a change of the theme draws the page anew.
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await openWindow(page, 'Harborline SSO');
  await expect(failure).toBeVisible();
  expect((await findViolations(page)).ours).toEqual([]);
  await takePicture('sign-in-not-in-catalog-390-dark');
  await page.emulateMedia({ colorScheme: 'light' });

  // Another account of the same person is one click away.
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, 'GitHub', 'priya.raman');
  await expectSignedIn(page, 'priya.raman');
});

test('an address that the provider does not vouch for opens nothing', async ({
  page,
  takePicture,
}) => {
  await page.goto(own.url);
  await signIn(page, 'Harborline SSO', 'unverified');
  await expect(
    page.getByRole('alert', { name: 'Your e-mail address is missing' }),
  ).toContainText(
    "Single sign-on does not confirm that the e-mail address 'unverified@harborline.example' is yours.",
  );
  await takePicture('sign-in-unverified');
});

test('a sign-in that is cancelled, there or by closing the window, is no error', async ({
  page,
  takePicture,
}) => {
  await page.goto(own.url);
  const cancelled = await openWindow(page, 'GitHub');
  await cancelled.getByRole('button', { name: 'Cancel' }).click();
  const note = page.getByRole('alert', { name: 'You have not signed in' });
  await expect(note).toContainText('The sign-in at GitHub was cancelled.');

  const okta = await openWindow(page, 'Okta');
  await expect(page.getByRole('status')).toContainText(
    'Go on in the window of Okta that has opened.',
  );
  await takePicture('sign-in-window');
  await okta.getByText('Cancel').click();
  await expect(note).toContainText('The sign-in at Okta was cancelled.');

  const closed = await openWindow(page, 'GitHub');
  await closed.close();
  await expect(note).toContainText(
    'The window was closed before the sign-in was finished.',
  );
  await takePicture('sign-in-cancelled');
});

test('a secret that the provider has changed is named by its key', async ({
  page,
  takePicture,
}) => {
  identity.changeClientSecret('another-secret');
  github.changeClientSecret('another-secret');
  try {
    await page.goto(own.url);
    const failure = page.getByRole('alert', {
      name: 'The portal is not set up right',
    });
    for (const [id, provider, title] of [
      ['oidc', 'Harborline SSO', 'Single sign-on'],
      ['okta', 'Okta', 'Okta'],
      ['github', 'GitHub', 'GitHub'],
    ]) {
      await signIn(page, provider, 'amara.okafor');
      await expect(failure).toContainText(
        `${title} does not accept the portal's client: check 'auth.providers.${id}.production.clientSecret'`,
      );
    }
    await takePicture('sign-in-wrong-secret');
    expect(await own.readLog()).toContain(
      "check 'auth.providers.okta.production.clientSecret'",
    );
  } finally {
    identity.changeClientSecret(clientSecret);
    github.changeClientSecret(clientSecret);
  }
});

test('a provider that is down is named, and the next try works', async ({
  page,
  takePicture,
}) => {
  await page.goto(own.url);
  github.isDown = true;
  await signIn(page, 'GitHub', 'priya.raman');
  await expect(
    page.getByRole('alert', { name: 'The provider cannot be reached' }),
  ).toContainText(
    `GitHub answers '${github.url}/login/oauth/access_token' with status 503.`,
  );
  await takePicture('sign-in-unreachable');

  github.isDown = false;
  await signIn(page, 'GitHub', 'priya.raman');
  await expectSignedIn(page, 'priya.raman');
});

test('tokens of programs reach what they are for, and nothing else', async () => {
  const issue = (audience: string, expiresInSeconds: number) =>
    identity.issueToken({ audience, subject: 'robot', expiresInSeconds });
  const entities = 'by-query?limit=1';

  expect(await requestCatalog(searchToken, entities)).toBe(200);
  expect(await requestCatalog(issue('causeway', 600), entities)).toBe(200);

  expect(await requestCatalog(`${searchToken}x`, entities)).toBe(401);
  expect(await requestCatalog(issue('another-portal', 600), entities)).toBe(
    401,
  );
  expect(await requestCatalog(issue('causeway', -600), entities)).toBe(401);

  // The plugin, and the permission, that the configuration does not give them.
  for (const token of [searchToken, issue('causeway', 600)]) {
    const tasks = await request(token, '/api/scaffolder/v2/tasks');
    expect(tasks.status).toBe(403);
    expect(await tasks.text()).toContain(
      "This token's access is restricted to plugin(s)",
    );
  }
  const location = await request(searchToken, '/api/catalog/locations', {
    type: 'url',
    target: 'https://github.com/harborline/none/blob/main/catalog-info.yaml',
  });
  expect(location.status).toBe(403);
});

/** Opens the window of a provider. */
async function openWindow(page: Page, provider: string): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: `Sign in with ${provider}` }).click();
  return opened;
}

async function signIn(
  page: Page,
  provider: string,
  person: string,
): Promise<void> {
  const opened = await openWindow(page, provider);
  if (provider === 'GitHub') {
    await opened.getByLabel('Login').fill(person);
    await opened.getByRole('button', { name: 'Authorize' }).click();
    return;
  }
  const login = opened.getByPlaceholder('Enter any login');
  const consent = opened.getByRole('button', { name: 'Continue' });
  await expect(login.or(consent)).toBeVisible();
  // Whom the provider knows from another window is asked for consent only.
  if (await login.isVisible()) {
    await login.fill(person);
    await opened.getByPlaceholder('and password').fill('any');
    await opened.getByRole('button', { name: 'Sign-in' }).click();
  }
  await consent.click();
}

/** Looks at the settings, whose page is loaded anew. */
async function expectSignedIn(page: Page, person: string): Promise<void> {
  await expect(
    page.getByRole('link', { name: 'Home', exact: true }),
  ).toBeVisible();
  await page.goto(`${own.url}/settings`);
  await expect(
    page.getByRole('link', { name: new RegExp(person, 'i') }).first(),
  ).toBeVisible();
}

async function requestCatalog(token: string, path: string): Promise<number> {
  return (await request(token, `/api/catalog/entities/${path}`)).status;
}

async function request(
  token: string,
  path: string,
  body?: object,
): Promise<Response> {
  return fetch(`${own.url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: body && JSON.stringify(body),
  });
}
