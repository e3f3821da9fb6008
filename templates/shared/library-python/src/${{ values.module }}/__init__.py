"""What callers import."""

from ._durations import parse_duration

__all__ = ["parse_duration"]
