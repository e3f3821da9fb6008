{{/*
Combinations of values that render and cannot work. Each stops with one sentence that names the
keys; types and unknown keys are the schema's business.
*/}}
{{- define "causeway.checks" -}}
{{- $problems := concat
  (include "causeway.imageProblems" . | fromYamlArray)
  (include "causeway.readerProblems" . | fromYamlArray)
  (include "causeway.databaseProblems" . | fromYamlArray)
  (include "causeway.secretProblems" . | fromYamlArray)
  (include "causeway.replicaProblems" . | fromYamlArray)
  (include "causeway.trafficProblems" . | fromYamlArray) -}}
{{- if $problems -}}
{{- fail (printf "\n\n- %s\n" (join "\n- " $problems)) -}}
{{- end -}}
{{- end }}

{{- define "causeway.imageProblems" -}}
{{- if not .Values.backstage.image.repository }}
- "backstage.image.repository is empty: name the repository of the image that was built from the portal."
{{- end }}
{{- end }}

{{- define "causeway.readerProblems" -}}
{{- if and .Values.kubernetes.rbac.create (eq (include "causeway.serviceAccountName" .) "default") }}
- "kubernetes.rbac.create would let every pod of the namespace read the cluster: set serviceAccount.create to true, or serviceAccount.name to an account of the portal's own."
{{- end }}
{{- range .Values.kubernetes.rbac.extraRules }}
{{- with without .verbs "get" "list" "watch" }}
- {{ printf "kubernetes.rbac.extraRules has the verb '%s': the portal only reads, so 'get', 'list' and 'watch' are what it may have." (first .) | quote }}
{{- end }}
{{- if or (has "secrets" .resources) (has "*" .resources) }}
- "kubernetes.rbac.extraRules reaches Secrets: name the resources that the portal is to read, without 'secrets' and '*'."
{{- end }}
{{- end }}
{{- end }}

{{/* Whether the values say where the database is; variables and files of the user may. */}}
{{- define "causeway.hasDatabase" -}}
{{- $user := .Values.backstage -}}
{{- $config := include "causeway.appConfig" . | fromYaml -}}
{{- $host := dig "backend" "database" "connection" "host" "" (merge dict $config) | toString -}}
{{- if or
  .Values.postgresql.enabled
  .Values.postgresql.auth.existingSecret
  .Values.database.existingSecret
  .Values.database.password
  $user.extraEnvVarsSecrets
  $user.extraEnvVarsCM
  $user.extraAppConfig
  (contains "POSTGRES_HOST" (toString $user.extraEnvVars))
  (and $host (not (hasPrefix "${" $host))) -}}
true
{{- end -}}
{{- end }}

{{- define "causeway.databaseProblems" -}}
{{- $database := .Values.database -}}
{{- $auth := .Values.postgresql.auth -}}
{{- if not (include "causeway.hasDatabase" .) }}
- "There is no database: set database.existingSecret to a Secret with POSTGRES_HOST, POSTGRES_USER and POSTGRES_PASSWORD, or postgresql.enabled to true for a trial."
{{- end }}
{{- if and $database.existingSecret $database.password }}
- "database.existingSecret and database.password are both set: keep one, so that it is clear which password counts."
{{- end }}
{{- if and $auth.existingSecret $auth.password }}
- "postgresql.auth.existingSecret and postgresql.auth.password are both set: keep one, so that it is clear which password counts."
{{- end }}
{{- if and .Values.postgresql.enabled (or $database.existingSecret $database.host $database.password) }}
- "postgresql.enabled is true and database names a server too: keep one of them."
{{- end }}
{{- if and $database.password (not (and $database.host $database.user)) }}
- "database.password is set without database.host and database.user: the three belong together where no Secret has them."
{{- end }}
{{- if and $database.ca.existingSecret $database.ca.existingConfigMap }}
- "database.ca.existingSecret and database.ca.existingConfigMap are both set: keep one."
{{- end }}
{{- $pods := include "causeway.allPods" . | int -}}
{{- $pool := include "causeway.poolMax" . | int -}}
{{- $wanted := mul $pods $database.plugins $pool -}}
{{- $free := sub $database.maxConnections $database.reservedConnections -}}
{{- if lt $pool 2 }}
- {{ printf "%d pods × %d plugins leave each pool fewer than 2 of the %d connections that database.maxConnections (%v) allows: set it to what your server accepts, or run fewer pods." $pods (int $database.plugins) $free $database.maxConnections | quote }}
{{- else if gt $wanted $free }}
- {{ printf "%d pods × %d plugins × database.pool.max %d can open %d connections, and database.maxConnections (%v) leaves %d: lower the pool, run fewer pods, or raise it to what your server accepts." $pods (int $database.plugins) $pool $wanted $database.maxConnections $free | quote }}
{{- end }}
{{- if gt (int $database.pool.min) $pool }}
- {{ printf "database.pool.min %v is greater than the pool's maximum %d." $database.pool.min $pool | quote }}
{{- end }}
{{- end }}

{{- define "causeway.secretProblems" -}}
{{- if not .Values.secrets.generate }}
{{- if not .Values.secrets.existingSecret }}
- "secrets.generate is false and secrets.existingSecret is empty: name a Secret with the key 'session-secret'."
{{- end }}
{{- if and .Values.postgresql.enabled (not .Values.postgresql.auth.existingSecret) (not .Values.postgresql.auth.password) }}
- "secrets.generate is false, so postgresql.auth needs an existingSecret or a password."
{{- end }}
{{- end }}
{{- end }}

{{- define "causeway.replicaProblems" -}}
{{- $config := include "causeway.appConfig" . | fromYaml -}}
{{- $backstage := .Values.backstage -}}
{{- $store := dig "backend" "cache" "store" (include "causeway.cacheStore" .) $config -}}
{{- if include "causeway.hasManyPods" . }}
{{- if eq $store "memory" }}
- "Several pods need one cache, and cache.store is 'memory': set it to 'redis' or 'valkey' with cache.url or cache.existingSecret, or valkey.enabled to true."
{{- end }}
{{- if eq (include "causeway.docsPublisher" .) "local" }}
- "Several pods cannot share docs on a local disk: set techdocs.publisher in backstage.appConfig to object storage, or TECHDOCS_S3_BUCKET in backstage.extraEnvVars."
{{- end }}
{{- end }}
{{- if and .Values.valkey.enabled (or .Values.cache.url .Values.cache.existingSecret) }}
- "valkey.enabled is true and cache names a server too: keep one of them."
{{- else if and (ne (include "causeway.cacheStore" .) "memory") (not .Values.valkey.enabled) (not .Values.cache.url) (not .Values.cache.existingSecret) }}
- {{ printf "cache.store is '%s' and has no address: set cache.url or cache.existingSecret." .Values.cache.store | quote }}
{{- end }}
{{- if and .Values.cache.url .Values.cache.existingSecret }}
- "cache.url and cache.existingSecret are both set: keep one."
{{- end }}
{{- with $backstage.autoscaling }}
{{- if .enabled }}
{{- $requests := $backstage.resources.requests | default dict -}}
{{- if and .targetCPUUtilizationPercentage (not $requests.cpu) }}
- "backstage.autoscaling measures CPU in percent of what is requested: set backstage.resources.requests.cpu."
{{- end }}
{{- if and .targetMemoryUtilizationPercentage (not $requests.memory) }}
- "backstage.autoscaling measures memory in percent of what is requested: set backstage.resources.requests.memory."
{{- end }}
{{- if not (or .targetCPUUtilizationPercentage .targetMemoryUtilizationPercentage .metrics) }}
- "backstage.autoscaling has nothing to measure: set targetCPUUtilizationPercentage, targetMemoryUtilizationPercentage or metrics."
{{- end }}
{{- if gt (int .minReplicas) (int .maxReplicas) }}
- {{ printf "backstage.autoscaling.minReplicas %v is greater than maxReplicas %v." .minReplicas .maxReplicas | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- with $backstage.pdb }}
{{- if and .minAvailable .maxUnavailable }}
- "backstage.pdb.minAvailable and backstage.pdb.maxUnavailable are both set: Kubernetes takes one."
{{- else if and .create (or (eq (toString .minAvailable) "100%") (ge (int .minAvailable) (include "causeway.leastPods" $ | int))) }}
- {{ printf "backstage.pdb.minAvailable %v forbids every eviction of %s pods, so no node could be drained: lower it." .minAvailable (include "causeway.leastPods" $) | quote }}
{{- end }}
{{- end }}
{{- $surge := toString (dig "rollingUpdate" "maxSurge" "25%" $backstage.strategy) -}}
{{- $unavailable := toString (dig "rollingUpdate" "maxUnavailable" "25%" $backstage.strategy) -}}
{{- if and (ne ($backstage.strategy.type | default "RollingUpdate") "Recreate") (has $surge (list "0" "0%")) (has $unavailable (list "0" "0%")) }}
- "backstage.strategy.rollingUpdate allows neither a pod more nor a pod less: set maxSurge or maxUnavailable."
{{- end }}
{{- end }}

{{- define "causeway.trafficProblems" -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
- "ingress.enabled is true and ingress.host is empty: set the host name at which people reach the portal."
{{- end }}
{{- with .Values.ingress.tls }}
{{- if and (kindIs "map" .) .enabled (not .secretName) }}
- "ingress.tls.enabled is true and ingress.tls.secretName is empty: name the Secret of the certificate."
{{- end }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
- "httpRoute.enabled is true and httpRoute.parentRefs is empty: name the Gateway that serves it."
{{- end }}
{{- if not (include "causeway.baseUrl" .) }}
- "Nothing says where people reach the portal: set ingress.host, httpRoute.hostnames or app.baseUrl in backstage.appConfig."
{{- end }}
{{- with dig "app" "baseUrl" "" (include "causeway.appConfig" . | fromYaml) }}
{{- $host := (urlParse .).hostname -}}
{{- $served := concat (list $.Values.ingress.host) $.Values.httpRoute.hostnames | compact -}}
{{- range $.Values.ingress.extraHosts }}
{{- $served = append $served .name -}}
{{- end }}
{{- if and $served (not (hasPrefix "${" .)) (not (has $host $served)) }}
- {{ printf "app.baseUrl in backstage.appConfig names the host '%s', and the portal is served at '%s': people could not sign in." $host (join "', '" $served) | quote }}
{{- end }}
{{- end }}
{{- $egress := .Values.networkPolicy.egressRules -}}
{{- if and .Values.networkPolicy.enabled $egress.denyConnectionsToExternal (not .Values.postgresql.enabled) (not (include "causeway.databaseCidrs" .)) (not $egress.customRules) }}
- "networkPolicy.egressRules.denyConnectionsToExternal would cut off the database: set database.cidrs to its addresses."
{{- end }}
{{- if and (ge (int .Values.backstage.terminationGracePeriodSeconds) 1) (lt (int .Values.backstage.terminationGracePeriodSeconds) (int .Values.backstage.gracefulStopSeconds)) }}
- {{ printf "backstage.terminationGracePeriodSeconds %v ends pods before backstage.gracefulStopSeconds %v have passed: set gracefulStopSeconds alone." .Values.backstage.terminationGracePeriodSeconds .Values.backstage.gracefulStopSeconds | quote }}
{{- end }}
{{- end }}

{{/* Fewest pods that serve people when nothing is disturbed. */}}
{{- define "causeway.leastPods" -}}
{{- $autoscaling := .Values.backstage.autoscaling -}}
{{- ternary $autoscaling.minReplicas .Values.backstage.replicas $autoscaling.enabled -}}
{{- end }}
