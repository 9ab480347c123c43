"""Paying by card: what a bank says becomes one event, and one service alone lets events touch the account."""
