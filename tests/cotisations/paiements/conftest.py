"""Agents, for their pages."""

from tests.administration.conftest import creer_agent

__all__ = ["creer_agent"]
