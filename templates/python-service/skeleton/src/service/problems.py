"""Errors as RFC 9457 has them."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from service.greeting import RuleError


class Problem(BaseModel):
    """An error as RFC 9457 has it"""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Entity"])
    status: int = Field(examples=[422])
    detail: str | None = Field(default=None, examples=["name must be 1 to 80 printable characters"])


def problem(status: int, detail: str | None = None) -> JSONResponse:
    content = Problem(
        type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=detail
    )
    return JSONResponse(
        content.model_dump(exclude_none=True),
        status_code=status,
        media_type="application/problem+json",
    )


def handle_problems(app: FastAPI) -> None:
    @app.exception_handler(RuleError)
    async def refuse_rule(_request: Request, error: RuleError) -> JSONResponse:
        return problem(422, str(error))

    @app.exception_handler(RequestValidationError)
    async def refuse_shape(_request: Request, error: RequestValidationError) -> JSONResponse:
        reasons = "; ".join(
            f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors()
        )
        return problem(400, f"the body is not the expected JSON: {reasons}")

    @app.exception_handler(HTTPException)
    async def report(_request: Request, error: HTTPException) -> JSONResponse:
        is_plain = error.detail == HTTPStatus(error.status_code).phrase
        return problem(error.status_code, None if is_plain else error.detail)
