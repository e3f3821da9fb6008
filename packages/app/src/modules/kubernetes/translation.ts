import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const kubernetesTranslationRef = createTranslationRef({
  id: 'causeway.kubernetes',
  messages: {
    demoTitle: 'Demo cluster: recorded data',
    demoDescription:
      'Nothing on this tab runs. To see your own cluster, start the portal with: npm start -- --cluster kubeconfig',
    kubeconfigTitle: 'Cluster {{clusters}}',
    kubeconfigDescription:
      'Live data from the current context of your kubeconfig.',
    kubeconfigLoading: 'Cluster of your kubeconfig',
  },
});
