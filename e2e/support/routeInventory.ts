import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the inventory is, from the root of the repository. */
export const inventoryFile = 'packages/backend/routes.csv';

export interface Route {
  /** As Express has it: `GET /api/catalog/entities/by-uid/:uid`. */
  route: string;
  method: string;
  path: string;
  /** Who is let in: anybody, a user or service, a service only, a cookie too, or a key. */
  auth: 'open' | 'token' | 'service' | 'cookie' | 'key';
  permission: string;
  audit: 'request' | '-';
  body: '100kb' | '1mb' | '5mb' | '10mb' | '-';
}

/** A line for each route of the backend. */
export async function readInventory(): Promise<Route[]> {
  const text = await readFile(
    join(import.meta.dirname, '..', '..', inventoryFile),
    'utf8',
  );
  const [, ...lines] = text.trim().split('\n');
  return lines.map(line => {
    const [route, auth, permission, audit, body] = line.split(',');
    const [method, path] = route.split(' ');
    return { route, method, path, auth, permission, audit, body } as Route;
  });
}

/** What all plugins have counts once, and so does what all sign-in providers have. */
export function normalize(route: string): string[] {
  if (
    /^USE .*\/\.(backstage|well-known)\//.test(`${route}/`) ||
    /^USE \/api\/?$/.test(route) ||
    /^USE \/api\/auth\//.test(route) ||
    // Lets pass what is routed below it.
    route === 'USE /api/feature-flags/v1'
  ) {
    return [];
  }
  return [
    route
      .replace(
        /^(\w+) (?:\/api\/[^/]+)?\/(\.backstage\/(?!health)|\.well-known\/backstage\/)/,
        '$1 /api/:plugin/$2',
      )
      .replace(
        /^(\w+) \/api\/auth\/[a-z][^/]*\/(start|handler|refresh|logout)/,
        '$1 /api/auth/:provider/$2',
      ),
  ];
}

export function isChanging(method: string): boolean {
  return !['GET', 'USE'].includes(method);
}
