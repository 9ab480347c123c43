"""Reminders by e-mail before each échéance, for those who want them."""
