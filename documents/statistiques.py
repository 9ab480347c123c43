"""How many documents were issued, of which type, and how often they were checked, in twelve months: counts alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from carpimko_portal.lib.dates import MOIS_ABREGES
from documents.enums import EtatDocument
from documents.models import Document, Revocation, Verification
from documents.registry import TypeInconnu, type_du_code

_MOIS = 12


@dataclass(frozen=True)
class LigneStatistique:
    """One row of the table: a count for each month, oldest first."""

    titre: str
    nombres: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.nombres)


@dataclass(frozen=True)
class Statistiques:
    """`mois`: `déc. 2025`, oldest first. `etats`: (label, how many documents) as of today."""

    mois: tuple[str, ...]
    emis: tuple[LigneStatistique, ...]
    autres: tuple[LigneStatistique, ...]
    etats: tuple[tuple[str, int], ...]


def statistiques(le: date) -> Statistiques:
    """The month of `le` and the eleven before it. Four queries."""
    mois = _douze_mois(le)
    debut = timezone.make_aware(datetime.combine(mois[0], time.min))
    emis = Document.objects.filter(emis_le__gte=debut)
    par_type = _par_mois(emis, "emis_le", "type")
    types = sorted({nature for nature, _ in par_type}, key=_titre)
    return Statistiques(
        mois=tuple(f"{MOIS_ABREGES[jour.month - 1]} {jour.year}" for jour in mois),
        emis=tuple(_ligne(_titre(nature), mois, par_type, nature) for nature in types),
        autres=(
            _ligne("Vérifications", mois, _par_mois(Verification.objects.filter(verifie_le__gte=debut), "verifie_le")),
            _ligne("Révocations", mois, _par_mois(Revocation.objects.filter(revoque_le__gte=debut), "revoque_le")),
        ),
        etats=_etats(le),
    )


def _douze_mois(le: date) -> list[date]:
    rang = le.year * 12 + le.month - 1
    return [date(un // 12, un % 12 + 1, 1) for un in range(rang - _MOIS + 1, rang + 1)]


def _par_mois(lignes: QuerySet[Any], champ: str, nature: str = "") -> Counter[tuple[str, date]]:
    """Months are those of Paris."""
    cles = ["mois", nature] if nature else ["mois"]
    comptes = lignes.order_by().annotate(mois=TruncMonth(champ)).values_list(*cles).annotate(nombre=Count("pk"))
    return Counter({
        (valeurs[1] if nature else "", timezone.localdate(valeurs[0])): valeurs[-1] for valeurs in comptes
    })  # fmt: skip


def _ligne(titre: str, mois: list[date], comptes: Counter[tuple[str, date]], nature: str = "") -> LigneStatistique:
    return LigneStatistique(titre, tuple(comptes[nature, jour] for jour in mois))


def _titre(code: str) -> str:
    try:
        return type_du_code(code).titre
    except TypeInconnu:
        return code


def _etats(le: date) -> tuple[tuple[str, int], ...]:
    annotes: QuerySet[Any] = Document.objects.avec_etat(le).order_by()
    comptes = dict(annotes.values_list("etat").annotate(nombre=Count("pk")))
    return tuple((str(etat.label), comptes.get(etat.value, 0)) for etat in EtatDocument)
