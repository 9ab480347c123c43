"""The closed lists of direct debits."""

from django.db.models import TextChoices


class EtatMandat(TextChoices):
    """`signe`: signed, in the place of another one that still holds; it takes effect when its delay has passed."""

    BROUILLON = "brouillon", "À relire"
    SIGNATURE_EN_COURS = "signature", "À confirmer par code"
    SIGNE = "signe", "Signé, pas encore utilisé"
    ACTIF = "actif", "Actif"
    SUSPENDU = "suspendu", "Suspendu"
    REVOQUE = "revoque", "Révoqué"
    REMPLACE = "remplace", "Remplacé"
    CADUC = "caduc", "Caduc"
    CLOS = "clos", "Clos"
    ABANDONNE = "abandonne", "Abandonné"


A_RAPPELER = (EtatMandat.REVOQUE, EtatMandat.CLOS)  # what the bank has under these should not be taken
EN_SIGNATURE = (EtatMandat.BROUILLON, EtatMandat.SIGNATURE_EN_COURS)
EN_VIGUEUR = (EtatMandat.ACTIF, EtatMandat.SUSPENDU)
SIGNES = (EtatMandat.SIGNE, *EN_VIGUEUR)


class EtatPrelevement(TextChoices):
    """The life of one line."""

    PRENOTIFIE = "prenotifie", "Annoncé"
    INCLUS = "inclus", "En préparation"
    TRANSMIS = "transmis", "En cours"
    ENCAISSE = "encaisse", "Payé"
    REJETE = "rejete", "Rejeté"
    RETOURNE = "retourne", "Rejeté après paiement"
    REMBOURSE_DEBITEUR = "rembourse", "Remboursé par votre banque"
    RETIRE = "retire", "Annulé"
    RAPPELE = "rappele", "Rappel demandé à la banque"


VIVANTS = (
    EtatPrelevement.PRENOTIFIE,
    EtatPrelevement.INCLUS,
    EtatPrelevement.TRANSMIS,
    EtatPrelevement.ENCAISSE,
)
ATTENDUS = (EtatPrelevement.PRENOTIFIE, EtatPrelevement.INCLUS, EtatPrelevement.TRANSMIS)
A_VENIR = (EtatPrelevement.PRENOTIFIE, EtatPrelevement.INCLUS)


class GenreDeRetour(TextChoices):
    """What the bank speaks of: one line, its debit told after its refusal, a whole batch that it refuses, the money of
    a batch."""

    REJET = "rejet", "Rejet ou retour"
    DEBIT = "debit", "Débit d’un rejet déjà connu"
    LOT = "lot", "Lot refusé"
    ENCAISSEMENT = "encaissement", "Encaissement"


class DecisionRetour(TextChoices):
    """What an agent made of a return that waited."""

    APPLIQUER = "appliquer", "Appliqué"
    REPRESENTER = "representer", "Présenté de nouveau"
    CLASSER = "classer", "Classé"


class EtatLotDePrelevements(TextChoices):
    """The life of a batch."""

    GELE = "gele", "À valider par une autre personne"
    VALIDE = "valide", "Fichier en préparation"
    GENERE = "genere", "Fichier prêt"
    TRANSMIS = "transmis", "Transmis à la banque"
    ENCAISSE = "encaisse", "Encaissé"
    REJETE = "rejete", "Rejeté par la banque"
    RAPPELE = "rappele", "Rappelé"
    ANNULE = "annule", "Annulé"


A_ANNULER = (EtatLotDePrelevements.GELE, EtatLotDePrelevements.VALIDE, EtatLotDePrelevements.GENERE)


class Acte(TextChoices):
    """What direct debits record in the journal."""

    MANDAT_PREPARE = "mandat_prepare", "Mandat de prélèvement préparé"
    MANDAT_SIGNE = "mandat_signe", "Mandat de prélèvement signé"
    MANDAT_ACTIVE = "mandat_active", "Mandat de prélèvement actif"
    MANDAT_ABANDONNE = "mandat_abandonne", "Mandat de prélèvement abandonné"
    MANDAT_REVOQUE = "mandat_revoque", "Mandat de prélèvement révoqué"
    MANDAT_CADUC = "mandat_caduc", "Mandat de prélèvement caduc"
    MANDAT_SUSPENDU = "mandat_suspendu", "Mandat de prélèvement suspendu"
    MANDAT_CLOS = "mandat_clos", "Mandat de prélèvement clos"
    PRELEVEMENTS_ANNONCES = "prelevements_annonces", "Prélèvements annoncés"
    PRELEVEMENT_RETIRE = "prelevement_retire", "Prélèvement annulé"
    LOT_GELE = "prelevements_geles", "Lot de prélèvements préparé"
    LOT_VALIDE = "prelevements_valides", "Lot de prélèvements validé"
    LOT_GENERE = "prelevements_generes", "Fichier de prélèvements produit"
    LOT_IMPOSSIBLE = "prelevements_impossibles", "Fichier de prélèvements refusé par les contrôles"
    LOT_TELECHARGE = "prelevements_telecharges", "Fichier de prélèvements téléchargé"
    LOT_TRANSMIS = "prelevements_transmis", "Lot de prélèvements transmis à la banque"
    LOT_ENCAISSE = "prelevements_encaisses", "Lot de prélèvements encaissé"
    ANNULATION_DEMANDEE = "annulation_demandee", "Annulation d’un lot de prélèvements demandée"
    ANNULATION_RETIREE = "annulation_retiree", "Demande d’annulation d’un lot de prélèvements retirée"
    LOT_ANNULE = "prelevements_annules", "Lot de prélèvements annulé"
    LOT_REJETE = "prelevements_rejetes", "Lot de prélèvements rejeté par la banque"
    RETOURS_IMPORTES = "retours_importes", "Retours de prélèvements importés"
    PRELEVEMENT_REJETE = "prelevement_rejete", "Prélèvement rejeté"
    PRELEVEMENT_RAPPELE = "prelevement_rappele", "Prélèvement rappelé à la banque"
    RAPPEL_ANNULE = "rappel_annule", "Rappel de prélèvement sans effet"
    RETOUR_DECIDE = "retour_decide", "Retour de prélèvement décidé"
