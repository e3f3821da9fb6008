import {
  coreExtensionData,
  createFrontendModule,
  ExtensionBoundary,
} from '@backstage/frontend-plugin-api';
import kubernetesPlugin from '@backstage/plugin-kubernetes/alpha';

const kubernetesContent = kubernetesPlugin
  .getExtension('entity-content:kubernetes/kubernetes')
  .override({
    *factory(originalFactory, { node }) {
      const content = originalFactory();
      yield* content;
      yield coreExtensionData.reactElement(
        <>
          {ExtensionBoundary.lazy(node, () =>
            import('./ClusterNotice').then(m => <m.ClusterNotice />),
          )}
          {content.get(coreExtensionData.reactElement)}
        </>,
      );
    },
  });

export const kubernetesModule = createFrontendModule({
  pluginId: 'kubernetes',
  extensions: [kubernetesContent],
});
