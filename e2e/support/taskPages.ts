import type { Locator, Page } from '@playwright/test';

export interface TaskPage {
  name: string;
  path: string;
  /** What stands on the page once it has loaded. */
  landmark: (page: Page) => Locator;
  /** What a person does on it before there is something to judge. */
  prepare?: (page: Page) => Promise<void>;
}

/** The pages of the four daily tasks. */
export const taskPages: readonly TaskPage[] = [
  {
    name: 'home',
    path: '/',
    landmark: page =>
      page
        .getByRole('region', { name: "My team's services" })
        .getByRole('link', { name: 'Payment Service' }),
  },
  {
    name: 'catalog',
    path: '/catalog',
    landmark: page => page.getByRole('link', { name: 'Payment Service' }),
  },
  {
    name: 'entity',
    path: '/catalog/default/component/payment-service',
    landmark: page => page.getByText('dependsOn').first(),
  },
  {
    name: 'api-definition',
    path: '/catalog/default/api/payment-api/definition',
    landmark: page => page.getByRole('heading', { name: /^Payment API 2/ }),
  },
  {
    name: 'search',
    path: '/search?query=order-service',
    landmark: page => page.getByRole('link', { name: 'Open runbook' }).first(),
  },
  {
    name: 'templates',
    path: '/create',
    landmark: page => page.getByText('Go Microservice').first(),
  },
  {
    name: 'form',
    path: '/create/templates/default/go-microservice',
    landmark: page => page.getByRole('textbox', { name: 'Service Name' }),
  },
  {
    name: 'golden-paths',
    path: '/golden-paths',
    landmark: page => page.getByRole('row', { name: /Go Microservice/ }),
  },
  {
    name: 'golden-path-services',
    path: '/golden-paths/services',
    landmark: page => page.getByRole('search', { name: 'Services to show' }),
  },
  {
    name: 'docs-index',
    path: '/docs',
    landmark: page =>
      page.getByRole('link', { name: 'Payment Service', exact: true }),
  },
  {
    name: 'docs-site',
    path: '/docs/default/component/payment-service/architecture',
    landmark: page =>
      page.locator('svg').filter({ hasText: 'postgres-payments-db' }),
    prepare: awaitDocsStyle,
  },
  {
    name: 'docs-tab',
    path: '/catalog/default/component/payment-service/docs',
    landmark: page => page.getByRole('heading', { name: 'What it does' }),
    prepare: awaitDocsStyle,
  },
  {
    name: 'kubernetes',
    path: '/catalog/default/component/order-service/kubernetes',
    landmark: page => page.getByText('back-off 5m0s restarting failed').first(),
    prepare: async page => {
      await page.getByRole('button', { name: /^demo Cluster/ }).click();
      await page
        .getByRole('button', { name: /^order-service Deployment/ })
        .first()
        .press('Enter');
      await page.getByRole('row', { name: /CrashLoopBackOff/ }).waitFor();
    },
  },
];

/** The style sheet of docs comes after their text, and hides what only mkdocs' own pages use. */
async function awaitDocsStyle(page: Page): Promise<void> {
  await page.locator('#__search').waitFor({ state: 'hidden' });
}
