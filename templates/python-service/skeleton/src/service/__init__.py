"""Everything the service is made of; `python -m service` runs it."""
