{{/* Whether there is an Ingress: as said, else when there is a host for it. */}}
{{- define "causeway.hasIngress" -}}
{{- $enabled := .Values.ingress.enabled -}}
{{- $isWanted := and .Values.ingress.host (not .Values.httpRoute.enabled) | empty | not -}}
{{- if ternary $isWanted $enabled (kindIs "invalid" $enabled) }}true{{ end -}}
{{- end }}

{{/* The entries of `tls` from both forms of ingress.tls, and from extraTls. */}}
{{- define "causeway.ingressTls" -}}
{{- $ingress := .Values.ingress -}}
{{- $entries := list -}}
{{- if kindIs "slice" $ingress.tls -}}
{{- $entries = $ingress.tls -}}
{{- else if and $ingress.tls $ingress.tls.enabled -}}
{{- $entries = list (dict "secretName" $ingress.tls.secretName "hosts" (list $ingress.host)) -}}
{{- end -}}
{{- with concat $entries $ingress.extraTls -}}
{{- include "causeway.render" (dict "root" $ "value" .) -}}
{{- end -}}
{{- end }}
