"""The service's settings, from the environment."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

LOG_LEVELS = ("debug", "info", "warn", "error")
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}

T = TypeVar("T")
N = TypeVar("N", int, float)


@dataclass(frozen=True)
class Config:
    """Every setting, each with a default that suits a container: no environment is a valid one."""

    host: str
    port: int
    log_level: str
    request_timeout: float
    """Bounds the time for one request, in seconds."""
    max_body_bytes: int
    drain_delay: float
    """How long to keep answering after the signal to stop, while load balancers notice."""
    shutdown_timeout: float
    """Bounds the wait for requests in flight after the drain delay."""


class ConfigError(Exception):
    """Names every setting that is wrong, so that a bad deployment is mended once."""


def read_config(environment: Mapping[str, str]) -> Config:
    problems: list[str] = []

    def read(key: str, default: str, parse: Callable[[str], T], expected: str) -> T:
        value = environment.get(key, default)
        try:
            return parse(value)
        except ValueError:
            problems.append(f'{key} is "{value}", expected {expected}')
            return parse(default)

    def duration(key: str, default: str, minimum: str, maximum: str) -> float:
        return read(
            key,
            default,
            lambda value: _within(_seconds(value), _seconds(minimum), _seconds(maximum)),
            f"a duration from {minimum} to {maximum}, such as 10s",
        )

    host, port = read("HTTP_ADDRESS", ":8080", _address, "host:port such as 0.0.0.0:8080")
    config = Config(
        host=host,
        port=port,
        log_level=read("LOG_LEVEL", "info", _log_level, ", ".join(LOG_LEVELS)),
        request_timeout=duration("REQUEST_TIMEOUT", "10s", "100ms", "5m"),
        max_body_bytes=read(
            "MAX_BODY_BYTES",
            "65536",
            lambda value: _within(int(value), 1, 64 << 20),
            "a number of bytes from 1 to 67108864",
        ),
        drain_delay=duration("DRAIN_DELAY", "5s", "0s", "1m"),
        shutdown_timeout=duration("SHUTDOWN_TIMEOUT", "20s", "1ms", "5m"),
    )
    if problems:
        raise ConfigError("\n".join(problems))
    return config


def _address(value: str) -> tuple[str, int]:
    host, separator, port = value.rpartition(":")
    if not separator or (":" in host and not host.startswith("[")):
        raise ValueError(value)
    return host.strip("[]") or "0.0.0.0", _within(int(port), 0, 65535)  # noqa: S104


def _log_level(value: str) -> str:
    if value not in LOG_LEVELS:
        raise ValueError(value)
    return value


def _seconds(value: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m)", value)
    if not match:
        raise ValueError(value)
    return float(match[1]) * UNITS[match[2]]


def _within(value: N, minimum: N, maximum: N) -> N:
    if not minimum <= value <= maximum:
        raise ValueError(value)
    return value
