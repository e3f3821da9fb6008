"""The start and the end of the process."""

import asyncio
import os
import signal
import sys

import structlog
import uvicorn

from service.app import NAME, create_app
from service.config import ConfigError, read_config
from service.logs import configure_logs

log = structlog.get_logger()


async def run() -> int:
    try:
        config = read_config(os.environ)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    version = os.environ.get("VERSION", "development")
    configure_logs(NAME, version, config.log_level)
    app, readiness = create_app(config, version)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=config.host,
            port=config.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=max(1, round(config.shutdown_timeout)),
        )
    )
    loop = asyncio.get_running_loop()

    async def drain(name: str) -> None:
        # Between the signal and the moment every load balancer has taken this replica out,
        # requests still arrive. They are answered.
        readiness.is_draining = True
        log.info("draining", signal=name, delay_s=config.drain_delay)
        await asyncio.sleep(config.drain_delay)
        server.should_exit = True

    # The loop keeps no task alive that nobody else knows.
    drains: list[asyncio.Task[None]] = []

    def stop(name: str) -> None:
        drains.append(loop.create_task(drain(name)))

    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop, each.name)
    # Not `serve`, which would take the signals for itself and stop at once.
    await server._serve()
    log.info("stopped")
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(run()))
