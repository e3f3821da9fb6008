import io
import json
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from service.app import create_app
from service.config import read_config
from service.logs import configure_logs
from tests.write_openapi import FILE

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def log() -> io.StringIO:
    stream = io.StringIO()
    configure_logs("greeter", "test", "debug", stream)
    return stream


def client(**environment: str) -> TestClient:
    app, _ = create_app(read_config(environment), "test")
    return TestClient(app, raise_server_exceptions=False)


def lines(log: io.StringIO, message: str) -> list[dict[str, Any]]:
    entries = [json.loads(line) for line in log.getvalue().splitlines()]
    return [entry for entry in entries if entry["msg"] == message]


def test_greets() -> None:
    api = client()
    assert api.get("/v1/languages").json() == {"languages": ["de", "en", "es", "fr", "ja"]}
    german = api.post("/v1/greetings", json={"name": "Ada", "language": "de"})
    assert german.status_code == 200
    assert german.json() == {"message": "Guten Tag, Ada!", "language": "de"}
    assert api.post("/v1/greetings", json={"name": "Ada"}).json()["message"] == "Hello, Ada!"


@pytest.mark.parametrize(
    ("body", "headers", "status", "detail"),
    [
        ('{"name":" "}', JSON, 422, "1 to 80 printable characters"),
        ('{"name":"Ada","language":"tlh"}', JSON, 422, 'unknown language "tlh"'),
        ('{"name":', JSON, 400, "JSON"),
        ('{"nam":"Ada"}', JSON, 400, "name: Field required"),
        ('{"name":1}', JSON, 400, "valid string"),
        ('{"name":"Ada","more":1}', JSON, 400, "more: Extra inputs"),
        (json.dumps({"name": "a" * 2000}), JSON, 413, "too large"),
        ("name=Ada", {"Content-Type": "text/plain"}, 415, "application/json"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_refuses_with_the_reason(
    body: str, headers: dict[str, str], status: int, detail: str
) -> None:
    response = client(MAX_BODY_BYTES="1000").post("/v1/greetings", content=body, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert detail in response.json()["detail"]


def test_knows_no_other_path() -> None:
    response = client().get("/v2/greetings")
    assert response.json() == {"type": "about:blank", "title": "Not Found", "status": 404}


def test_is_healthy_and_ready_until_it_drains() -> None:
    app, readiness = create_app(read_config({}), "test")
    api = TestClient(app)
    assert api.get("/healthz").json() == {"status": "ok"}
    assert api.get("/readyz").json() == {"status": "ready"}
    readiness.is_draining = True
    assert api.get("/readyz").status_code == 503
    assert api.get("/healthz").status_code == 200
    assert api.get("/v1/languages").status_code == 200


def test_logs_a_request_with_its_own_id_and_that_of_the_callers_trace(log: io.StringIO) -> None:
    response = client().get(
        "/v1/languages?token=secret",
        headers={
            "X-Request-Id": "abc-123",
            "Traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        },
    )
    assert response.headers["x-request-id"] == "abc-123"
    [line] = lines(log, "request")
    assert line.pop("time")
    assert line.pop("duration_ms") > 0
    assert line == {
        "level": "info",
        "msg": "request",
        "service": "greeter",
        "version": "test",
        "request_id": "abc-123",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "method": "GET",
        "path": "/v1/languages",
        "route": "/v1/languages",
        "status": 200,
    }


def test_replaces_a_request_id_that_would_harm_a_log(log: io.StringIO) -> None:
    response = client().get("/v1/languages", headers={"X-Request-Id": "<script>"})
    assert len(response.headers["x-request-id"]) == 36
    assert "script" not in log.getvalue()


def test_a_handler_that_fails_is_logged_and_the_caller_learns_nothing(log: io.StringIO) -> None:
    app, _ = create_app(read_config({}), "test")

    @app.get("/broken")
    async def fail() -> None:
        raise RuntimeError("the password is hunter2")

    response = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert response.status_code == 500
    assert "hunter2" not in response.text
    [line] = lines(log, "a handler failed")
    assert "hunter2" in line["exception"]


def test_counts_by_route_and_never_by_path() -> None:
    api = client()
    api.get("/v1/languages")
    api.get("/v1/languages")
    api.get("/a-path-nobody-knows")
    text = api.get("/metrics").text
    for line in (
        'http_requests_total{method="GET",route="/v1/languages",status="200"} 2.0',
        'http_requests_total{method="other",route="unmatched",status="404"} 1.0',
        'http_request_duration_seconds_count{method="GET",route="/v1/languages"} 2.0',
        'build_info{version="test"} 1.0',
    ):
        assert line in text
    assert "nobody-knows" not in text


def test_openapi_yaml_is_what_the_routes_say() -> None:
    app, _ = create_app(read_config({}), "test")
    described = yaml.safe_load(FILE.read_text("utf-8"))
    assert described == app.openapi(), "it differs: run 'make openapi'"
