"""Every écriture of all years, found by year and nature; then one of them, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.db.models.functions import Abs

from accounts.models import Dossier
from cotisations.appels.lecture import annee_de_la_cle
from cotisations.enums import Nature
from cotisations.espace.cumuls import Cumuls
from cotisations.imports import PREFIXE_DES_APPELS
from cotisations.models import AppelCotisation, Ecriture, EcritureQuerySet
from cotisations.selectors import Mouvement, est_demande, mouvements

PAR_PAGE = 25


class Tri(TextChoices):
    """In which order."""

    RECENTES = "recentes", "Les plus récentes d’abord"
    ANCIENNES = "anciennes", "Les plus anciennes d’abord"
    MONTANT = "montant", "Les plus gros montants d’abord"


_ORDRES: dict[Tri, tuple[str, ...]] = {
    Tri.RECENTES: ("-date_operation", "-pk"),
    Tri.ANCIENNES: ("date_operation", "pk"),
    Tri.MONTANT: ("-taille", "-date_operation", "-pk"),
}


@dataclass(frozen=True)
class Recherche:
    """What is looked for; `None` filters nothing."""

    annee: int | None = None
    nature: Nature | None = None
    tri: Tri = Tri.RECENTES

    @property
    def est_active(self) -> bool:
        """Whether anything is filtered out."""
        return self.annee is not None or self.nature is not None


@dataclass(frozen=True)
class PageHistorique:
    """Some movements and their place among all that were found."""

    page: Page[Ecriture]
    mouvements: list[Mouvement]


@dataclass(frozen=True)
class FicheEcriture:
    """One écriture. `montant` in cents, as its column counts it; `annee_appel` when a call of that year is known."""

    mouvement: Mouvement
    nature: Nature
    annee: int
    enregistree_le: datetime
    contrepasse: Mouvement | None
    contrepassee_par: Mouvement | None
    annee_appel: int | None


class _Compte(Paginator):  # type: ignore[type-arg] # subscriptable in the stubs alone
    """A paginator told how many there are: the filters of the page were counted already."""

    def __init__(self, ecritures: Sequence[Ecriture] | EcritureQuerySet, nombre: int) -> None:
        super().__init__(ecritures, PAR_PAGE)
        self._nombre = nombre

    @cached_property
    def count(self) -> int:  # type: ignore[override] # cached in Django too, which the stubs do not say
        return self._nombre


def historique(dossier: Dossier, cumuls: Cumuls, recherche: Recherche, *, page: str | None) -> PageHistorique:
    """A page of the account. One query."""
    ecritures = _filtrer(Ecriture.objects.du_dossier(dossier), recherche)
    nombre = cumuls.nombre(annee=recherche.annee, nature=recherche.nature)
    lue = _Compte(ecritures, nombre).get_page(page)
    debut = (lue.number - 1) * PAR_PAGE
    return PageHistorique(lue, mouvements(ecritures[debut : debut + PAR_PAGE]))


def ecriture_du_dossier(dossier: Dossier, public_id: UUID) -> FicheEcriture | None:
    """The écriture if it is this dossier's: another's and an unknown one are the same `None`. Two queries."""
    ecritures = Ecriture.objects.du_dossier(dossier).select_related("contrepasse_de", "contrepassee_par")
    ecriture = ecritures.filter(public_id=public_id).first()
    return _fiche(ecriture, dossier) if ecriture else None


def _filtrer(ecritures: EcritureQuerySet, recherche: Recherche) -> EcritureQuerySet:
    if recherche.annee is not None:
        ecritures = ecritures.filter(annee=recherche.annee)
    if recherche.nature is not None:
        ecritures = ecritures.filter(nature=recherche.nature)
    if recherche.tri is Tri.MONTANT:
        ecritures = ecritures.annotate(taille=Abs("montant_centimes"))
    return ecritures.order_by(*_ORDRES[recherche.tri])


def _fiche(ecriture: Ecriture, dossier: Dossier) -> FicheEcriture:
    nature = Nature(ecriture.nature)
    return FicheEcriture(
        mouvement=_mouvement(ecriture),
        nature=nature,
        annee=ecriture.annee,
        enregistree_le=ecriture.cree_le,
        contrepasse=_mouvement(ecriture.contrepasse_de) if ecriture.contrepasse_de else None,
        contrepassee_par=_mouvement(autre) if (autre := getattr(ecriture, "contrepassee_par", None)) else None,
        annee_appel=_annee_de_l_appel(dossier, ecriture),
    )


def _annee_de_l_appel(dossier: Dossier, ecriture: Ecriture) -> int | None:
    """The key of what a call wrote names it; what another system wrote is of the call of its year, if there is one."""
    if ecriture.cle.startswith(PREFIXE_DES_APPELS):
        return annee_de_la_cle(ecriture.cle)
    if ecriture.nature != Nature.APPEL:
        return None
    existe = AppelCotisation.objects.du_dossier(dossier).filter(annee=ecriture.annee).exists()
    return ecriture.annee if existe else None


def _mouvement(ecriture: Ecriture) -> Mouvement:
    nature, montant = Nature(ecriture.nature), ecriture.montant_centimes
    demande = est_demande(nature, montant)
    return Mouvement(
        ecriture.date_operation, ecriture.libelle, -montant if demande else montant, demande, ecriture.public_id
    )
