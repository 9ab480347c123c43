"""The closed lists of the app. Values are ASCII slugs; labels are what people read."""

from django.db.models import TextChoices


class Nature(TextChoices):
    """What an écriture is. Debits are negative, credits positive."""

    APPEL = "appel", "Appel de cotisations"
    REGULARISATION = "regularisation", "Régularisation"
    MAJORATION = "majoration", "Majoration de retard"
    PRELEVEMENT = "prelevement", "Prélèvement"
    VIREMENT = "virement", "Virement"
    CARTE = "carte", "Paiement par carte"
    REJET = "rejet", "Rejet de prélèvement"
    REMBOURSEMENT = "remboursement", "Remboursement"
    REPRISE = "reprise", "Solde repris de l’ancien système"

    @property
    def est_paiement(self) -> bool:
        return self in {Nature.PRELEVEMENT, Nature.VIREMENT, Nature.CARTE}

    def est_demande(self, montant: int) -> bool:
        """Whether the écriture changes what is asked, rather than what was paid.

        Giving money back (rejet, remboursement) takes from what was paid; a reprise is what its sign says.
        """
        if self is Nature.REPRISE:
            return montant < 0
        return self in {Nature.APPEL, Nature.REGULARISATION, Nature.MAJORATION}


class EtatEcheance(TextChoices):
    """Derived from the solde, never stored."""

    PAYEE = "payee", "Payée"
    PARTIELLE = "partielle", "Payée en partie"
    A_VENIR = "a_venir", "À venir"
    EN_RETARD = "en_retard", "En retard"

    @property
    def signe(self) -> str:
        """One character that says it where there is no room for words, nor perhaps for colours."""
        return {"payee": "✓", "partielle": "½", "a_venir": "○", "en_retard": "✕"}[self.value]


class Acte(TextChoices):
    """What this app records in the journal."""

    ECRITURES_IMPORTEES = "ecritures_importees", "Import d’écritures"
    ECHEANCES_IMPORTEES = "echeances_importees", "Import d’échéances"
    ECRITURE_CONTREPASSEE = "ecriture_contrepassee", "Contre-passation"
