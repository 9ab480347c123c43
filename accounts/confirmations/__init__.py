"""Codes sent by e-mail: asked for, drawn when the mail leaves, used once."""
