"""Where a card payment is, and where each piece of news takes it: docs/paiements.md has the table."""

from django.db.models import TextChoices


class EtatPaiement(TextChoices):
    """Where a card payment is."""

    CREE = "cree", "Préparé"
    OUVERT = "ouvert", "Chez la banque"
    EN_ATTENTE = "en_attente", "En attente de la banque"
    PAYE = "paye", "Payé"
    REFUSE = "refuse", "Refusé"
    ABANDONNE = "abandonne", "Abandonné"
    EXPIRE = "expire", "Expiré"
    ERREUR = "erreur", "Banque injoignable"
    A_EXAMINER = "a_examiner", "À examiner"
    CLASSE = "classe", "Classé sans suite"
    ANNULE_BANQUE = "annule_banque", "Annulé par la banque"
    REMBOURSE_PARTIEL = "rembourse_partiel", "Remboursé en partie"
    REMBOURSE = "rembourse", "Remboursé"
    LITIGE = "litige", "Contesté"
    LITIGE_GAGNE = "litige_gagne", "Contestation rejetée"
    LITIGE_PERDU = "litige_perdu", "Contestation acceptée"


class Mode(TextChoices):
    """Whether the money is real."""

    TEST = "test", "Essai"
    PRODUCTION = "production", "Production"


class TypeEvenement(TextChoices):
    """What a piece of news is about."""

    PAIEMENT = "paiement", "Paiement"
    REMBOURSEMENT = "remboursement", "Remboursement"
    LITIGE = "litige", "Contestation"


class EtatEvenement(TextChoices):
    """What it says of it. Those up to `CLASSE` are about a payment."""

    PRESENTE = "presente", "Présenté à la banque"
    PAYE = "paye", "Payé"
    EN_ATTENTE = "en_attente", "En attente"
    TENTATIVE_REFUSEE = "tentative_refusee", "Carte refusée, un autre essai est possible"
    REFUSE = "refuse", "Refusé"
    ABANDONNE = "abandonne", "Abandonné"
    EXPIRE = "expire", "Expiré"
    ERREUR = "erreur", "Erreur"
    CAPTURE_ECHOUEE = "capture_echouee", "Encaissement annulé par la banque"
    CLASSE = "classe", "Classé par un agent"
    FAIT = "fait", "Effectué"
    ECHOUE = "echoue", "Échoué"
    OUVERT = "ouvert", "Ouvert"
    GAGNE = "gagne", "Gagné"
    PERDU = "perdu", "Perdu"


class Origine(TextChoices):
    """How the news came."""

    NOTIFICATION = "notification", "Notification signée"
    RETOUR = "retour", "Retour de l’affilié"
    INTERROGATION = "interrogation", "Question à la banque"
    AGENT = "agent", "Décision d’un agent"
    PORTAIL = "portail", "Le portail lui-même"


_E, _N = EtatPaiement, EtatEvenement

EN_COURS = frozenset({_E.CREE, _E.OUVERT, _E.EN_ATTENTE})
# Nobody is authorising them: they can be given up without being paid all the same.
ABANDONNABLES = frozenset({_E.CREE, _E.OUVERT})
ENCAISSES = frozenset({_E.PAYE, _E.REMBOURSE_PARTIEL, _E.REMBOURSE, _E.LITIGE, _E.LITIGE_GAGNE, _E.LITIGE_PERDU})
# The card's money is on the account, in part at least.
CREDITES = frozenset({_E.PAYE, _E.REMBOURSE_PARTIEL, _E.LITIGE, _E.LITIGE_GAGNE})
CONTESTABLES = CREDITES - {_E.LITIGE}
AVEC_RECU = CREDITES - {_E.LITIGE}  # a bank that looks at a dispute has taken the money back
_JAMAIS_PAYES = frozenset({*EN_COURS, _E.REFUSE, _E.ABANDONNE, _E.EXPIRE, _E.ERREUR, _E.CLASSE})

# From which states each piece of news about a payment takes it, and to which. Anything else changes nothing.
SUITES: dict[EtatEvenement, tuple[frozenset[EtatPaiement], EtatPaiement]] = {
    _N.PRESENTE: (frozenset({_E.CREE, _E.ERREUR}), _E.OUVERT),
    _N.PAYE: (_JAMAIS_PAYES, _E.PAYE),
    _N.EN_ATTENTE: (frozenset({_E.CREE, _E.OUVERT}), _E.EN_ATTENTE),
    _N.TENTATIVE_REFUSEE: (frozenset({_E.EN_ATTENTE}), _E.REFUSE),  # nobody is in front of the bank's page any more
    _N.REFUSE: (EN_COURS, _E.REFUSE),
    _N.ABANDONNE: (EN_COURS, _E.ABANDONNE),
    _N.EXPIRE: (EN_COURS, _E.EXPIRE),
    _N.ERREUR: (frozenset({_E.CREE}), _E.ERREUR),
    _N.CAPTURE_ECHOUEE: (frozenset({_E.PAYE, _E.EN_ATTENTE, _E.OUVERT}), _E.ANNULE_BANQUE),
    _N.CLASSE: (frozenset({_E.A_EXAMINER, _E.EN_ATTENTE}), _E.CLASSE),
}


def suite(etat: EtatPaiement, nouvelle: EtatEvenement) -> EtatPaiement:
    """Where a payment in `etat` is after `nouvelle` about it: the same state when it changes nothing."""
    depuis, vers = SUITES.get(nouvelle, (frozenset(), etat))
    return vers if etat in depuis else etat
