/** Where the portal under test is. `npm test` sets these variables. */
export const environment = {
  portalUrl: required('PORTAL_URL'),
  forgeUrl: required('FORGE_URL'),
  forgeUser: required('FORGE_USER'),
  forgePassword: required('FORGE_PASSWORD'),
  /** The file that the backend's log goes to. */
  portalLog: required('PORTAL_LOG'),
};

function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `The variable '${name}' is not set; run the browser tests with 'npm test'`,
    );
  }
  return value;
}
