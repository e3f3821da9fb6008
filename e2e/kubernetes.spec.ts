import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

test('the tab of a healthy service shows its deployment, autoscaler and pods', async ({
  page,
  takePicture,
}) => {
  await openCluster(page, 'payment-service');
  await expect(
    page.getByRole('heading', { name: 'Error Reporting' }),
  ).toHaveCount(0);
  await expand(page, /^payment-service Deployment namespace: production/);
  await expect(page.getByText(/min replicas 3/i).first()).toBeVisible();
  const pods = page.getByRole('row', { name: /^payment-service-6b8f7d5c94-/ });
  await expect(pods).toHaveCount(3);
  await expect(pods.first()).toContainText('Running');
  await expect(pods.first()).toContainText('2/2');
  await takePicture('kubernetes-payment-service');
});

test('which cluster is shown is said on the page', async ({ page }) => {
  await page.goto('/catalog/default/component/payment-service/kubernetes');
  await expect(page.getByText('Demo cluster: recorded data')).toBeVisible();
  await expect(
    page.getByText('npm start -- --cluster kubeconfig'),
  ).toBeVisible();
});

test('a crash-looping pod is reported with its message, and its logs say why', async ({
  page,
  takePicture,
}) => {
  await openCluster(page, 'order-service');
  await expect(
    page.getByRole('row', {
      name: /Pod order-service-84d6f9b7c5-zv9dt back-off 5m0s restarting failed container/,
    }),
  ).toBeVisible();
  await takePicture('kubernetes-order-service');

  await expand(page, /^order-service Deployment namespace: production/);
  const pod = page.getByRole('row', { name: /CrashLoopBackOff/ });
  await expect(pod).toContainText('0/1');
  // A click would miss what still unfolds or slides.
  await pod.getByRole('button').press('Enter');
  await takePicture('kubernetes-crash-loop-pod');
  await page.getByRole('button', { name: /logs/i }).first().press('Enter');
  await expect(
    page.getByText("INVENTORY_TIMEOUT: '250' is not a duration"),
  ).toBeVisible();
  await takePicture('kubernetes-logs');
});

test('a pod that waits for a node is shown as pending', async ({
  page,
  takePicture,
}) => {
  await openCluster(page, 'inventory-service');
  await expand(page, /^inventory-service Deployment namespace: production/);
  await expect(
    page.getByRole('row', { name: /^inventory-service-\S+ Pending/ }),
  ).toHaveCount(1);
  await takePicture('kubernetes-inventory-service');
});

test('the jobs of a scheduled workload are shown with how they ended', async ({
  page,
  takePicture,
}) => {
  await openCluster(page, 'warehouse-sync');
  await expand(page, /^warehouse-sync-cleanup CronJob/);
  const jobs = page.getByRole('button', {
    name: /^warehouse-sync-cleanup-\d+ Job/,
  });
  await expect(jobs.first()).toBeVisible();
  await expect(page.getByText('Succeeded').first()).toBeVisible();
  await takePicture('kubernetes-warehouse-sync');
});

async function openCluster(page: Page, component: string): Promise<void> {
  await page.goto(`/catalog/default/component/${component}/kubernetes`);
  await page.getByRole('button', { name: /^demo Cluster/ }).click();
}

/**
 * Unfolds a workload by keyboard: its row holds further buttons, and a click in the middle
 * meets one of them.
 */
async function expand(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name }).first().press('Enter');
}
