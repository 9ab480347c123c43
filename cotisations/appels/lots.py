"""The calls of a year for the whole fund: lot after lot, each one transaction, so that it can be killed and resumed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date

from django.db import DataError, IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.enums import StatutDossier, TypeDossier
from accounts.journal import journaliser
from accounts.models import Compte, Dossier, DossierQuerySet
from cotisations.appels.composition import Emission, composer
from cotisations.appels.lecture import lire
from cotisations.appels.refus import AppelImpossible, SansObjet
from cotisations.appels.versement import verser
from cotisations.enums import Acte
from cotisations.models import AppelCotisation

TAILLE_LOT = 1_000
_COTISENT = [statut for statut in StatutDossier if statut.cotise]


@dataclass(frozen=True)
class Bilan:
    """What became of the dossiers."""

    emis: int = 0
    rectifies: int = 0
    inchanges: int = 0
    sans_objet: int = 0
    refuses: int = 0

    def __add__(self, autre: "Bilan") -> "Bilan":
        return Bilan(*(getattr(self, un.name) + getattr(autre, un.name) for un in fields(self)))

    @property
    def lus(self) -> int:
        return sum(getattr(self, un.name) for un in fields(self))


@dataclass(frozen=True)
class Refus:
    """A dossier that gets no call, and why."""

    numero: str
    motif: str


@dataclass(frozen=True)
class Consigne:
    """What every lot of a run shares."""

    annee: int
    le: date
    par: Compte | None
    essai: bool
    avertir: bool


def concernes(annee: int) -> DossierQuerySet:
    """Those a call of `annee` may concern: who cotise, and who was called already."""
    appel = AppelCotisation.objects.filter(dossier=OuterRef("pk"), annee=annee)
    return Dossier.objects.filter(Q(statut__in=_COTISENT) | Exists(appel), type=TypeDossier.AFFILIE)


def emettre_appels(
    *,
    annee: int,
    le: date | None = None,
    par: Compte | None = None,
    essai: bool = False,
    avertir: bool = True,
    parmi: DossierQuerySet | None = None,
    refuser: Callable[[Refus], object],
    avancer: Callable[[int], object] = lambda dossiers: None,
) -> Bilan:
    """Issues what is missing and puts right what has changed. `essai` judges everything and writes nothing.

    Stopped halfway, it is resumed by running it again: calls already issued come out as `inchanges`. `refuser` takes
    each dossier that has to be put right first, `avancer` the number of dossiers just dealt with. `parmi`: those to
    look at, the whole fund when not told. `le`: the day the calls are dated.
    """
    consigne = Consigne(annee, le or timezone.localdate(), par, essai, avertir)
    bilan = Bilan()
    for pks in _lots(concernes(annee) if parmi is None else concernes(annee) & parmi):
        fait, refus = _traiter(pks, consigne)
        for un in refus:
            refuser(un)
        bilan += fait
        avancer(len(pks))
    return bilan


def _lots(dossiers: DossierQuerySet) -> Iterator[list[int]]:
    """Primary keys in order, read again at each lot: no cursor stays open while lots are written."""
    dernier = 0
    while pks := list(dossiers.filter(pk__gt=dernier).order_by("pk").values_list("pk", flat=True)[:TAILLE_LOT]):
        yield pks
        dernier = pks[-1]


def _traiter(pks: list[int], consigne: Consigne) -> tuple[Bilan, list[Refus]]:
    """One lot. When the database itself refuses something, halves it until the culprit stands alone."""
    try:
        with transaction.atomic():
            return _emettre(pks, consigne)
    except (IntegrityError, DataError) as erreur:
        if len(pks) == 1:
            numero = Dossier.objects.values_list("numero", flat=True).get(pk=pks[0])
            return Bilan(refuses=1), [Refus(numero, f"refusé par la base : {str(erreur).splitlines()[0]}")]
        milieu = len(pks) // 2
        premiere, seconde = _traiter(pks[:milieu], consigne), _traiter(pks[milieu:], consigne)
        return premiere[0] + seconde[0], premiere[1] + seconde[1]


def _emettre(pks: list[int], consigne: Consigne) -> tuple[Bilan, list[Refus]]:
    dossiers = Dossier.objects.filter(pk__in=pks).order_by("pk")
    if not consigne.essai:
        dossiers = dossiers.select_for_update(no_key=True)
    emissions, refus, bilan = _composer(list(dossiers), consigne)
    if emissions and not consigne.essai:
        maintenant = timezone.now()
        verser(emissions, par=consigne.par, cause=None, maintenant=maintenant, avertir=consigne.avertir)
        _journaliser(emissions, bilan, consigne)
    return bilan, refus


def _composer(dossiers: list[Dossier], consigne: Consigne) -> tuple[list[Emission], list[Refus], Bilan]:
    emissions: list[Emission] = []
    refus: list[Refus] = []
    sans_objet = inchanges = 0
    for etat in lire(dossiers, consigne.annee):
        try:
            emission = composer(etat, le=consigne.le)
        except SansObjet:
            sans_objet += 1
        except AppelImpossible as motif:
            refus.append(Refus(etat.dossier.numero, str(motif)))
        else:
            if emission is None:
                inchanges += 1
            else:
                emissions.append(emission)
    rectifies = sum(emission.etat.appel is not None for emission in emissions)
    return emissions, refus, Bilan(len(emissions) - rectifies, rectifies, inchanges, sans_objet, len(refus))


def _journaliser(emissions: list[Emission], bilan: Bilan, consigne: Consigne) -> None:
    journaliser(
        acte=Acte.APPELS_EMIS,
        par=consigne.par,
        annee=consigne.annee,
        premier_dossier=emissions[0].etat.dossier.numero,
        dernier_dossier=emissions[-1].etat.dossier.numero,
        emis=bilan.emis,
        rectifies=bilan.rectifies,
    )
