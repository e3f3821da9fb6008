package server

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"service.internal/${{ values.name }}/internal/config"
)

func TestShutdownAnswersWhatIsInFlight(t *testing.T) {
	server, _ := newTestServer(t, func(c *config.Config) {
		c.DrainDelay = 300 * time.Millisecond
		c.ShutdownTimeout = 5 * time.Second
	})
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + listener.Addr().String()
	ctx, signal := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- server.serve(ctx, listener) }()

	// The body's first half is sent before the signal and its second half after it.
	bodyReader, bodyWriter := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/greetings", bodyReader)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answered := make(chan string, 1)
	go func() { answered <- fetch(request) }()
	if _, err := io.WriteString(bodyWriter, `{"name":`); err != nil {
		t.Fatal(err)
	}

	signal()
	for !server.isDraining.Load() {
		time.Sleep(time.Millisecond)
	}
	readiness, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := fetch(readiness); !strings.HasPrefix(got, "503 ") {
		t.Errorf("while draining /readyz answers %s", got)
	}

	if _, err := io.WriteString(bodyWriter, `"Ada"}`); err != nil {
		t.Fatal(err)
	}
	if err := bodyWriter.Close(); err != nil {
		t.Fatal(err)
	}
	if got := <-answered; !strings.Contains(got, "Hello, Ada!") {
		t.Errorf("the request in flight was answered with %s", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("serve returned %v", err)
	}
}

func TestShutdownGivesUpOnARequestThatNeverEnds(t *testing.T) {
	server, _ := newTestServer(t, func(c *config.Config) {
		c.DrainDelay = 0
		c.ShutdownTimeout = 50 * time.Millisecond
	})
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, signal := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- server.serve(ctx, listener) }()
	connection, err := new(net.Dialer).DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if _, err := io.WriteString(connection, "POST /v1/greetings HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	// The interim response says that the handler is waiting for a body that will not come.
	if _, err := connection.Read(make([]byte, 12)); err != nil {
		t.Fatal(err)
	}
	signal()
	if err := <-stopped; err == nil || !strings.Contains(err.Error(), "cut off after 50ms") {
		t.Errorf("serve returned %v", err)
	}
}

func TestRunNamesAnAddressItCannotListenOn(t *testing.T) {
	server, _ := newTestServer(t, func(c *config.Config) { c.Address = "256.0.0.1:80" })
	if err := server.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot listen on 256.0.0.1:80") {
		t.Errorf("Run returned %v", err)
	}
}

func fetch(request *http.Request) string {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return response.Status + " " + string(body)
}
