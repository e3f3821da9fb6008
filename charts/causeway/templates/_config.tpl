{{/* What the portal is told: configuration files and environment variables. */}}

{{/* The configuration of the user, as a map. */}}
{{- define "causeway.appConfig" -}}
{{- $text := include "causeway.render" (dict "root" . "value" (.Values.backstage.appConfig | default dict)) -}}
{{- $config := fromYaml $text -}}
{{- if hasKey $config "Error" -}}
{{- fail (printf "backstage.appConfig is no YAML map: %s." $config.Error) -}}
{{- end -}}
{{- toYaml $config -}}
{{- end }}

{{/* Where people reach the portal; empty when only the configuration files know. */}}
{{- define "causeway.baseUrl" -}}
{{- $config := include "causeway.appConfig" . | fromYaml -}}
{{- $hostnames := ternary .Values.httpRoute.hostnames list .Values.httpRoute.enabled -}}
{{- if dig "app" "baseUrl" "" $config -}}
{{ $config.app.baseUrl }}
{{- else if $hostnames -}}
https://{{ first $hostnames }}
{{- else if .Values.ingress.host -}}
{{ ternary "https" "http" (not (empty (include "causeway.ingressTls" .))) }}://{{ .Values.ingress.host }}{{ .Values.ingress.path | trimSuffix "/" }}
{{- end -}}
{{- end }}

{{- define "causeway.cacheStore" -}}
{{- ternary "valkey" .Values.cache.store .Values.valkey.enabled -}}
{{- end }}

{{/* Whether a job migrates the databases, and not the pods. The trial server starts after that job. */}}
{{- define "causeway.migratesByJob" -}}
{{- if and .Values.migration.enabled (not .Values.postgresql.enabled) }}true{{ end -}}
{{- end }}

{{/* Whether the pods serve metrics: as said, else when something reads them. */}}
{{- define "causeway.hasMetrics" -}}
{{- $enabled := .Values.metrics.enabled -}}
{{- if ternary .Values.metrics.serviceMonitor.enabled $enabled (kindIs "invalid" $enabled) }}true{{ end -}}
{{- end }}

{{/* What follows from values. What is in backstage.appConfig is read later and wins. `root`, `isMigration`. */}}
{{- define "causeway.chartConfig" -}}
{{- $root := .root -}}
{{- $stop := int $root.Values.backstage.gracefulStopSeconds -}}
{{- $store := include "causeway.cacheStore" $root -}}
backend:
  workingDirectory: {{ $root.Values.backstage.installDir }}/data
  listen:
    port: {{ $root.Values.backstage.containerPorts.backend }}
  database:
    skipMigrations: {{ and (include "causeway.migratesByJob" $root) (not .isMigration) | empty | not }}
    knexConfig:
      pool:
        min: {{ $root.Values.database.pool.min }}
        max: {{ include "causeway.poolMax" $root }}
  {{- if ne $store "memory" }}
  cache:
    store: {{ $store }}
    connection: ${CACHE_URL}
    # Without the block the backend warns that it is missing.
    {{ $store }}: { client: {} }
  {{- end }}
auth:
  session:
    secret: ${AUTH_SESSION_SECRET}
  {{- if not (include "causeway.hasVariable" (dict "root" $root "name" "AUTH_GITHUB_CLIENT_ID")) }}
  providers: { github: null }
  {{- end }}
{{- include "causeway.unsetConfig" $root }}
causeway:
  health:
    port: {{ $root.Values.backstage.containerPorts.health }}
  shutdown:
    drainDelay: { seconds: {{ div $stop 4 }} }
    requestTimeout: { seconds: {{ div $stop 2 }} }
    taskTimeout: { seconds: {{ div $stop 8 }} }
  telemetry:
    metrics:
      enabled: {{ include "causeway.hasMetrics" $root | empty | not }}
{{- end }}

{{/* Whether an environment variable may be set; what is in Secrets and ConfigMaps is not known. `root`, `name`. */}}
{{- define "causeway.hasVariable" -}}
{{- $backstage := .root.Values.backstage -}}
{{- if or $backstage.extraEnvVarsSecrets $backstage.extraEnvVarsCM (contains .name (toString $backstage.extraEnvVars)) -}}
true
{{- end -}}
{{- end }}

{{/*
Switches off the parts of app-config.production.yaml whose variables nothing sets: without them
the portal would not start, and a first install has none. The sign-in page offers what
backstage.appConfig describes.
*/}}
{{- define "causeway.unsetConfig" -}}
{{- $ways := dig "auth" "providers" dict (include "causeway.appConfig" . | fromYaml) | keys | sortAlpha -}}
{{- if or $ways (not (include "causeway.hasVariable" (dict "root" . "name" "AUTH_GITHUB_CLIENT_ID"))) }}
app:
  signIn: { providers: {{ toJson $ways }} }
{{- end }}
{{- if not (include "causeway.hasVariable" (dict "root" . "name" "GITHUB_ORGANIZATION")) }}
catalog: { locations: [], providers: null }
{{- end }}
{{- if not (include "causeway.hasVariable" (dict "root" . "name" "TECHDOCS_S3_BUCKET")) }}
techdocs:
  publisher:
    type: local
    awsS3: null
    local: { publishDirectory: {{ .Values.backstage.installDir }}/data/docs }
{{- end }}
{{- if .Values.kubernetes.rbac.create }}
kubernetes:
  clusterLocatorMethods:
    - type: config
      clusters:
        # The account of the pod, whose token and authority are mounted.
        - name: own-cluster
          url: https://kubernetes.default.svc
          authProvider: serviceAccount
          caFile: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
{{- else if not (include "causeway.hasVariable" (dict "root" . "name" "K8S_PROD_EU_TOKEN")) }}
kubernetes: { clusterLocatorMethods: [] }
{{- end }}
{{- end }}

{{/* Where docs are published: as the user says, else as the variables do. */}}
{{- define "causeway.docsPublisher" -}}
{{- $known := ternary "awsS3" "local" (not (empty (include "causeway.hasVariable" (dict "root" . "name" "TECHDOCS_S3_BUCKET")))) -}}
{{- dig "techdocs" "publisher" "type" $known (include "causeway.appConfig" . | fromYaml) -}}
{{- end }}

{{/* Pods that serve people leave background work to the workers. */}}
{{- define "causeway.webConfig" -}}
causeway:
  tasks:
    enabled: false
catalog:
  processingInterval: false
scaffolder:
  concurrentTasksLimit: 0
{{- end }}

{{/* `--config` with each file in the order in which they are read: the last one wins. */}}
{{- define "causeway.configArgs" -}}
{{- $root := .root -}}
{{- range $root.Values.backstage.args }}
- {{ . | quote }}
{{- end }}
- --config
- /etc/causeway/chart.yaml
{{- if and $root.Values.worker.enabled (eq .component "backstage") }}
- --config
- /etc/causeway/web.yaml
{{- end }}
{{- range $root.Values.backstage.extraAppConfig }}
- --config
- {{ printf "%s/%s" $root.Values.backstage.installDir .filename | quote }}
{{- end }}
{{- if $root.Values.backstage.appConfig }}
- --config
- /etc/causeway/app-config.yaml
{{- end }}
{{- end }}

{{/* The files of /etc/causeway. `root`, `isMigration`. */}}
{{- define "causeway.configFiles" -}}
chart.yaml: |
  {{- include "causeway.chartConfig" . | nindent 2 }}
{{- if .root.Values.worker.enabled }}
web.yaml: |
  {{- include "causeway.webConfig" .root | nindent 2 }}
{{- end }}
{{- if .root.Values.backstage.appConfig }}
app-config.yaml: |
  {{- include "causeway.appConfig" .root | nindent 2 }}
{{- end }}
{{- end }}

{{/*
Where the password of the database is: `{name, key}`. `root`, `isMigration`: the job runs before
the release's own Secret exists, and has a copy.
*/}}
{{- define "causeway.databaseSecret" -}}
{{- $values := .root.Values -}}
{{- $auth := $values.postgresql.auth -}}
{{- $suffix := ternary "migration" "database" (.isMigration | default false) -}}
{{- $own := printf "%s-%s" (include "causeway.fullname" .root) $suffix -}}
{{- if $values.postgresql.enabled -}}
name: {{ $auth.existingSecret | default $own }}
key: {{ $auth.secretKeys.userPasswordKey }}
{{- else -}}
name: {{ $values.database.existingSecret | default $auth.existingSecret | default $own }}
key: {{ $values.database.secretKeys.password }}
{{- end -}}
{{- end }}

{{/* An environment variable that is a value, else a key of the database's Secret: `{name, value, key, secret}`. */}}
{{- define "causeway.valueOrKey" -}}
- name: {{ .name }}
  {{- if .value }}
  value: {{ .value | quote }}
  {{- else }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
  {{- end }}
{{- end }}

{{- define "causeway.databaseEnv" -}}
{{- $database := .root.Values.database -}}
{{- $keys := $database.secretKeys -}}
{{- $secret := include "causeway.databaseSecret" . | fromYaml -}}
{{- if .root.Values.postgresql.enabled }}
- name: POSTGRES_HOST
  value: {{ include "causeway.fullname" .root }}-postgresql.{{ .root.Release.Namespace }}.svc.{{ .root.Values.clusterDomain }}
- name: POSTGRES_PORT
  value: "5432"
- name: POSTGRES_USER
  value: {{ .root.Values.postgresql.auth.username }}
{{ include "causeway.valueOrKey" (dict "name" "POSTGRES_PASSWORD" "secret" $secret.name "key" $secret.key) }}
{{- else if or $database.existingSecret $database.password .root.Values.postgresql.auth.existingSecret }}
{{ include "causeway.valueOrKey" (dict "name" "POSTGRES_HOST" "value" $database.host "secret" $secret.name "key" $keys.host) }}
- name: POSTGRES_PORT
  value: {{ $database.port | quote }}
{{ include "causeway.valueOrKey" (dict "name" "POSTGRES_USER" "value" $database.user "secret" $secret.name "key" $keys.user) }}
{{ include "causeway.valueOrKey" (dict "name" "POSTGRES_PASSWORD" "secret" $secret.name "key" $secret.key) }}
{{- end }}
{{- with $database.sslMode }}
- name: PGSSLMODE
  value: {{ . }}
{{- end }}
{{- if or $database.ca.existingSecret $database.ca.existingConfigMap }}
- name: NODE_EXTRA_CA_CERTS
  value: /etc/causeway-database-ca/{{ $database.ca.key }}
{{- end }}
{{- end }}

{{- define "causeway.cacheEnv" -}}
{{- if .Values.valkey.enabled }}
- name: CACHE_URL
  value: redis://{{ include "causeway.fullname" . }}-valkey.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}:6379
{{- else if ne .Values.cache.store "memory" }}
{{ include "causeway.valueOrKey" (dict "name" "CACHE_URL" "value" .Values.cache.url "secret" .Values.cache.existingSecret "key" .Values.cache.secretKey) }}
{{- end }}
{{- end }}

{{- define "causeway.sessionSecretName" -}}
{{- .Values.secrets.existingSecret | default (printf "%s-generated" (include "causeway.fullname" .)) -}}
{{- end }}

{{/* The chart's variables without those that the user sets, then the user's. `root`, `isMigration`. */}}
{{- define "causeway.env" -}}
{{- $own := concat
  (include "causeway.databaseEnv" . | fromYamlArray)
  (include "causeway.cacheEnv" .root | fromYamlArray) -}}
{{- with include "causeway.baseUrl" .root -}}
{{- $own = append $own (dict "name" "APP_BASE_URL" "value" .) -}}
{{- end -}}
{{- if .isMigration -}}
{{- /* It serves nobody, and the Secret is not there yet at the first install. */ -}}
{{- $own = append $own (dict "name" "AUTH_SESSION_SECRET" "value" "no-sessions-in-a-migration") -}}
{{- else -}}
{{- $reference := dict "name" (include "causeway.sessionSecretName" .root) "key" .root.Values.secrets.keys.session -}}
{{- $own = append $own (dict "name" "AUTH_SESSION_SECRET" "valueFrom" (dict "secretKeyRef" $reference)) -}}
{{- end -}}
{{- $extra := .root.Values.backstage.extraEnvVars -}}
{{- if $extra -}}
{{- $extra = include "causeway.render" (dict "root" .root "value" $extra) | fromYamlArray -}}
{{- end -}}
{{- $taken := dict -}}
{{- range $extra -}}
{{- $_ := set $taken .name true -}}
{{- end -}}
{{- $kept := list -}}
{{- range $own -}}
{{- if not (hasKey $taken .name) -}}
{{- $kept = append $kept . -}}
{{- end -}}
{{- end -}}
{{- toYaml (concat $kept $extra) -}}
{{- end }}
