"""Pages of the agents that are more than a list and a fiche."""
