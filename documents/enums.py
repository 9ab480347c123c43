"""The closed lists of the app. Values are ASCII slugs; labels are what people read."""

from django.db.models import TextChoices


class EtatDocument(TextChoices):
    """What a third party is told of a document. Derived, never stored."""

    VALIDE = "valide", "Valide"
    REMPLACE = "remplace", "Remplacé"
    REVOQUE = "revoque", "Révoqué"
    EXPIRE = "expire", "Expiré"


class Motif(TextChoices):
    """Why the holder revokes a document."""

    ERREUR = "erreur", "Je l’ai remis à la mauvaise personne"
    CHANGEMENT = "changement", "Ma situation a changé"
    PERTE = "perte", "Je l’ai perdu, ou on me l’a pris"
    AUTRE = "autre", "Une autre raison"


class Moyen(TextChoices):
    """How a document was checked."""

    CODE = "code", "Par son code"
    FICHIER = "fichier", "Par son fichier"


class Portee(TextChoices):
    """What a délégué must have been granted to ask for a document."""

    ATTESTATIONS = "attestations", "Obtenir des attestations"
    COTISATIONS = "cotisations", "Voir les cotisations"


class Acte(TextChoices):
    """What this app records in the journal."""

    DOCUMENT_EMIS = "document_emis", "Émission d’un document"
    DOCUMENT_VERIFIE = "document_verifie", "Vérification d’un document"
    DOCUMENT_REVOQUE = "document_revoque", "Révocation d’un document"
