"""Where a bank operation is, and how it came there."""

from django.db.models import TextChoices


class FormatReleve(TextChoices):
    """What the file was."""

    CAMT = "camt", "camt.053"
    CFONB = "cfonb", "CFONB120"


class EtatOperation(TextChoices):
    """Where an operation is. The first is passing: `rapprocher` takes it from there."""

    RECUE = "recue", "Reçue"
    RAPPROCHEE = "rapprochee", "Rapprochée"
    PROPOSEE = "proposee", "Dossier proposé"
    A_IDENTIFIER = "a_identifier", "À identifier"
    ATTENTE = "attente", "En compte d’attente"
    ECARTEE = "ecartee", "Hors cotisations"


class Decision(TextChoices):
    """One step of the way. What a person decided has a reason, and their name."""

    RAPPROCHER = "rapprocher", "Rapprochée"
    PROPOSER = "proposer", "Dossier proposé"
    REFUSER = "refuser", "Proposition refusée"
    ATTENDRE = "attendre", "Mise en compte d’attente"
    ECARTER = "ecarter", "Dite hors cotisations"
    ANNULER = "annuler", "Rapprochement annulé"


class Methode(TextChoices):
    """How an operation was recognised, from the surest. Up to `RUM`, nobody is asked."""

    REFERENCE = "reference", "Référence RF"
    LOT = "lot", "Lot de prélèvements"  # before what comes back of it
    END_TO_END = "end_to_end", "Identifiant de bout en bout"
    RUM = "rum", "Référence de mandat"
    NUMERO = "numero", "Numéro de dossier dans le libellé"
    IBAN_MONTANT = "iban_montant", "IBAN connu et montant dû"
    AGENT = "agent", "Par un agent"


A_RAPPROCHER = (EtatOperation.PROPOSEE, EtatOperation.A_IDENTIFIER)
SURES = (Methode.REFERENCE, Methode.END_TO_END, Methode.RUM, Methode.LOT)
