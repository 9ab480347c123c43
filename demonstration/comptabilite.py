"""Invented accounts that hold together: one appel a year, its échéances, and how people pay them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from carpimko_portal.lib.dates import ecrire_date
from cotisations.enums import Nature


class Periodicite(Enum):
    """Due dates of a year, as (month, day)."""

    MENSUELLE = tuple((mois, 5) for mois in range(1, 13))
    TRIMESTRIELLE = ((2, 5), (5, 5), (8, 5), (11, 5))
    SEMESTRIELLE = ((3, 31), (9, 30))
    ANNUELLE = ((3, 31),)


class Tranche(NamedTuple):
    """One échéance. `montant` in cents, `initial` what it was on the day `appelee_le` that first asked it.

    `est_emise`: the portal issues the call it belongs to; no file brings it.
    """

    annee: int
    rang: int
    exigible_le: date
    montant: int
    initial: int
    appelee_le: date
    est_emise: bool = False


class Mouvement(NamedTuple):
    """One écriture without its dossier. `cle` is unique in the dossier; `montant` in cents, negative when due."""

    cle: str
    nature: Nature
    annee: int
    montant: int
    le: date
    libelle: str
    est_emis: bool = False  # by the portal: no file brings it


class Revenu(NamedTuple):
    """What was declared for a year: `assiette` in cents."""

    annee: int
    assiette: int
    declare_le: date


Habitude = Callable[[Sequence[Tranche], int], Iterator[Mouvement]]  # how the tranche of this index is paid


def cotisations(assiette: int, *, conventionne: bool) -> int:
    """Cents due for a year on `assiette` euros: an order of magnitude (scales of 2026), each line in whole euros."""
    base = round(min(assiette, 48_060) * 0.0873) + round(min(assiette, 240_300) * 0.0187)
    complementaire = round(min(max(assiette, 24_030), 144_180) * 0.087)
    asv = 224 + round(assiette * 0.0016) if conventionne else 0
    return 100 * (base + complementaire + asv + 1_022)


def date_appel(annee: int) -> date:
    """The appel of a year is sent, with its échéancier, at the end of the year before."""
    return date(annee - 1, 12, 1)


def date_declaration(annee: int) -> date:
    """The income of a year is declared in the spring after."""
    return date(annee + 1, 5, 20)


def appeler(annee: int, montant: int) -> Mouvement:
    """The debit of a year's cotisations."""
    libelle = f"Appel de cotisations {annee}"
    return Mouvement(f"{annee}-appel", Nature.APPEL, annee, -montant, date_appel(annee), libelle)


def echelonner(annee: int, montant: int, periodicite: Periodicite) -> list[Tranche]:
    """Splits a year into échéances whose sum is exact: the first ones carry the odd cents."""
    jours = periodicite.value
    part, reste = divmod(montant, len(jours))
    return [
        Tranche(annee, rang, date(annee, mois, jour), part + (rang <= reste), part + (rang <= reste), date_appel(annee))
        for rang, (mois, jour) in enumerate(jours, 1)
    ]


def par_prelevement(tranches: Sequence[Tranche], rang: int) -> Iterator[Mouvement]:
    """The fund takes each échéance on its day."""
    yield _payer(tranches[rang], Nature.PRELEVEMENT, tranches[rang].exigible_le)


def par_virement(tranches: Sequence[Tranche], rang: int) -> Iterator[Mouvement]:
    """A transfer that arrives two days early."""
    yield _payer(tranches[rang], Nature.VIREMENT, tranches[rang].exigible_le - timedelta(days=2))


def en_retard(tranches: Sequence[Tranche], rang: int) -> Iterator[Mouvement]:
    """Each échéance is paid once the second one after it is late: two are always missing."""
    if rang + 2 < len(tranches):
        yield _payer(tranches[rang], Nature.CARTE, tranches[rang + 2].exigible_le + timedelta(days=1))


def en_avance(tranches: Sequence[Tranche], rang: int) -> Iterator[Mouvement]:
    """Each échéance is paid when the one before falls due, the first of a year with the appel."""
    yield _payer(tranches[rang], Nature.CARTE, _precedente(tranches, rang))


def en_deux_fois(tranches: Sequence[Tranche], rang: int) -> Iterator[Mouvement]:
    """Half by card as soon as the échéance before is behind, the rest on the day."""
    tranche = tranches[rang]
    moitie = tranche.initial // 2  # the régularisation may come between the two
    yield _payer(
        tranche._replace(montant=moitie), Nature.CARTE, _precedente(tranches, rang) + timedelta(days=1), "acompte"
    )
    yield _payer(tranche._replace(montant=tranche.montant - moitie), Nature.CARTE, tranche.exigible_le)


def premier_rejete(tranches: Sequence[Tranche], rang: int) -> Iterator[Mouvement]:
    """Direct debits; the first of each year comes back and is paid by card."""
    tranche = tranches[rang]
    yield from par_prelevement(tranches, rang)
    if tranche.rang == 1:
        jour = tranche.exigible_le + timedelta(days=4)
        libelle = f"Rejet du prélèvement du {ecrire_date(tranche.exigible_le)}"
        yield Mouvement(_cle(tranche, "rejet"), Nature.REJET, tranche.annee, -tranche.montant, jour, libelle)
        yield _payer(tranche, Nature.CARTE, jour + timedelta(days=6), "nouveau")


def arrondi_des_l_appel(tranches: Sequence[Tranche], rang: int) -> Iterator[Mouvement]:
    """Paid on the day of the appel, and rounded up to the next hundred euros: always a little too much."""
    tranche = tranches[rang]
    arrondie = tranche._replace(montant=(tranche.montant // 10_000 + 1) * 10_000)
    yield _payer(arrondie, Nature.VIREMENT, tranche.appelee_le)


def _precedente(tranches: Sequence[Tranche], rang: int) -> date:
    """The due date before, inside the year: what a person did never depends on where the list starts."""
    tranche = tranches[rang]
    return tranche.appelee_le if tranche.rang == 1 else tranches[rang - 1].exigible_le


def _payer(tranche: Tranche, nature: Nature, le: date, suite: str = "paiement") -> Mouvement:
    libelle = f"{nature.label} du {ecrire_date(le)}"
    return Mouvement(_cle(tranche, suite), nature, tranche.annee, tranche.montant, le, libelle)


def _cle(tranche: Tranche, suite: str) -> str:
    return f"{tranche.annee}-{tranche.rang:02d}-{suite}"
