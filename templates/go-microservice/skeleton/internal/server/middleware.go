package server

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"
)

const requestIDHeader = "X-Request-Id"

var (
	validRequestID   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	validTraceparent = regexp.MustCompile(`^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$`)
)

type loggerKey struct{}

// loggerFrom returns the logger that carries the request's IDs.
func loggerFrom(ctx context.Context) *slog.Logger {
	if logger, isSet := ctx.Value(loggerKey{}).(*slog.Logger); isSet {
		return logger
	}
	return slog.Default()
}

// identify gives every request an ID, a logger that carries it and a deadline. A caller's own ID is
// kept if it is harmless in a log; the trace ID is that of the W3C traceparent header.
func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requestID := r.Header.Get(requestIDHeader)
		if !validRequestID.MatchString(requestID) {
			requestID = rand.Text()
		}
		logger := s.logger.With("request_id", requestID)
		if match := validTraceparent.FindStringSubmatch(r.Header.Get("Traceparent")); match != nil {
			logger = logger.With("trace_id", match[1])
		}
		w.Header().Set(requestIDHeader, requestID)

		ctx, cancel := context.WithTimeout(r.Context(), s.config.RequestTimeout)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, loggerKey{}, logger)))
	})
}

// observe logs and counts every request and turns a panic into a 500. The handlers inside must pass
// the same *http.Request on, because the mux leaves the matched pattern on it.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		recorder := &statusRecorder{ResponseWriter: w}
		logger := loggerFrom(r.Context())
		defer func() {
			recovered := recover()
			cause, _ := recovered.(error)
			isAbort := errors.Is(cause, http.ErrAbortHandler)
			if recovered != nil && !isAbort {
				logger.Error("a handler panicked", "panic", recovered, "stack", string(debug.Stack()))
				if recorder.status == 0 {
					writeProblem(recorder, http.StatusInternalServerError, "")
				}
			}
			elapsed := time.Since(started)
			s.metrics.observe(r, recorder.statusOrOK(), elapsed)
			logger.Log(r.Context(), accessLevel(r), "request",
				"method", r.Method,
				"path", r.URL.Path,
				"route", r.Pattern,
				"status", recorder.statusOrOK(),
				"bytes", recorder.bytes,
				"duration_ms", float64(elapsed.Microseconds())/1000,
			)
			if isAbort {
				panic(recovered)
			}
		}()
		next.ServeHTTP(recorder, r)
	})
}

// accessLevel keeps probes and scrapes, which come every few seconds, out of the normal log.
func accessLevel(r *http.Request) slog.Level {
	switch r.URL.Path {
	case "/healthz", "/readyz", "/metrics":
		return slog.LevelDebug
	default:
		return slog.LevelInfo
	}
}

// limit bounds the request's body.
func (s *Server) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, s.config.MaxBodyBytes)
		next.ServeHTTP(w, r)
	})
}

type statusRecorder struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (r *statusRecorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *statusRecorder) Write(body []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	written, err := r.ResponseWriter.Write(body)
	r.bytes += written
	return written, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *statusRecorder) statusOrOK() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
