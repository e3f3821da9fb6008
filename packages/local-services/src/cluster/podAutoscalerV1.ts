import { type ClusterObject, fieldAt } from './ClusterObject';

/** The older `autoscaling/v1` form of an autoscaler, which knows processor utilization only. */
export function toAutoscalerV1(autoscaler: ClusterObject): ClusterObject {
  const { metrics, behavior, ...spec } = recordAt(autoscaler, 'spec');
  const { currentMetrics, conditions, ...status } = recordAt(
    autoscaler,
    'status',
  );
  const target = cpuMetric(metrics, 'resource.target.averageUtilization');
  const current = cpuMetric(
    currentMetrics,
    'resource.current.averageUtilization',
  );
  return {
    ...autoscaler,
    apiVersion: 'autoscaling/v1',
    spec: {
      ...spec,
      ...(target !== undefined && { targetCPUUtilizationPercentage: target }),
    },
    status: {
      ...status,
      ...(current !== undefined && {
        currentCPUUtilizationPercentage: current,
      }),
    },
  };
}

function recordAt(object: ClusterObject, key: string): Record<string, unknown> {
  const value = object[key];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function cpuMetric(metrics: unknown, path: string): unknown {
  return Array.isArray(metrics)
    ? fieldAt(
        metrics.find(metric => fieldAt(metric, 'resource.name') === 'cpu'),
        path,
      )
    : undefined;
}
