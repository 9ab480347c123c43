"""Which passwords are accepted, and why others are not. See docs/securite/mots-de-passe.md."""
