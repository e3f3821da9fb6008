import { randomUUID } from 'node:crypto';
import { expect, type Page, type WebSocketRoute } from '@playwright/test';

/**
 * Has the web socket of the next page announce a notification when told to,
 * which the demo has no reason to do at a given moment.
 */
export async function announceNotification(
  page: Page,
  payload: { title: string; severity: string },
): Promise<() => Promise<void>> {
  const id = randomUUID();
  let socket: WebSocketRoute | undefined;
  await page.routeWebSocket('**/api/signals', route => {
    const server = route.connectToServer();
    route.onMessage(message => {
      server.send(message);
      if (String(message).includes('"notifications"')) {
        socket = route;
      }
    });
  });
  await page.route(`**/api/notifications/notifications/${id}`, route =>
    route.fulfill({ json: { id, user: 'user:default/guest', payload } }),
  );
  return async () => {
    await expect.poll(() => socket).toBeDefined();
    socket?.send(
      JSON.stringify({
        channel: 'notifications',
        message: { action: 'new_notification', notification_id: id },
      }),
    );
  };
}
