import type { RootConfigService } from '@backstage/backend-plugin-api';
import { KubeConfig } from '@kubernetes/client-node';

/** A cluster that can be asked. */
export interface Cluster {
  name: string;
  kubeConfig: KubeConfig;
}

/** Clusters of the portal's configuration, and those that cannot be asked from here. */
export function readClusters(config: RootConfigService): {
  clusters: Cluster[];
  skipped: { name: string; reason: string }[];
} {
  const clusters: Cluster[] = [];
  const skipped: { name: string; reason: string }[] = [];
  const methods =
    config.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  for (const method of methods) {
    const type = method.getString('type');
    if (type !== 'config') {
      skipped.push({
        name: type,
        reason: `its clusters are found by the method '${type}', and only 'config' is read`,
      });
      continue;
    }
    for (const cluster of method.getOptionalConfigArray('clusters') ?? []) {
      const name = cluster.getString('name');
      const authProvider =
        cluster.getOptionalString('authProvider') ??
        cluster.getOptionalString('authMetadata.kubernetes.io/auth-provider');
      const token = cluster.getOptionalString('serviceAccountToken');
      if (authProvider !== 'serviceAccount' || token === undefined) {
        skipped.push({
          name,
          reason: `it signs in with '${authProvider}', and only 'serviceAccount' with a token is read`,
        });
        continue;
      }
      const server = cluster.getString('url');
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromClusterAndUser(
        {
          name,
          server,
          caData: cluster.getOptionalString('caData'),
          caFile: cluster.getOptionalString('caFile'),
          // The client refuses plain HTTP unless it is told that nothing will be verified.
          skipTLSVerify:
            server.startsWith('http:') ||
            cluster.getOptionalBoolean('skipTLSVerify') === true,
        },
        { name: 'scorecard', token },
      );
      clusters.push({ name, kubeConfig });
    }
  }
  return { clusters, skipped };
}
