package config_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"service.internal/${{ values.name }}/internal/config"
)

func lookupIn(environment map[string]string) func(string) (string, bool) {
	return func(key string) (string, bool) {
		value, isSet := environment[key]
		return value, isSet
	}
}

func TestAnEmptyEnvironmentIsValid(t *testing.T) {
	got, err := config.FromEnvironment(lookupIn(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Address:         ":8080",
		LogLevel:        slog.LevelInfo,
		RequestTimeout:  10 * time.Second,
		MaxBodyBytes:    65536,
		DrainDelay:      5 * time.Second,
		ShutdownTimeout: 20 * time.Second,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestEverySettingIsRead(t *testing.T) {
	got, err := config.FromEnvironment(lookupIn(map[string]string{
		"HTTP_ADDRESS":     "127.0.0.1:9000",
		"LOG_LEVEL":        "debug",
		"REQUEST_TIMEOUT":  "3s",
		"MAX_BODY_BYTES":   "1024",
		"DRAIN_DELAY":      "0s",
		"SHUTDOWN_TIMEOUT": "1m",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Address:         "127.0.0.1:9000",
		LogLevel:        slog.LevelDebug,
		RequestTimeout:  3 * time.Second,
		MaxBodyBytes:    1024,
		DrainDelay:      0,
		ShutdownTimeout: time.Minute,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAllInvalidSettingsAreNamedTogether(t *testing.T) {
	environment := map[string]string{
		"HTTP_ADDRESS":     "8080",
		"LOG_LEVEL":        "loud",
		"REQUEST_TIMEOUT":  "0s",
		"MAX_BODY_BYTES":   "64KB",
		"DRAIN_DELAY":      "-1s",
		"SHUTDOWN_TIMEOUT": "forever",
	}
	_, err := config.FromEnvironment(lookupIn(environment))
	if err == nil {
		t.Fatal("expected an error")
	}
	for key, value := range environment {
		if want := key + ` is "` + value + `"`; !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %s:\n%v", want, err)
		}
	}
}
