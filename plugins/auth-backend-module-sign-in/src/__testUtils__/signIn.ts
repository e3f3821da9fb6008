import type { Server } from 'node:http';
import request from 'supertest';

interface Answer {
  error?: { name: string; message: string };
  response?: {
    profile: { email?: string; displayName?: string };
    backstageIdentity?: { identity: { userEntityRef: string } };
  };
}

/** Begins a sign-in as the window that the portal opens does. */
export async function startSignIn(
  server: Server,
  providerId: string,
): Promise<{ url: URL; cookies: string[] }> {
  const res = await request(server)
    .get(`/api/auth/${providerId}/start`)
    .query({ env: 'production', scope: '', flow: 'popup' })
    .expect(302);
  const cookies = res.get('Set-Cookie') ?? [];
  return {
    url: new URL(res.headers.location),
    // A cookie without a value is one that is taken away.
    cookies: cookies
      .map(cookie => cookie.split(';')[0])
      .filter(cookie => !cookie.endsWith('=')),
  };
}

/** Comes back from the provider, and reads what the window tells the portal. */
export async function finishSignIn(
  server: Server,
  providerId: string,
  started: { url: URL; cookies: string[] },
  answer: Record<string, string> = { code: 'good-code' },
): Promise<Answer> {
  const state = started.url.searchParams.get('state');
  const res = await request(server)
    .get(`/api/auth/${providerId}/handler/frame`)
    .query({ state, ...answer })
    .set('Cookie', started.cookies)
    .expect(200);
  const encoded = /authResponse = decodeURIComponent\('([^']*)'\)/.exec(
    res.text,
  )?.[1];
  if (!encoded) {
    throw new Error(`The page has no answer: ${res.text}`);
  }
  return JSON.parse(decodeURIComponent(encoded));
}
