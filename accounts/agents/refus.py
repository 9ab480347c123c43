"""Why an act on an agent is refused."""


class ActeImpossible(ValueError):
    """Said to the agent as it is."""
