import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { kubernetesApiRef } from '@backstage/plugin-kubernetes-react';
import { Alert } from '@backstage/ui';
import useAsync from 'react-use/esm/useAsync';
import { kubernetesTranslationRef } from './translation';

/**
 * Says which cluster a locally started portal shows.
 *
 * @remarks
 * Elsewhere `causeway.localCluster` is not set: the tab names its clusters.
 */
export function ClusterNotice() {
  const config = useApi(configApiRef);
  const { t } = useTranslationRef(kubernetesTranslationRef);

  switch (config.getOptionalString('causeway.localCluster')) {
    case 'demo':
      return (
        <Alert
          status="info"
          icon
          title={t('demoTitle')}
          description={t('demoDescription')}
        />
      );
    case 'kubeconfig':
      return <KubeconfigNotice />;
    default:
      return null;
  }
}

function KubeconfigNotice() {
  const kubernetes = useApi(kubernetesApiRef);
  const { t } = useTranslationRef(kubernetesTranslationRef);
  // A failure shows in the tab itself, with its reason.
  const { value: clusters } = useAsync(
    () => kubernetes.getClusters(),
    [kubernetes],
  );
  const names = clusters?.map(({ name }) => name).join(', ');

  return (
    <Alert
      status="info"
      icon
      title={
        names
          ? t('kubeconfigTitle', { clusters: names })
          : t('kubeconfigLoading')
      }
      description={t('kubeconfigDescription')}
    />
  );
}
