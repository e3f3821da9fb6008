import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const homeTranslationRef = createTranslationRef({
  id: 'causeway.home',
  messages: {
    layout: {
      title: 'What are you looking for?',
      subtitle: 'Services, their owners, documents and APIs in one search.',
      tasks: 'Your work',
      shortcuts: 'Shortcuts',
    },
    teamServices: {
      lifecycle: 'Lifecycle',
      system: 'System',
      onCall: 'On call',
      noSystem: 'No system',
      noOnCall: 'No on-call service',
      all: 'All {{total}} in the catalog',
      error: 'The services of your teams could not be loaded',
      retry: 'Try again',
      loading: 'Loading the services of your teams',
      noTeam: 'You are not in a team yet',
      noTeamHint:
        'Services appear here once a group in the catalog lists you as a member.',
      noServices: 'Your teams own no services yet',
      noServicesHint: 'Create one from a golden path, or browse the catalog.',
      browse: 'Browse the catalog',
      create: 'Create a service',
    },
    gettingStarted: {
      findTitle: 'Find a service and its owner',
      findText: 'Who is on call, where the runbook is, what depends on it.',
      docsTitle: 'Read documentation',
      docsText: 'Every service keeps its documents beside its code.',
      createTitle: 'Create from a golden path',
      createText: 'A form, and two minutes later a running repository.',
      podsTitle: 'See how a service runs',
      podsText: 'Pods, their logs and errors, on the Kubernetes tab.',
    },
  },
});
