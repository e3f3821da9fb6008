{{/* What objects are called, and what is written on them. */}}

{{- define "causeway.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* Room is left for the longest suffix, so that a long release name stays a valid name. */}}
{{- define "causeway.fullname" -}}
{{- $name := include "causeway.name" . -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $full | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "causeway.release" -}}
app.kubernetes.io/name: {{ include "causeway.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "causeway.selector" -}}
{{ include "causeway.release" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "causeway.labels" -}}
{{ include "causeway.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/*
The metadata of an object. `root`, `component`; optional `suffix` of the name, or `name`,
`labels` and `annotations`. `cluster: true` for an object without a namespace.
*/}}
{{- define "causeway.metadata" -}}
name: {{ .name | default (printf "%s%s" (include "causeway.fullname" .root) (.suffix | default "")) }}
{{- if not .cluster }}
namespace: {{ .root.Release.Namespace }}
{{- end }}
labels:
  {{- include "causeway.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge dict (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "causeway.serviceAccountName" -}}
{{- $created := ternary (include "causeway.fullname" .) "default" .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default $created -}}
{{- end }}

{{/* `root`, `image`: registry/repository with a digest, else a tag, else the appVersion. */}}
{{- define "causeway.image" -}}
{{- $registry := .root.Values.global.imageRegistry | default .image.registry -}}
{{- $repository := ternary (printf "%s/%s" $registry .image.repository) .image.repository (not (empty $registry)) -}}
{{- if .image.digest -}}
{{ $repository }}@{{ .image.digest }}
{{- else -}}
{{ $repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "causeway.pullPolicy" -}}
{{- .pullPolicy | default (ternary "Always" "IfNotPresent" (eq .tag "latest")) -}}
{{- end }}

{{/* `root`, `names`: pull secrets of the chart and of one image. */}}
{{- define "causeway.pullSecrets" -}}
{{- $references := list -}}
{{- range concat .root.Values.global.imagePullSecrets (.names | default list) | uniq -}}
{{- $references = append $references (dict "name" .) -}}
{{- end -}}
imagePullSecrets: {{ toJson $references }}
{{- end }}

{{/* Renders the templates inside a value: a string, or anything else as YAML. `root`, `value`. */}}
{{- define "causeway.render" -}}
{{- $text := ternary .value (toYaml .value) (kindIs "string" .value) -}}
{{- tpl $text .root -}}
{{- end }}

{{/* Labels of the pods that run the portal: those that serve people and the workers. */}}
{{- define "causeway.portalPods" -}}
{{ include "causeway.release" . }}
causeway/portal: "true"
{{- end }}
