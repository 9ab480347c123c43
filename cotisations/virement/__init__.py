"""Paying by virement: to which account, with which reference, which amount."""
