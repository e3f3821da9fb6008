{{/* Alerts of the PrometheusRule. Each summary says what people notice. */}}
{{- define "causeway.alerts" -}}
{{- $name := include "causeway.fullname" . -}}
{{- $namespace := printf "namespace=%q" .Release.Namespace -}}
{{- $scrape := printf "%s,service=~%q" $namespace (printf "%s(-health)?" $name) -}}
{{- $pods := printf "%s,pod=~%q" $namespace (printf "%s(-worker)?-[a-z0-9]+-[a-z0-9]+" $name) -}}
- alert: CausewayDown
  expr: absent(up{ {{- $scrape -}} } == 1)
  for: 5m
  labels: { severity: critical }
  annotations:
    summary: No pod of {{ $name }} answers.
- alert: CausewayPodNotReady
  expr: min by (pod) (kube_pod_status_ready{condition="true",{{ $pods }}}) == 0
  for: 15m
  labels: { severity: warning }
  annotations:
    summary: {{`'{{ $labels.pod }} has not been ready for 15 minutes.'`}}
- alert: CausewayRestarts
  expr: increase(kube_pod_container_status_restarts_total{ {{- $pods -}} }[1h]) > 3
  labels: { severity: warning }
  annotations:
    summary: {{`'{{ $labels.pod }} restarted more than three times in an hour.'`}}
- alert: CausewayErrors
  expr: |
    sum(rate(http_server_request_duration_count{ {{- $scrape -}},http_response_status_code=~"5.."}[10m]))
      / sum(rate(http_server_request_duration_count{ {{- $scrape -}} }[10m])) > 0.02
  for: 10m
  labels: { severity: critical }
  annotations:
    summary: {{`'{{ $value | humanizePercentage }} of the requests to `}}{{ $name }}{{` fail.'`}}
- alert: CausewaySlow
  expr: |
    histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_bucket{ {{- $scrape -}} }[10m]))) > 2
  for: 15m
  labels: { severity: warning }
  annotations:
    summary: One request in twenty to {{ $name }} takes longer than two seconds.
- alert: CausewayEventLoopSlow
  expr: max by (pod) (nodejs_eventloop_delay_p99{ {{- $scrape -}} }) > 0.5
  for: 10m
  labels: { severity: warning }
  annotations:
    summary: {{`'{{ $labels.pod }} is busy: its event loop waits {{ $value }} seconds.'`}}
- alert: CausewayMigrationFailed
  expr: kube_job_status_failed{ {{- $namespace }},job_name="{{ $name }}-migration"} > 0
  labels: { severity: critical }
  annotations:
    summary: The databases of {{ $name }} could not be migrated; the revision before goes on.
{{- end }}
