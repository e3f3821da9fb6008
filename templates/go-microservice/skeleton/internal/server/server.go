// Package server answers HTTP: routes, limits, logs, metrics and a shutdown that loses no request.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"service.internal/${{ values.name }}/internal/config"
)

// Server is the service's HTTP side.
type Server struct {
	config     config.Config
	logger     *slog.Logger
	metrics    *metrics
	isDraining atomic.Bool
}

// New creates a server. The version shows up in the metrics.
func New(config config.Config, logger *slog.Logger, version string) *Server {
	return &Server{config: config, logger: logger, metrics: newMetrics(version)}
}

type route struct {
	pattern string
	handler http.HandlerFunc
}

// apiRoutes are the routes that api/openapi.yaml describes; a test compares the two.
func (s *Server) apiRoutes() []route {
	return []route{
		{"GET /v1/languages", s.listLanguages},
		{"POST /v1/greetings", s.createGreeting},
	}
}

// Handler returns the routes with everything around them.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range s.apiRoutes() {
		mux.HandleFunc(route.pattern, route.handler)
	}
	mux.HandleFunc("GET /healthz", s.reportHealth)
	mux.HandleFunc("GET /readyz", s.reportReadiness)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	return s.identify(s.observe(s.limit(mux)))
}

// reportHealth says that the process can answer at all. It looks at no dependency: a restart, which
// is what a failed liveness probe brings, would mend none of them.
func (s *Server) reportHealth(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// reportReadiness says whether to send requests here.
func (s *Server) reportReadiness(w http.ResponseWriter, _ *http.Request) {
	if s.isDraining.Load() {
		writeProblem(w, http.StatusServiceUnavailable, "the service is shutting down")
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "ready"})
}

// Run listens and serves until ctx ends, then drains and stops.
func (s *Server) Run(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.config.Address)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", s.config.Address, err)
	}
	return s.serve(ctx, listener)
}

func (s *Server) serve(ctx context.Context, listener net.Listener) error {
	httpServer := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       s.config.RequestTimeout,
		WriteTimeout:      s.config.RequestTimeout + 5*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelWarn),
	}
	serving := make(chan error, 1)
	go func() { serving <- httpServer.Serve(listener) }()
	s.logger.Info("listening", "address", listener.Addr().String())

	select {
	case err := <-serving:
		return fmt.Errorf("cannot serve: %w", err)
	case <-ctx.Done():
	}

	// Between the signal and the moment every load balancer has taken this replica out, requests
	// still arrive. They are answered.
	s.isDraining.Store(true)
	s.logger.Info("draining", "delay", s.config.DrainDelay.String())
	select {
	case err := <-serving:
		return fmt.Errorf("cannot serve while draining: %w", err)
	case <-time.After(s.config.DrainDelay):
	}

	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.ShutdownTimeout)
	defer cancel()
	if err := httpServer.Shutdown(stopping); err != nil {
		return errors.Join(fmt.Errorf("requests were cut off after %s: %w", s.config.ShutdownTimeout, err), httpServer.Close())
	}
	s.logger.Info("stopped")
	return nil
}
