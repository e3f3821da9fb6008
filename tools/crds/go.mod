module causeway/tools/crds

go 1.26.0

// Their manifests are read and nothing is built, so `go mod tidy` would remove both.
require (
	github.com/external-secrets/external-secrets v1.3.2
	github.com/prometheus-operator/prometheus-operator v0.85.0
	sigs.k8s.io/gateway-api v1.6.2
)
