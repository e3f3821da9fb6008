import { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod/v4';

export const token = 'demo-token';

/** A failure exactly as Kubernetes words it, without a field too many. */
export const statusSchema = z.strictObject({
  kind: z.literal('Status'),
  apiVersion: z.literal('v1'),
  metadata: z.strictObject({}),
  status: z.literal('Failure'),
  message: z.string(),
  reason: z.string(),
  details: z.looseObject({}).optional(),
  code: z.number(),
});

/** A configuration for the official client. */
export function kubeConfig(url: string, bearerToken = token): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    // The client refuses plain HTTP unless it is told that nothing will be verified.
    { name: 'demo', server: url, skipTLSVerify: true },
    { name: 'tester', token: bearerToken },
  );
  return config;
}

/** Reads what the official client hides: the exact body and the code. */
export async function request(
  url: string,
  init: { method?: string; authorization?: string } = {},
): Promise<{ code: number; body: unknown }> {
  const { method = 'GET', authorization = `Bearer ${token}` } = init;
  const response = await fetch(url, { method, headers: { authorization } });
  return { code: response.status, body: await response.json() };
}
