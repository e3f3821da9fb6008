"""Writes api/openapi.yaml from the routes: `make openapi`."""

from pathlib import Path

import yaml

from service.app import create_app
from service.config import read_config

FILE = Path(__file__).parents[1] / "api" / "openapi.yaml"

if __name__ == "__main__":
    app, _ = create_app(read_config({}), "development")
    FILE.write_text(yaml.safe_dump(app.openapi(), sort_keys=False, allow_unicode=True), "utf-8")
