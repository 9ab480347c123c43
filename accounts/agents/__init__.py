"""The agents of the caisse: who they are, and how they prove it."""
