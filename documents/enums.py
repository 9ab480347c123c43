"""The closed lists of the app. Values are ASCII slugs; labels are what people read."""

from django.db.models import TextChoices


class EtatDocument(TextChoices):
    """What a third party is told of a document. Derived, never stored."""

    VALIDE = "valide", "Valide"
    REMPLACE = "remplace", "Remplacé"
    REVOQUE = "revoque", "Révoqué"
    EXPIRE = "expire", "Expiré"


class Motif(TextChoices):
    """Why a document is revoked: by its holder, by an agent, or by itself with what it proves."""

    ERREUR = "erreur", "Je l’ai remis à la mauvaise personne"
    CHANGEMENT = "changement", "Ma situation a changé"
    PERTE = "perte", "Je l’ai perdu, ou on me l’a pris"
    AUTRE = "autre", "Une autre raison"
    ERREUR_CAISSE = "erreur_caisse", "La caisse s’est trompée"
    DOSSIER_CORRIGE = "dossier_corrige", "Le dossier a été corrigé"
    FRAUDE = "fraude", "Un usage frauduleux est signalé"
    ARGENT_RENDU = "argent_rendu", "La somme a été rendue, annulée ou contestée"
    MANDAT_FINI = "mandat_fini", "Le mandat a pris fin"


MOTIFS_DU_TITULAIRE = (Motif.ERREUR, Motif.CHANGEMENT, Motif.PERTE, Motif.AUTRE)
MOTIFS_D_AGENT = (Motif.ERREUR_CAISSE, Motif.DOSSIER_CORRIGE, Motif.FRAUDE)


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
    PIECE_DEPOSEE = "piece_deposee", "Dépôt d’une pièce"
    PIECE_ECARTEE = "piece_ecartee", "Pièce écartée par l’antivirus"
    PIECE_ANALYSEE = "piece_analysee", "Analyse d’une pièce en attente"
    PIECE_REMISE = "piece_remise", "Téléchargement d’une pièce"
    PIECE_ACCEPTEE = "piece_acceptee", "Acceptation d’une pièce"
    PIECE_REFUSEE = "piece_refusee", "Refus d’une pièce"
    PIECE_RETIREE = "piece_retiree", "Retrait d’une pièce"
