// Package config reads the service's settings from the environment.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"time"
)

// Config holds every setting. Each has a default that suits a container, so an empty environment is
// a valid one.
type Config struct {
	// Address is where the service listens, as host:port.
	Address string
	// LogLevel is the lowest level that is logged.
	LogLevel slog.Level
	// RequestTimeout bounds the work on one request.
	RequestTimeout time.Duration
	// MaxBodyBytes bounds the body of one request.
	MaxBodyBytes int64
	// DrainDelay is how long the service keeps answering after it has been told to stop, while load
	// balancers notice that it is no longer ready.
	DrainDelay time.Duration
	// ShutdownTimeout bounds the wait for requests in flight after the drain delay.
	ShutdownTimeout time.Duration
}

// FromEnvironment reads the settings through lookup, which is os.LookupEnv outside tests. It reports
// all invalid settings together, so that a bad deployment is mended once.
func FromEnvironment(lookup func(key string) (string, bool)) (Config, error) {
	reader := reader{lookup: lookup}
	config := Config{
		Address:         reader.address("HTTP_ADDRESS", ":8080"),
		LogLevel:        reader.logLevel("LOG_LEVEL", slog.LevelInfo),
		RequestTimeout:  reader.duration("REQUEST_TIMEOUT", 10*time.Second, 100*time.Millisecond, 5*time.Minute),
		MaxBodyBytes:    reader.bytes("MAX_BODY_BYTES", 64<<10, 1, 64<<20),
		DrainDelay:      reader.duration("DRAIN_DELAY", 5*time.Second, 0, time.Minute),
		ShutdownTimeout: reader.duration("SHUTDOWN_TIMEOUT", 20*time.Second, time.Millisecond, 5*time.Minute),
	}
	return config, errors.Join(reader.problems...)
}

type reader struct {
	lookup   func(key string) (string, bool)
	problems []error
}

func (r *reader) reject(key, value, expected string) {
	r.problems = append(r.problems, fmt.Errorf("%s is %q, expected %s", key, value, expected))
}

func (r *reader) address(key, fallback string) string {
	value, isSet := r.lookup(key)
	if !isSet {
		return fallback
	}
	_, port, err := net.SplitHostPort(value)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		r.reject(key, value, "host:port such as 0.0.0.0:8080 or :8080")
	}
	return value
}

func (r *reader) logLevel(key string, fallback slog.Level) slog.Level {
	value, isSet := r.lookup(key)
	if !isSet {
		return fallback
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(value)); err != nil {
		r.reject(key, value, "debug, info, warn or error")
	}
	return level
}

func (r *reader) duration(key string, fallback, minimum, maximum time.Duration) time.Duration {
	value, isSet := r.lookup(key)
	if !isSet {
		return fallback
	}
	duration, err := time.ParseDuration(value)
	if err != nil || duration < minimum || duration > maximum {
		r.reject(key, value, fmt.Sprintf("a duration from %s to %s, such as 10s", minimum, maximum))
	}
	return duration
}

func (r *reader) bytes(key string, fallback, minimum, maximum int64) int64 {
	value, isSet := r.lookup(key)
	if !isSet {
		return fallback
	}
	count, err := strconv.ParseInt(value, 10, 64)
	if err != nil || count < minimum || count > maximum {
		r.reject(key, value, fmt.Sprintf("a number of bytes from %d to %d", minimum, maximum))
	}
	return count
}
