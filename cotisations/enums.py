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


class EtatEcheance(TextChoices):
    """Derived from the solde, never stored."""

    PAYEE = "payee", "Payée"
    PARTIELLE = "partielle", "Payée en partie"
    A_VENIR = "a_venir", "À venir"
    EN_RETARD = "en_retard", "En retard"


class Acte(TextChoices):
    """What this app records in the journal."""

    ECRITURES_IMPORTEES = "ecritures_importees", "Import d’écritures"
    ECHEANCES_IMPORTEES = "echeances_importees", "Import d’échéances"
    ECRITURE_CONTREPASSEE = "ecriture_contrepassee", "Contre-passation"
