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
    failed: 'Signing in did not work',
    notConfigured:
      "The provider '{{provider}}' signs people in, but finds no user for them. Check its sign-in resolver.",
    unknown: "'{{provider}}' in app.signIn.providers is not a known provider.",
    none: 'No way to sign in is configured. Set app.signIn.providers.',
    busy: 'Signing in',
  },
});
