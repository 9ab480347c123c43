"""The closed lists of the pieces. Values are ASCII slugs; labels are what people read."""

from django.db.models import TextChoices


class GenrePiece(TextChoices):
    """What may be deposited."""

    RIB = "rib", "Relevé d’identité bancaire"
    IDENTITE = "identite", "Pièce d’identité"
    DOMICILE = "domicile", "Justificatif de domicile"
    ETAT_CIVIL = "etat-civil", "Acte d’état civil ou livret de famille"
    IMPOT = "impot", "Avis d’imposition"
    ACTIVITE = "activite", "Début, changement ou fin d’activité"
    AUTRE_REGIME = "autre-regime", "Attestation d’un autre régime ou de la CPAM"
    AUTRE = "autre", "Autre pièce demandée par la caisse"

    @property
    def explication(self) -> str:
        """When it is asked for."""
        return _EXPLICATIONS[self]


_EXPLICATIONS = {
    GenrePiece.RIB: "À votre nom, avec l’IBAN lisible.",
    GenrePiece.IDENTITE: "Carte d’identité (les deux faces), passeport ou titre de séjour en cours de validité.",
    GenrePiece.DOMICILE: "Facture ou quittance de moins de trois mois.",
    GenrePiece.ETAT_CIVIL: "Naissance, mariage, PACS, divorce ou décès.",
    GenrePiece.IMPOT: "Toutes les pages, pour une année de revenus.",
    GenrePiece.ACTIVITE: "Notification de l’Ordre, de l’ARS ou de l’Urssaf, contrat de remplacement.",
    GenrePiece.AUTRE_REGIME: "Carrière, pension, droits ouverts ailleurs.",
    GenrePiece.AUTRE: "Celle qu’un de nos courriers ou un conseiller vous a demandée.",
}


class EtatPiece(TextChoices):
    """Where a piece is, as the member reads it."""

    QUARANTAINE = "quarantaine", "Analyse en attente"
    RECUE = "recue", "Reçue"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée"


class MotifRefus(TextChoices):
    """Why a piece is refused, as the member reads it."""

    ILLISIBLE = "illisible", "La pièce n’est pas lisible"
    INCOMPLETE = "incomplete", "Il manque des pages ou une face"
    PERIMEE = "perimee", "La pièce n’est plus valable ou est trop ancienne"
    AUTRE_PERSONNE = "autre_personne", "La pièce n’est pas à votre nom"
    INADAPTEE = "inadaptee", "Ce n’est pas la pièce attendue"
    VIRUS = "virus", "Notre antivirus a trouvé un programme malveillant"
