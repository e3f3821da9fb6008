import re
from datetime import timedelta

_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours"}


def parse_duration(text: str) -> timedelta:
    """Reads a duration such as `1.5s` or `10m`.

    An example to replace: small, without dependencies, and tested by what a caller sees.

    Raises ValueError when the text is no duration.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h)", text)
    if not match:
        raise ValueError(f'"{text}" is no duration; write one such as 1.5s, 10m or 2h')
    return timedelta(**{_UNITS[match[2]]: float(match[1])})
