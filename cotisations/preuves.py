"""What must be true of the ledger, of allocations and of card payments. One or two statements each."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import Echeance, Ecriture, Imputation, Paiement
from cotisations.paiements.etats import ENCAISSES, EtatEvenement, EtatPaiement, TypeEvenement
from cotisations.verification import Preuve

_LOT = 2_000  # rows a fetch
_CREDIT = Q(
    notifications__type=TypeEvenement.PAIEMENT,
    notifications__etat=EtatEvenement.PAYE,
    notifications__ecriture__isnull=False,
    notifications__ecriture__contrepassee_par__isnull=True,
)
_TOUT_RENDU = frozenset({EtatPaiement.ANNULE_BANQUE, EtatPaiement.REMBOURSE})
_RENDU_EN_PARTIE = frozenset({EtatPaiement.REMBOURSE_PARTIEL, EtatPaiement.LITIGE, EtatPaiement.LITIGE_PERDU})
_CLES_DE_CARTE = Q(cle__startswith="paiement:") | Q(cle__startswith="remboursement:") | Q(cle__startswith="litige:")

_SUITES_DE_CARTE = Q(contrepasse_de__cle__startswith="paiement:") | Q(rendue_de__cle__startswith="paiement:")


def contre_passations() -> Iterator[str]:
    """A contre-passation is the exact opposite of one écriture of the same dossier."""
    contraires = Ecriture.objects.filter(contrepasse_de__isnull=False).exclude(
        montant_centimes=-F("contrepasse_de__montant_centimes"), dossier=F("contrepasse_de__dossier")
    )
    for cle, numero in contraires.order_by("pk").values_list("cle", "dossier__numero"):
        yield f"dossier {numero}\u00a0: l’écriture {cle} n’est pas le contraire de celle qu’elle contre-passe"


def rendus() -> Iterator[str]:
    """What is given back comes out of a credit of the same dossier, and never exceeds it."""
    etrangers = Ecriture.objects.filter(rendue_de__isnull=False).exclude(dossier=F("rendue_de__dossier"))
    for cle, numero in etrangers.order_by("pk").values_list("cle", "dossier__numero"):
        yield f"dossier {numero}\u00a0: l’écriture {cle} rend l’argent d’un autre dossier"
    en_vigueur = Q(rendues__contrepassee_par__isnull=True, rendues__isnull=False)
    depasses = Ecriture.objects.annotate(rendu=-Sum("rendues__montant_centimes", filter=en_vigueur)).filter(
        rendu__gt=F("montant_centimes")
    )
    for cle, numero, montant, rendu in depasses.order_by("pk").values_list(
        "cle", "dossier__numero", "montant_centimes", "rendu"
    ):
        yield f"dossier {numero}\u00a0: {ecrire_montant(rendu)} rendus du crédit {cle} de {ecrire_montant(montant)}"


def credits_imputes() -> Iterator[str]:
    """A credit pays no more than itself, less what was given back; a cancelled one pays nothing."""
    rendu = _rendu_par_credit()
    lignes = (
        Imputation.objects.en_vigueur()
        .order_by("credit")
        .values_list(
            "credit", "credit__cle", "credit__dossier__numero", "credit__montant_centimes", "credit__contrepassee_par"
        )
        .annotate(impute=Sum("centimes"))
    )
    for pk, cle, numero, montant, annulation, impute in lignes.iterator(chunk_size=_LOT):
        reste = 0 if annulation else montant - rendu.get(pk, 0)
        if impute > reste:
            dit = f"le crédit {cle} paie {ecrire_montant(impute)} alors qu’il en reste {ecrire_montant(reste)}"
            yield f"dossier {numero}\u00a0: {dit}"


def cibles_imputees() -> Iterator[str]:
    """No debt is paid more than it asks: an échéance as long as nobody has changed it since, a débit ever."""
    actives = Q(imputations__annulee_par__isnull=True)
    echeances = Echeance.objects.annotate(
        impute=Coalesce(Sum("imputations__centimes", filter=actives), 0),
        derniere=Max("imputations__cree_le", filter=actives),
    ).filter(impute__gt=F("montant_centimes"), modifie_le__lte=F("derniere"))
    for numero, annee, rang in echeances.order_by("pk").values_list("dossier__numero", "annee", "rang"):
        yield f"dossier {numero}\u00a0: l’échéance {rang} de {annee} est payée au-delà de son montant"
    debits = Ecriture.objects.annotate(
        impute=Sum("imputations_recues__centimes", filter=Q(imputations_recues__annulee_par__isnull=True))
    ).filter(impute__gt=-F("montant_centimes"))
    for numero, cle in debits.order_by("pk").values_list("dossier__numero", "cle"):
        yield f"dossier {numero}\u00a0: le débit {cle} est payé au-delà de son montant"


def imputations_chez_elles() -> Iterator[str]:
    """The money of a dossier pays the debts of that dossier."""
    ailleurs = Imputation.objects.filter(
        (Q(echeance__isnull=False) & ~Q(echeance__dossier=F("credit__dossier")))
        | (Q(debit__isnull=False) & ~Q(debit__dossier=F("credit__dossier")))
    )
    for numero, cle in ailleurs.order_by("pk").values_list("credit__dossier__numero", "credit__cle"):
        yield f"dossier {numero}\u00a0: le crédit {cle} paie la dette d’un autre dossier"


def paiements_credites() -> Iterator[str]:
    """A card payment that was taken has one credit, of what the bank announced; any other has none."""
    lignes = Paiement.objects.annotate(
        credits_=Count("notifications", filter=_CREDIT),
        annonce=Sum("notifications__centimes", filter=_CREDIT),
        credite=Sum("notifications__ecriture__montant_centimes", filter=_CREDIT),
        solde=Coalesce(Sum("notifications__ecriture__montant_centimes"), 0),
    ).order_by("pk")
    champs = ("dossier__numero", "numero", "etat", "credits_", "annonce", "credite", "solde")
    for ligne in lignes.values_list(*champs).iterator(chunk_size=_LOT):
        for defaut in _defauts_du_paiement(*ligne[2:]):
            yield f"dossier {ligne[0]}, paiement {ligne[1]}\u00a0: {defaut}"


def _defauts_du_paiement(
    valeur: str, nombre: int, annonce: int | None, credite: int | None, solde: int
) -> Iterator[str]:
    etat = EtatPaiement(valeur)
    if nombre != (etat in ENCAISSES):
        yield f"{nombre} crédit pour un paiement «\u00a0{etat.label}\u00a0»"
        return
    if annonce != credite:
        yield f"crédité de {ecrire_montant(credite or 0)}, la banque annonçait {ecrire_montant(annonce or 0)}"
    yield from _defauts_du_solde(etat, credite, solde)


def _defauts_du_solde(etat: EtatPaiement, credite: int | None, solde: int) -> Iterator[str]:
    if etat in _TOUT_RENDU and solde:
        yield f"«\u00a0{etat.label}\u00a0», il en reste {ecrire_montant(solde)} au compte"
    elif etat == EtatPaiement.PAYE and solde != credite:
        yield f"«\u00a0{etat.label}\u00a0», il n’en reste que {ecrire_montant(solde)} au compte"
    elif etat in _RENDU_EN_PARTIE and solde == credite:
        yield f"«\u00a0{etat.label}\u00a0», et rien n’en est sorti du compte"
    elif solde < 0:
        yield f"il en a été rendu {ecrire_montant(-solde)} de trop"


def ecritures_de_carte() -> Iterator[str]:
    """No écriture of a card without the news that made it, in its own dossier."""
    lignes = Ecriture.objects.filter(_CLES_DE_CARTE | _SUITES_DE_CARTE)
    sans_source = lignes.filter(notification__isnull=True) | lignes.exclude(
        notification__paiement__dossier=F("dossier")
    )
    for numero, cle in sans_source.distinct().order_by("pk").values_list("dossier__numero", "cle"):
        yield f"dossier {numero}\u00a0: l’écriture {cle} ne vient d’aucune nouvelle de la banque"


def _rendu_par_credit() -> dict[int, int]:
    """Cents given back out of each credit, for those of which some were."""
    rendues = Ecriture.objects.filter(rendue_de__isnull=False, contrepassee_par__isnull=True)
    return {pk: -rendu for pk, rendu in rendues.order_by().values_list("rendue_de").annotate(Sum("montant_centimes"))}


PREUVES = (
    Preuve("contre-passations", "Chaque contre-passation est le contraire exact d’une écriture", contre_passations),
    Preuve("rendus", "Rien n’est rendu au-delà de ce qui est venu", rendus),
    Preuve("credits", "Aucun crédit ne paie plus que lui-même", credits_imputes),
    Preuve("cibles", "Aucune dette n’est payée deux fois", cibles_imputees),
    Preuve("dossiers", "L’argent d’un dossier paie les dettes de ce dossier", imputations_chez_elles),
    Preuve("paiements", "Chaque paiement par carte encaissé a un crédit, et un seul", paiements_credites),
    Preuve("cartes", "Chaque écriture de carte vient d’une nouvelle de la banque", ecritures_de_carte),
)
