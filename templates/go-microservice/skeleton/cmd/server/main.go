// Command server runs ${{ values.name }}.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"service.internal/${{ values.name }}/internal/config"
	"service.internal/${{ values.name }}/internal/server"
)

// version is set at build time with -ldflags "-X main.version=…".
var version = "development"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	settings, err := config.FromEnvironment(os.LookupEnv)
	if err != nil {
		return err
	}
	handler := slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: settings.LogLevel})
	logger := slog.New(handler).With("service", "${{ values.name }}", "version", version)
	return server.New(settings, logger, version).Run(ctx)
}
