IMAGE := ${{ values.imageRegistry }}/${{ values.repository.owner | lower }}/${{ values.name }}
VERSION ?= $(shell git rev-parse --short HEAD 2>/dev/null || echo development)
ENVIRONMENT ?= ${{ values.namespace }}

.PHONY: image
image: ## Build the container image
	docker build --build-arg VERSION=$(VERSION) --tag $(IMAGE):$(VERSION) .

.PHONY: manifests
manifests: ## Print the Kubernetes manifests of VERSION for ENVIRONMENT
	@kubectl kustomize deploy/overlays/$(ENVIRONMENT) | sed 's|$(IMAGE):main|$(IMAGE):$(VERSION)|'

.PHONY: deploy
deploy: ## Deploy VERSION to ENVIRONMENT, in the current Kubernetes context
	$(MAKE) --no-print-directory manifests | kubectl apply --server-side -f -
