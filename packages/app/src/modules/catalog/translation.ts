import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const catalogTranslationRef = createTranslationRef({
  id: 'causeway.catalog',
  messages: {
    facts: {
      owner: 'Owner',
      onCall: 'On call',
      runbook: 'Runbook',
      lifecycle: 'Lifecycle',
      system: 'System',
      openRunbook: 'Open runbook',
      none: 'None',
    },
    whoToCall: {
      title: 'Who to call',
      reportsTo: 'Part of',
      noOwner: 'No owner',
      noOwnerHint: 'Set `spec.owner` in catalog-info.yaml to a group.',
      unknownOwner: '{{ownerRef}} is not in the catalog.',
      noOnCall: 'No on-call service linked',
      noOnCallHint:
        'Add the annotation `pagerduty.com/service-id` with the ID of the PagerDuty service.',
      runbookInDocs: 'From its documentation',
      noRunbook: 'No runbook linked',
      noRunbookHint:
        'Add a link with `type: runbook` under `metadata.links` in catalog-info.yaml.',
      ancestorsError: 'The groups above the owner could not be loaded',
    },
  },
});
