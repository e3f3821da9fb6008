import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const signInTranslationRef = createTranslationRef({
  id: 'causeway.sign-in',
  messages: {
    title: 'Every service, its owner and its state in one place',
    description:
      'Causeway is the internal developer platform: find any service and who answers for it, read its documents, create a new one from a golden path, and see how it runs.',
    prompt: 'Sign in',
    guest: 'Enter as guest',
    guestNote: 'Guest entry is for the demo: everyone shares one user.',
    provider: 'Sign in with {{provider}}',
    again: 'Sign in again',
    continueInWindow: 'Go on in the window of {{provider}} that has opened.',
    notConfigured:
      "The provider '{{provider}}' signs people in, but finds no user for them. Check its sign-in resolver.",
    unknown: "'{{provider}}' in app.signIn.providers is not a known provider.",
    whatToDo: 'What to do',
    whomToAsk: 'Whom to ask',
    operators: 'Whoever runs the portal at your company.',
    failure: {
      unknown: {
        title: 'Signing in did not work',
        steps: 'Try again. If it happens twice, pass the sentence above on.',
      },
      cancelled: {
        title: 'You have not signed in',
        message: 'The window was closed before the sign-in was finished.',
        steps:
          'Sign in again when you want to. If the window showed an error, the provider could not be reached: try again in a few minutes.',
      },
      blocked: {
        title: 'The browser blocked the window',
        message: 'Signing in happens in a window of its own.',
        steps: 'Allow pop-up windows for this site, then sign in again.',
      },
      notInCatalog: {
        title: 'You are not in the catalog yet',
        steps:
          'Ask to be added, and pass the sentence above on. If you have another account, sign in with that one.',
      },
      ambiguous: {
        title: 'The catalog has you more than once',
        steps:
          'Ask for the entry that is too many to be removed, and pass the sentence above on.',
      },
      email: {
        title: 'Your e-mail address is missing',
        steps:
          'Confirm the address in your account at the provider, or make it public there, then sign in again.',
      },
      domain: {
        title: 'This account is not for the portal',
        steps: 'Sign in with the account that you have from your company.',
      },
      client: {
        title: 'The portal is not set up right',
        steps: 'You have done nothing wrong. Pass the sentence above on.',
      },
      unreachable: {
        title: 'The provider cannot be reached',
        steps:
          'Try again in a few minutes. If it goes on, pass the sentence above on.',
      },
      certificate: {
        title: 'The provider cannot be trusted',
        steps: 'You have done nothing wrong. Pass the sentence above on.',
      },
      refused: {
        title: 'The provider refused the sign-in',
        steps: 'Try again. If it happens twice, pass the sentence above on.',
      },
    },
    none: 'No way to sign in is configured. Set app.signIn.providers.',
    busy: 'Signing in',
  },
});
