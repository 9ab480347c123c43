"""Why a call is not issued."""

from accounts.agents.refus import ActeImpossible


class AppelImpossible(ActeImpossible):
    """Something has to be put right first. Said as it is."""


class SansObjet(AppelImpossible):
    """No call is owed to anyone: the dossier does not cotise, or not that year."""
