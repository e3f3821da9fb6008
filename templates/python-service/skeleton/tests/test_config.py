import pytest

from service.config import Config, ConfigError, read_config


def test_an_empty_environment_is_valid() -> None:
    assert read_config({}) == Config(
        host="0.0.0.0",  # noqa: S104
        port=8080,
        log_level="info",
        request_timeout=10,
        max_body_bytes=65_536,
        drain_delay=5,
        shutdown_timeout=20,
    )


def test_settings_are_read() -> None:
    config = read_config(
        {"HTTP_ADDRESS": "[::1]:9000", "REQUEST_TIMEOUT": "1.5m", "DRAIN_DELAY": "0s"}
    )
    assert (config.host, config.port) == ("::1", 9000)
    assert config.request_timeout == 90
    assert config.drain_delay == 0


def test_every_setting_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        read_config(
            {
                "HTTP_ADDRESS": "localhost",
                "LOG_LEVEL": "loud",
                "REQUEST_TIMEOUT": "10 minutes",
                "MAX_BODY_BYTES": "0",
            }
        )
    assert str(raised.value).splitlines() == [
        'HTTP_ADDRESS is "localhost", expected host:port such as 0.0.0.0:8080',
        'LOG_LEVEL is "loud", expected debug, info, warn, error',
        'REQUEST_TIMEOUT is "10 minutes", expected a duration from 100ms to 5m, such as 10s',
        'MAX_BODY_BYTES is "0", expected a number of bytes from 1 to 67108864',
    ]
