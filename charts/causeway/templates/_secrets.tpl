{{/*
A Secret whose value is given, else kept from the cluster, else generated. It outlives the
release, because the sessions, and the data of the trial server, would be lost with it.
`root`, `component`, `suffix`, `key`, `given`, `annotations`.
*/}}
{{- define "causeway.keptSecret" -}}
{{- $name := printf "%s%s" (include "causeway.fullname" .root) .suffix -}}
{{- $existing := lookup "v1" "Secret" .root.Release.Namespace $name | default dict -}}
{{- $value := dig "data" .key (randAlphaNum 48 | b64enc) $existing -}}
{{- with .given -}}
{{- $value = b64enc . -}}
{{- end -}}
apiVersion: v1
kind: Secret
metadata:
  {{- $annotations := ternary (dict "helm.sh/resource-policy" "keep") dict (empty .given) }}
  {{- include "causeway.metadata" (merge (dict "annotations" $annotations) .) | nindent 2 }}
type: Opaque
data:
  {{ .key }}: {{ $value }}
{{- end }}
