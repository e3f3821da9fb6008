"""What every request passes: an ID, the caller's trace, a limit, a line in the log, metrics."""

import asyncio
import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.metrics import Metrics
from service.problems import problem

PROBES = {"/healthz", "/readyz", "/metrics"}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

log = structlog.get_logger()


class Observer:
    def __init__(
        self, app: ASGIApp, *, metrics: Metrics, request_timeout: float, max_body_bytes: int
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._request_timeout = request_timeout
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = Headers(scope=scope)
        request_id = _request_id(headers.get("x-request-id", ""))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        if match := _TRACEPARENT.fullmatch(headers.get("traceparent", "")):
            structlog.contextvars.bind_contextvars(trace_id=match[1])

        status = 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = MutableHeaders(scope=message)
                own["X-Request-Id"] = request_id
                own["X-Content-Type-Options"] = "nosniff"
            await send(message)

        refusal: int | None = None
        try:
            async with asyncio.timeout(self._request_timeout):
                await self._app(scope, self._limited(receive), send_and_note)
        except TimeoutError:
            refusal = 503
        except Exception:
            log.exception("a handler failed")
            refusal = 500
        if refusal and not status:
            detail = "the request took too long" if refusal == 503 else None
            await problem(refusal, detail)(scope, receive, send_and_note)

        elapsed = time.perf_counter() - started
        route = getattr(scope.get("route"), "path", None)
        self._metrics.observe(scope["method"], route, status, elapsed)
        write = log.debug if scope["path"] in PROBES else log.info
        write(
            "request",
            method=scope["method"],
            path=scope["path"],
            route=route,
            status=status,
            duration_ms=round(elapsed * 1000, 3),
        )

    def _limited(self, receive: Receive) -> Receive:
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_body_bytes:
                raise HTTPException(413, "the body is too large")
            return message

        return receive_within_limit


def _request_id(given: str) -> str:
    """A caller's own ID is kept if it is harmless in a log."""
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
