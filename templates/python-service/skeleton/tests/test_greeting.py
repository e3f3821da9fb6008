import pytest

from service.greeting import RuleError, greet, list_languages


def test_greets_in_every_language() -> None:
    assert list_languages() == ["de", "en", "es", "fr", "ja"]
    assert all("Ada" in greet(" Ada ", language) for language in list_languages())
    assert greet("Ada", "de") == "Guten Tag, Ada!"
    assert greet("🚀" * 80, "en") == f"Hello, {'🚀' * 80}!"


@pytest.mark.parametrize("name", ["", " ", "a" * 81, "a\0b", "a\nb"])
def test_refuses_names_that_are_blank_too_long_or_not_printable(name: str) -> None:
    with pytest.raises(RuleError, match="1 to 80 printable characters"):
        greet(name, "en")


def test_names_the_languages_when_it_does_not_know_one() -> None:
    with pytest.raises(RuleError, match='unknown language "tlh", expected one of de, en'):
        greet("Ada", "tlh")
