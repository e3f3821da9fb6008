import type { Request, Response } from 'express';

/** A page of a list, counted from 1. */
interface Page {
  page: number;
  limit: number;
}

// Gitea's defaults.
const defaultLimit = 30;
const maxLimit = 50;

/** Returns the page that a request asks for, and tells the client how to find the others. */
export function takePage<T>(
  request: Request,
  response: Response,
  { items, baseUrl }: { items: T[]; baseUrl: string },
): T[] {
  const { page, limit } = parsePage(request);
  const lastPage = Math.max(1, Math.ceil(items.length / limit));
  response.set({
    'X-Total-Count': String(items.length),
    'Access-Control-Expose-Headers': 'Link, X-Total-Count',
  });
  if (page < lastPage) {
    const link = ({ rel, ...target }: Page & { rel: string }) =>
      `<${baseUrl}${request.baseUrl}${request.path}?page=${target.page}&limit=${target.limit}>; rel="${rel}"`;
    response.set(
      'Link',
      [
        link({ rel: 'next', page: page + 1, limit }),
        link({ rel: 'last', page: lastPage, limit }),
      ].join(','),
    );
  }
  return items.slice((page - 1) * limit, page * limit);
}

// As in Gitea, what is no positive number counts as not given.
function parsePage(request: Request): Page {
  return {
    page: positive(request.query.page) ?? 1,
    limit: Math.min(positive(request.query.limit) ?? defaultLimit, maxLimit),
  };
}

function positive(value: unknown): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value)
    ? Number(value)
    : undefined;
}
