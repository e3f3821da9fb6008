{{/* Security of the pods of the trial servers: Pod Security "restricted". `user`: that of the image. */}}
{{- define "causeway.trialPodSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
fsGroup: {{ .user }}
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "causeway.trialContainer" -}}
image: {{ include "causeway.image" . }}
imagePullPolicy: {{ include "causeway.pullPolicy" .image }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}
