"""A private storage for each test: what others left there is not ours to count."""

from tests.documents.conftest import coffre

__all__ = ["coffre"]
