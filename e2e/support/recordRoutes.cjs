// Loaded into a started backend with `--require`, so that the product needs nothing for it: on
// SIGUSR2 it writes every route that Express has to ROUTES_FILE.
const { writeFileSync } = require('node:fs');
const http = require('node:http');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const express = createRequire(join(process.argv[1] ?? '', 'index.js'))(
  'express',
);

const apps = new Set();
const routers = new Set();
const mountPaths = new WeakMap();

const { createServer } = http;
http.createServer = function createRecordedServer(...args) {
  for (const each of args) {
    if (typeof each === 'function' && each.lazyrouter) {
      apps.add(each);
    }
  }
  return createServer.apply(this, args);
};

const { route, use } = express.Router;
express.Router.route = function recordedRoute(path) {
  routers.add(this);
  return route.call(this, path);
};
express.Router.use = function recordedUse(...args) {
  const before = this.stack.length;
  const result = use.apply(this, args);
  const [path] = args;
  for (const layer of this.stack.slice(before)) {
    mountPaths.set(layer, typeof path === 'function' ? '/' : path);
  }
  routers.add(this);
  return result;
};

process.on('SIGUSR2', () => {
  const found = new Set();
  const seen = new Set();
  for (const app of apps) {
    walk(app._router, '', { found, seen });
  }
  const unreached = [...routers]
    .filter(router => !seen.has(router) && router.stack.some(isInteresting))
    .map(router => {
      const inner = new Set();
      walk(router, '', { found: inner, seen });
      return [...inner];
    });
  writeFileSync(
    process.env.ROUTES_FILE,
    JSON.stringify({ routes: [...found].sort(), unreached }),
  );
});

function walk(router, prefix, { found, seen }) {
  seen.add(router);
  for (const layer of router.stack) {
    if (layer.route) {
      for (const path of [layer.route.path].flat()) {
        for (const method of Object.keys(layer.route.methods)) {
          const verb = method === '_all' ? 'ALL' : method.toUpperCase();
          found.add(`${verb} ${join(prefix || '/', String(path))}`);
        }
      }
      continue;
    }
    for (const mount of [mountPaths.get(layer) ?? '/'].flat()) {
      const path = join(prefix || '/', String(mount));
      if (layer.handle.stack) {
        walk(layer.handle, path, { found, seen });
      } else if (mount !== '/' && mount !== '') {
        // A function below a path answers there, or lets pass; which cannot be seen.
        found.add(`USE ${path}`);
      }
    }
  }
}

function isInteresting(layer) {
  return (
    Boolean(layer.route) ||
    !['/', '', undefined].includes(mountPaths.get(layer))
  );
}
