"""Provisional passwords: drawing them, giving them, using them once."""
