package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"service.internal/${{ values.name }}/internal/config"
)

func newTestServer(t *testing.T, change func(*config.Config)) (*Server, *bytes.Buffer) {
	t.Helper()
	settings, err := config.FromEnvironment(func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&settings)
	}
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return New(settings, logger, "test"), &log
}

func send(handler http.Handler, method, path, body string, headers map[string]string) *httptest.ResponseRecorder {
	request := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	return response
}

var jsonBody = map[string]string{"Content-Type": "application/json; charset=utf-8"}

func TestRoutes(t *testing.T) {
	tests := map[string]struct {
		method, path, body string
		headers            map[string]string
		wantStatus         int
		wantBody           string
	}{
		"lists the languages":              {"GET", "/v1/languages", "", nil, 200, `{"languages":["de","en","es","fr","ja"]}`},
		"greets":                           {"POST", "/v1/greetings", `{"name":"Ada","language":"de"}`, jsonBody, 200, `{"message":"Guten Tag, Ada!","language":"de"}`},
		"greets in English by default":     {"POST", "/v1/greetings", `{"name":"Ada"}`, jsonBody, 200, `"message":"Hello, Ada!"`},
		"refuses a blank name":             {"POST", "/v1/greetings", `{"name":" "}`, jsonBody, 422, `name must be 1 to 80 printable characters`},
		"refuses an unknown language":      {"POST", "/v1/greetings", `{"name":"Ada","language":"tlh"}`, jsonBody, 422, `unknown language \"tlh\"`},
		"refuses broken JSON":              {"POST", "/v1/greetings", `{"name":`, jsonBody, 400, `not the expected JSON`},
		"refuses an unknown field":         {"POST", "/v1/greetings", `{"nam":"Ada"}`, jsonBody, 400, `unknown field`},
		"refuses a second value":           {"POST", "/v1/greetings", `{"name":"Ada"}{}`, jsonBody, 400, `more than one value`},
		"refuses another content type":     {"POST", "/v1/greetings", `name=Ada`, nil, 415, `application/json`},
		"refuses a body beyond the limit":  {"POST", "/v1/greetings", `{"name":"` + strings.Repeat("a", 70000) + `"}`, jsonBody, 413, `too large`},
		"refuses another method":           {"DELETE", "/v1/greetings", "", nil, 405, ``},
		"knows no other path":              {"GET", "/v2/greetings", "", nil, 404, ``},
		"is alive":                         {"GET", "/healthz", "", nil, 200, `"ok"`},
		"is ready":                         {"GET", "/readyz", "", nil, 200, `"ready"`},
		"shows the version in its metrics": {"GET", "/metrics", "", nil, 200, `build_info{version="test"} 1`},
	}
	for title, test := range tests {
		t.Run(title, func(t *testing.T) {
			server, _ := newTestServer(t, nil)
			response := send(server.Handler(), test.method, test.path, test.body, test.headers)
			if response.Code != test.wantStatus || !strings.Contains(response.Body.String(), test.wantBody) {
				t.Errorf("got %d %s, want %d %s", response.Code, response.Body, test.wantStatus, test.wantBody)
			}
		})
	}
}

func TestRefusalsAreProblems(t *testing.T) {
	server, _ := newTestServer(t, nil)
	response := send(server.Handler(), "POST", "/v1/greetings", `{"name":""}`, jsonBody)
	if got := response.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type is %q", got)
	}
	var got problem
	if err := json.Unmarshal(response.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := problem{Type: "about:blank", Title: "Unprocessable Entity", Status: 422, Detail: "name must be 1 to 80 printable characters"}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRequestsAreLoggedWithTheirIDs(t *testing.T) {
	server, log := newTestServer(t, nil)
	response := send(server.Handler(), "GET", "/v1/languages", "", map[string]string{
		"X-Request-Id": "abc-123",
		"Traceparent":  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
	})
	var entry map[string]any
	if err := json.Unmarshal(log.Bytes(), &entry); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"level": "INFO", "msg": "request", "method": "GET", "path": "/v1/languages", "route": "GET /v1/languages",
		"status": 200.0, "request_id": "abc-123", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
	} {
		if entry[key] != want {
			t.Errorf("%s is %v, want %v", key, entry[key], want)
		}
	}
	if got := response.Header().Get("X-Request-Id"); got != "abc-123" {
		t.Errorf("the response has request ID %q", got)
	}
}

func TestHarmfulRequestIDsAreReplaced(t *testing.T) {
	server, log := newTestServer(t, nil)
	response := send(server.Handler(), "GET", "/v1/languages", "", map[string]string{"X-Request-Id": "<script>"})
	if got := response.Header().Get("X-Request-Id"); got == "" || strings.Contains(got, "script") {
		t.Errorf("the response has request ID %q", got)
	}
	if strings.Contains(log.String(), "script") {
		t.Errorf("the log holds the caller's ID: %s", log)
	}
}

func TestMetricsCountByRoute(t *testing.T) {
	server, _ := newTestServer(t, nil)
	handler := server.Handler()
	send(handler, "GET", "/v1/languages", "", nil)
	send(handler, "GET", "/v1/languages", "", nil)
	send(handler, "BREW", "/a-path-nobody-knows", "", nil)
	metrics := send(handler, "GET", "/metrics", "", nil).Body.String()
	for _, want := range []string{
		`http_requests_total{method="GET",route="GET /v1/languages",status="200"} 2`,
		`http_requests_total{method="other",route="unmatched",status="404"} 1`,
		`http_request_duration_seconds_count{method="GET",route="GET /v1/languages"} 2`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(metrics, "a-path-nobody-knows") || strings.Contains(metrics, "BREW") {
		t.Error("a caller's words became a label")
	}
}

func TestAPanicBecomesA500(t *testing.T) {
	server, log := newTestServer(t, nil)
	handler := server.identify(server.observe(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") })))
	response := send(handler, "GET", "/", "", nil)
	if response.Code != 500 || strings.Contains(response.Body.String(), "boom") {
		t.Errorf("got %d %s", response.Code, response.Body)
	}
	if !strings.Contains(log.String(), `"panic":"boom"`) {
		t.Errorf("the log does not name the panic: %s", log)
	}
}

func TestAnAbortedResponseStaysAborted(t *testing.T) {
	server, log := newTestServer(t, nil)
	handler := server.observe(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer func() {
		if recovered, _ := recover().(error); !errors.Is(recovered, http.ErrAbortHandler) {
			t.Errorf("recovered %v", recovered)
		}
		if strings.Contains(log.String(), "panicked") {
			t.Errorf("the log calls it a panic: %s", log)
		}
	}()
	send(handler, "GET", "/", "", nil)
}

func TestHandlersHaveADeadline(t *testing.T) {
	server, _ := newTestServer(t, func(c *config.Config) { c.RequestTimeout = time.Minute })
	handler := server.identify(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		deadline, isSet := r.Context().Deadline()
		if remaining := time.Until(deadline); !isSet || remaining <= 0 || remaining > time.Minute {
			t.Errorf("the deadline is %s away", remaining)
		}
	}))
	send(handler, "GET", "/", "", nil)
}

func TestOpenAPIDescribesEveryRoute(t *testing.T) {
	specification, err := os.ReadFile("../../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// Paths are indented by two and methods by four; that is all this needs to know of YAML.
	lines := regexp.MustCompile(`(?m)^  (/\S*):$|^    (get|put|post|delete|patch):$`)
	var described []string
	path := ""
	for _, match := range lines.FindAllStringSubmatch(string(specification), -1) {
		if match[1] != "" {
			path = match[1]
		} else {
			described = append(described, strings.ToUpper(match[2])+" "+path)
		}
	}
	server, _ := newTestServer(t, nil)
	var served []string
	for _, route := range server.apiRoutes() {
		served = append(served, route.pattern)
	}
	slices.Sort(described)
	slices.Sort(served)
	if !slices.Equal(described, served) {
		t.Errorf("api/openapi.yaml describes %v, the service serves %v", described, served)
	}
}
