from datetime import timedelta

import pytest

from ${{ values.module }} import parse_duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("250ms", timedelta(milliseconds=250)),
        ("1.5s", timedelta(seconds=1.5)),
        ("10m", timedelta(minutes=10)),
        ("2h", timedelta(hours=2)),
    ],
)
def test_reads_durations(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "10", "s", "-1s", "1 s", "1d"])
def test_refuses_what_is_none_and_quotes_it(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration") as raised:
        parse_duration(text)
    assert str(raised.value).startswith(f'"{text}"')
