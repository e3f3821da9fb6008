{{/* Who may talk to whom. */}}

{{/* Labels of a namespace and of pods as one peer; anybody in the cluster when both are empty. */}}
{{- define "causeway.peers" -}}
{{- if or .namespaceSelector .podSelector }}
- {{ if .namespaceSelector -}}
  namespaceSelector:
    matchLabels:
      {{- toYaml .namespaceSelector | nindent 6 }}
  {{- end }}
  {{- if .podSelector }}
  podSelector:
    matchLabels:
      {{- toYaml .podSelector | nindent 6 }}
  {{- end }}
{{- else }}
- namespaceSelector: {}
{{- end }}
{{- end }}

{{/*
Blocks of addresses as peers, without the link-local ones: there the clouds offer the credentials
of the machine. An exception must lie inside its block, so it is left out of smaller blocks.
*/}}
{{- define "causeway.cidrPeers" -}}
{{- range . }}
- ipBlock:
    cidr: {{ . }}
    {{- if hasSuffix "/0" . }}
    except:
      {{- toYaml (ternary (list "fe80::/10" "fd00:ec2::254/128" "fd20:ce::254/128") (list "169.254.0.0/16") (contains ":" .)) | nindent 6 }}
    {{- end }}
{{- end }}
{{- end }}

{{/* Ports outside: as given, and those in URLs of the configuration. */}}
{{- define "causeway.outsidePorts" -}}
{{- $ports := .Values.networkPolicy.egressRules.ports -}}
{{- range regexFindAll "://[^/\\s'\":@]+:[0-9]+" (include "causeway.appConfig" .) -1 -}}
{{- $ports = append $ports (splitList ":" . | last | int) -}}
{{- end -}}
{{- range $ports | uniq }}
- port: {{ . }}
{{- end }}
{{- end }}

{{/* Port of the cache: the one in its URL, else 6379. */}}
{{- define "causeway.cachePort" -}}
{{- regexFind ":[0-9]+(/|$)" .Values.cache.url | trimPrefix ":" | trimSuffix "/" | default "6379" -}}
{{- end }}

{{/* Addresses of the database, as a list: as given, else the host where it is one. */}}
{{- define "causeway.databaseCidrs" -}}
{{- $host := regexFind "^[0-9]+(\\.[0-9]+){3}$" .Values.database.host -}}
{{- with .Values.database.cidrs | default (ternary (list (printf "%s/32" $host)) list (not (empty $host))) -}}
{{- toYaml . -}}
{{- end -}}
{{- end }}

{{/* Where metrics are read: at the health port, or where the ServiceMonitor of another chart pointed. */}}
{{- define "causeway.metricsPort" -}}
{{- ternary "backend" "health" (eq .Values.metrics.serviceMonitor.port .Values.service.ports.name) -}}
{{- end }}
