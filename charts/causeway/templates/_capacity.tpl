{{/* How many pods there can be, and how many connections each may have. */}}

{{/* Most pods that serve people at one time, without those of a rollout. */}}
{{- define "causeway.webPods" -}}
{{- $autoscaling := .Values.backstage.autoscaling -}}
{{- ternary $autoscaling.maxReplicas .Values.backstage.replicas $autoscaling.enabled -}}
{{- end }}

{{/* Pods that a rollout adds. `root`, `pods`. */}}
{{- define "causeway.surge" -}}
{{- $strategy := .root.Values.backstage.strategy -}}
{{- $surge := toString (dig "rollingUpdate" "maxSurge" "25%" $strategy) -}}
{{- if eq ($strategy.type | default "RollingUpdate") "Recreate" -}}
0
{{- else if hasSuffix "%" $surge -}}
{{ ceil (divf (mulf (trimSuffix "%" $surge | int) .pods) 100) }}
{{- else -}}
{{ $surge }}
{{- end -}}
{{- end }}

{{/* Most pods of all kinds during a rollout. */}}
{{- define "causeway.allPods" -}}
{{- $web := include "causeway.webPods" . | int -}}
{{- $pods := add $web (include "causeway.surge" (dict "root" . "pods" $web)) -}}
{{- if .Values.worker.enabled -}}
{{- $worker := int .Values.worker.replicas -}}
{{- $pods = add $pods $worker (include "causeway.surge" (dict "root" . "pods" $worker)) -}}
{{- end -}}
{{ $pods }}
{{- end }}

{{/* Connections of each plugin in each pod: as given, else what the server has room for. */}}
{{- define "causeway.poolMax" -}}
{{- $database := .Values.database -}}
{{- $free := sub $database.maxConnections $database.reservedConnections -}}
{{- $pools := mul (include "causeway.allPods" .) $database.plugins -}}
{{- $database.pool.max | default (min 10 (div $free $pools)) -}}
{{- end }}

{{- define "causeway.hasManyPods" -}}
{{- if or (gt (include "causeway.webPods" . | int) 1) .Values.worker.enabled }}true{{ end -}}
{{- end }}
