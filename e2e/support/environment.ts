/** Where the portal under test is. `npm test` sets these variables. */
export const environment = {
  portalUrl: required('PORTAL_URL'),
  forgeUrl: required('FORGE_URL'),
  forgeUser: required('FORGE_USER'),
  forgePassword: required('FORGE_PASSWORD'),
  /** The file that the backend's log goes to. */
  portalLog: required('PORTAL_LOG'),
  /** A secret of the configuration that nobody may ever see; `npm test` plants it. */
  plantedToken: process.env.PLANTED_TOKEN,
  /** The folder of the app's files, in the bundle that runs. */
  appFolder: process.env.APP_FOLDER,
  /** By how much an answer to the browser is delayed at most. */
  longestDelayMs: Number(process.env.LONGEST_DELAY_MS ?? 0),
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
