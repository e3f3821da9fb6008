#!/usr/bin/env node
// Checks the history of all flag sets: exit code 0 if it is unbroken, 1 if it is not, 2 if it could not be read.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const knex = require('knex');

const isSource = existsSync(join(__dirname, '../src'));
if (isSource) {
  require('@backstage/cli/config/nodeTransform.cjs');
}
const { verifyHistory } = require(isSource ? '../src' : '../dist/index.cjs.js');

async function main() {
  const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
    process.env;
  const db = knex({
    client: 'pg',
    connection: process.argv[2] ?? {
      host: POSTGRES_HOST,
      port: Number(POSTGRES_PORT ?? 5432),
      user: POSTGRES_USER,
      password: POSTGRES_PASSWORD,
      database: 'backstage_plugin_feature-flags',
    },
  });
  try {
    return (await verifyHistory(db, line => process.stdout.write(`${line}\n`)))
      ? 0
      : 1;
  } finally {
    await db.destroy();
  }
}

main().then(
  code => {
    process.exitCode = code;
  },
  error => {
    process.stderr.write(`The history could not be read: ${error.message}\n`);
    process.exitCode = 2;
  },
);
