{{/* `root`, `component`, `suffix`, `replicas`: empty where the load decides. */}}
{{- define "causeway.deployment" -}}
{{- $values := .root.Values.backstage -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "causeway.metadata" (merge (dict "annotations" $values.annotations) .) | nindent 2 }}
spec:
  {{- with .replicas }}
  replicas: {{ . }}
  {{- end }}
  revisionHistoryLimit: {{ $values.revisionHistoryLimit }}
  strategy:
    {{- $strategy := $values.strategy }}
    {{- toYaml (ternary (omit $strategy "rollingUpdate") $strategy (eq ($strategy.type | default "") "Recreate")) | nindent 4 }}
  selector:
    matchLabels:
      {{- include "causeway.selector" . | nindent 6 }}
  template:
    metadata:
      {{- include "causeway.podMetadata" . | nindent 6 }}
    spec:
      {{- include "causeway.podSpec" . | nindent 6 }}
{{- end }}
