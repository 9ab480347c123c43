"""Pieces that members deposit: checked, rewritten, sealed, then looked at by an agent (docs/pieces.md)."""
