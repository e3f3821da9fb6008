"""Routes with everything around them; nothing listens yet."""

import tomllib
from pathlib import Path

from fastapi import Depends, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from service.config import Config
from service.greeting import greet, list_languages
from service.metrics import Metrics
from service.observer import Observer
from service.problems import Problem, handle_problems, problem

_project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
NAME: str = _project["project"]["name"]
DESCRIPTION: str = _project["project"]["description"]


class LanguageList(BaseModel):
    languages: list[str] = Field(examples=[["de", "en"]])


class GreetingRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(examples=["Ada"])
    language: str = Field(default="en", examples=["de"])


class Greeting(BaseModel):
    message: str = Field(examples=["Guten Tag, Ada!"])
    language: str = Field(examples=["de"])


def _assert_json(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, "the body must be sent as application/json")


class Readiness:
    """Whether to send requests here."""

    is_draining = False


def create_app(config: Config, version: str) -> tuple[FastAPI, Readiness]:
    readiness = Readiness()
    metrics = Metrics(version)
    app = FastAPI(
        title=NAME,
        description=DESCRIPTION,
        version="1.0.0",
        servers=[{"url": "http://localhost:8080", "description": "A local run"}],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    handle_problems(app)

    # Says that the process can answer at all. It looks at no dependency: a restart, which is what a
    # failed liveness probe brings, would mend none of them.
    @app.get("/healthz", include_in_schema=False)
    async def report_health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    async def report_readiness() -> Response:
        if readiness.is_draining:
            return problem(503, "the service is shutting down")
        return Response('{"status":"ready"}', media_type="application/json")

    @app.get("/metrics", include_in_schema=False)
    async def report_metrics() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    @app.get(
        "/v1/languages",
        operation_id="listLanguages",
        summary="List the languages that greetings come in",
        response_description="The codes of the languages, in order",
    )
    async def languages() -> LanguageList:
        return LanguageList(languages=list_languages())

    @app.post(
        "/v1/greetings",
        operation_id="createGreeting",
        summary="Greet a person",
        response_description="The greeting",
        dependencies=[Depends(_assert_json)],
        responses={
            400: {"model": Problem, "description": "The body is not the expected JSON"},
            413: {"model": Problem, "description": "The body is larger than MAX_BODY_BYTES"},
            415: {"model": Problem, "description": "The body was not sent as application/json"},
            422: {
                "model": Problem,
                "description": "The name is not acceptable or the language is unknown",
            },
        },
    )
    async def create_greeting(body: GreetingRequest) -> Greeting:
        return Greeting(message=greet(body.name, body.language), language=body.language)

    app.add_middleware(
        Observer,
        metrics=metrics,
        request_timeout=config.request_timeout,
        max_body_bytes=config.max_body_bytes,
    )
    return app, readiness
