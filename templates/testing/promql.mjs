import { parser } from '@prometheus-io/lezer-promql';

/**
 * The metrics that alerts and dashboards among the manifests ask for, without those that rules
 * record themselves and Prometheus' own.
 */
export function listMetrics(manifests) {
  const names = manifests.flatMap(manifest =>
    listQueries(manifest).flatMap(namesIn),
  );
  return [...new Set(names)].filter(
    name => !name.startsWith('slo:') && name !== 'up',
  );
}

function listQueries({ kind, spec, data }) {
  if (kind === 'PrometheusRule') {
    return spec.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  }
  const dashboard = kind === 'ConfigMap' && data['dashboard.json'];
  return dashboard
    ? JSON.parse(dashboard).panels.flatMap(({ targets }) =>
        targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m')),
      )
    : [];
}

function namesIn(query) {
  const names = [];
  parser.parse(query).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) {
        throw new Error(`No PromQL at character ${from}: ${query}`);
      }
      if (type.name === 'Identifier' && node.parent.name === 'VectorSelector') {
        names.push(query.slice(from, to));
      }
    },
  });
  return names;
}
