{{/* The pod of the portal. Pods that serve people, workers and the migration job are one image. */}}

{{/* Checksums of all that the chart renders for a pod, so that a change starts new ones. Generated values are kept and do not count. */}}
{{- define "causeway.podMetadata" -}}
{{- $root := .root -}}
{{- $inline := list $root.Values.database.password $root.Values.postgresql.auth.password -}}
labels:
  {{- include "causeway.labels" . | nindent 2 }}
  causeway/portal: "true"
  {{- with $root.Values.backstage.podLabels }}
  {{- include "causeway.render" (dict "root" $root "value" .) | nindent 2 }}
  {{- end }}
annotations:
  checksum/config: {{ include "causeway.configFiles" (dict "root" $root) | sha256sum }}
  checksum/secrets: {{ toJson $inline | sha256sum }}
  {{- with $root.Values.backstage.podAnnotations }}
  {{- include "causeway.render" (dict "root" $root "value" .) | nindent 2 }}
  {{- end }}
{{- end }}

{{/* `root`, `component`. */}}
{{- define "causeway.podSpec" -}}
{{- $root := .root -}}
{{- $values := $root.Values.backstage -}}
serviceAccountName: {{ include "causeway.serviceAccountName" $root }}
automountServiceAccountToken: {{ include "causeway.mountsToken" $root | empty | not }}
{{ include "causeway.pullSecrets" (dict "root" $root "names" $values.image.pullSecrets) }}
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds | default $values.gracefulStopSeconds }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
securityContext:
  {{- toYaml $values.podSecurityContext | nindent 2 }}
{{- include "causeway.scheduling" . }}
{{- with $values.hostAliases }}
hostAliases:
  {{- include "causeway.render" (dict "root" $root "value" .) | nindent 2 }}
{{- end }}
{{- with $values.initContainers }}
initContainers:
  {{- include "causeway.render" (dict "root" $root "value" .) | nindent 2 }}
{{- end }}
containers:
  - name: backstage-backend
    {{- include "causeway.containerBase" $root | nindent 4 }}
    {{- if $root.Values.diagnosticMode.enabled }}
    command:
      {{- toYaml $root.Values.diagnosticMode.command | nindent 6 }}
    args:
      {{- toYaml $root.Values.diagnosticMode.args | nindent 6 }}
    {{- else }}
    command:
      {{- toYaml $values.command | nindent 6 }}
    args:
      {{- include "causeway.configArgs" . | trim | nindent 6 }}
    {{- range $probe := list "startupProbe" "readinessProbe" "livenessProbe" }}
    {{- with index $values $probe }}
    {{ $probe }}:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- end }}
    {{- end }}
    env:
      {{- include "causeway.env" . | nindent 6 }}
    ports:
      - name: backend
        containerPort: {{ $values.containerPorts.backend }}
      - name: health
        containerPort: {{ $values.containerPorts.health }}
      {{- with $values.extraPorts }}
      {{- include "causeway.render" (dict "root" $root "value" .) | nindent 6 }}
      {{- end }}
    resources:
      {{- $worker := and (eq .component "worker") $root.Values.worker.resources }}
      {{- toYaml ($worker | default $values.resources) | nindent 6 }}
    {{- with $values.lifecycleHooks }}
    lifecycle:
      {{- include "causeway.render" (dict "root" $root "value" .) | nindent 6 }}
    {{- end }}
    volumeMounts:
      {{- include "causeway.volumeMounts" $root | nindent 6 }}
  {{- with $values.extraContainers }}
  {{- include "causeway.render" (dict "root" $root "value" .) | nindent 2 }}
  {{- end }}
volumes:
  {{- include "causeway.volumes" (dict "root" $root "configMap" (printf "%s-app-config" (include "causeway.fullname" $root))) | nindent 2 }}
{{- end }}

{{- define "causeway.mountsToken" -}}
{{- $mount := .Values.serviceAccount.automountServiceAccountToken -}}
{{- if ternary .Values.kubernetes.rbac.create $mount (kindIs "invalid" $mount) }}true{{ end -}}
{{- end }}

{{/* What every container of the portal's image has. */}}
{{- define "causeway.containerBase" -}}
{{- $values := .Values.backstage -}}
image: {{ include "causeway.image" (dict "root" . "image" $values.image) }}
imagePullPolicy: {{ include "causeway.pullPolicy" $values.image }}
workingDir: {{ $values.installDir }}
securityContext:
  {{- toYaml $values.containerSecurityContext | nindent 2 }}
{{- if or $values.extraEnvVarsCM $values.extraEnvVarsSecrets }}
envFrom:
  {{- range $values.extraEnvVarsCM }}
  - configMapRef: { name: {{ . }} }
  {{- end }}
  {{- range $values.extraEnvVarsSecrets }}
  - secretRef: { name: {{ . }} }
  {{- end }}
{{- end }}
{{- end }}

{{- define "causeway.scheduling" -}}
{{- $root := .root -}}
{{- $values := $root.Values.backstage -}}
{{- $spread := list -}}
{{- with $values.topologySpreadConstraints -}}
{{- $spread = include "causeway.render" (dict "root" $root "value" .) | fromYamlArray -}}
{{- else -}}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" -}}
{{- $spread = append $spread (dict "topologyKey" . "maxSkew" 1 "whenUnsatisfiable" "ScheduleAnyway") -}}
{{- end -}}
{{- end }}
topologySpreadConstraints:
  {{- range $spread }}
  {{- $ownPods := dict "labelSelector" (dict "matchLabels" (include "causeway.selector" $ | fromYaml)) }}
  - {{- merge . $ownPods | toYaml | nindent 4 }}
  {{- end }}
{{- range $key := list "affinity" "nodeSelector" "tolerations" }}
{{- with index $values $key }}
{{ $key }}:
  {{- include "causeway.render" (dict "root" $root "value" .) | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{- define "causeway.volumeMounts" -}}
- name: config
  mountPath: /etc/causeway
  readOnly: true
- name: tmp
  mountPath: /tmp
- name: data
  mountPath: {{ .Values.backstage.installDir }}/data
{{- if or .Values.database.ca.existingSecret .Values.database.ca.existingConfigMap }}
- name: database-ca
  mountPath: /etc/causeway-database-ca
  readOnly: true
{{- end }}
{{- range .Values.backstage.extraAppConfig }}
- name: {{ .configMapRef }}
  mountPath: {{ $.Values.backstage.installDir }}/{{ .filename }}
  subPath: {{ .filename }}
  readOnly: true
{{- end }}
{{- with .Values.backstage.extraVolumeMounts }}
{{ include "causeway.render" (dict "root" $ "value" .) }}
{{- end }}
{{- end }}

{{/* `root`, `configMap`: the job has a copy of the configuration that exists before the rest. */}}
{{- define "causeway.volumes" -}}
{{- $values := .root.Values -}}
- name: config
  configMap: { name: {{ .configMap }} }
- name: tmp
  emptyDir: { sizeLimit: {{ $values.backstage.writable.tmpSize }} }
- name: data
  emptyDir: { sizeLimit: {{ $values.backstage.writable.dataSize }} }
{{- if $values.database.ca.existingSecret }}
- name: database-ca
  secret: { secretName: {{ $values.database.ca.existingSecret }} }
{{- else if $values.database.ca.existingConfigMap }}
- name: database-ca
  configMap: { name: {{ $values.database.ca.existingConfigMap }} }
{{- end }}
{{- $seen := list }}
{{- range $values.backstage.extraAppConfig }}
{{- if not (has .configMapRef $seen) }}
{{- $seen = append $seen .configMapRef }}
- name: {{ .configMapRef }}
  configMap: { name: {{ .configMapRef }} }
{{- end }}
{{- end }}
{{- with $values.backstage.extraVolumes }}
{{ include "causeway.render" (dict "root" $.root "value" .) }}
{{- end }}
{{- end }}
