// Run by `helm test`: the portal answers, and answers only to people who are signed in.
const expected = [
  [`${process.env.HEALTH_URL}/healthz/ready`, 200],
  [`${process.env.PORTAL_URL}/`, 200],
  [`${process.env.PORTAL_URL}/api/catalog/entities`, 401],
];
for (const [url, status] of expected) {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (response.status !== status) {
    process.stderr.write(
      `${url} answered ${response.status} instead of ${status}.\n`,
    );
    process.exitCode = 1;
  } else {
    process.stdout.write(`${url} answered ${status}.\n`);
  }
}
