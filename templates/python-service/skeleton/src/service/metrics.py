"""What the service counts."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)


class Metrics:
    """It has a registry of its own, so that tests can make many in one process."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        Gauge(
            "build_info",
            "1, labelled with the version that runs.",
            ["version"],
            registry=self.registry,
        ).labels(version).set(1)
        self._requests = Counter(
            "http_requests_total",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._duration = Histogram(
            "http_request_duration_seconds",
            "Time from the request's headers to the end of its response.",
            ["method", "route"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )

    def observe(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """`route` is the pattern, never the path: no label takes values that a caller chooses."""
        if route is None:
            method, route = "other", "unmatched"
        self._requests.labels(method, route, status).inc()
        self._duration.labels(method, route).observe(seconds)
