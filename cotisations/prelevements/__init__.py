"""Collecting from the account of a member: mandates, lines announced, batches for the bank, what comes back."""
