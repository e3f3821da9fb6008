"""The work this service does. It knows nothing of HTTP, so it can be tested and replaced alone."""

MAX_NAME_LENGTH = 80

_FORMATS = {
    "de": "Guten Tag, {}!",
    "en": "Hello, {}!",
    "es": "¡Hola, {}!",
    "fr": "Bonjour, {} !",
    "ja": "こんにちは、{}さん!",
}


class RuleError(Exception):
    """A value that breaks a rule of the work."""


def list_languages() -> list[str]:
    """The codes of the languages that greetings come in, in order."""
    return sorted(_FORMATS)


def greet(name: str, language: str) -> str:
    name = name.strip()
    if not name or len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise RuleError(f"name must be 1 to {MAX_NAME_LENGTH} printable characters")
    if language not in _FORMATS:
        known = ", ".join(list_languages())
        raise RuleError(f'unknown language "{language}", expected one of {known}')
    return _FORMATS[language].format(name)
