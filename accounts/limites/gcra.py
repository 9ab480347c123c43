"""Buckets that refill by themselves (GCRA), one statement each, in the portal's own database.

A row holds one instant: when its bucket is full again. Taking a token pushes that instant by the time one
token takes to come back; the database refuses, in the same statement, to push it further than a whole
bucket from now. However many processes race, no more than the burst gets through.
"""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.limites.seaux import Seau
from accounts.models import NiveauSeau
from carpimko_portal.lib.refus import Limite, TropDeDemandes

_US = 1_000_000
_PRENDRE = """
INSERT INTO accounts_niveauseau AS n (cle, plein_us) VALUES (%(cle)s, %(maintenant)s + %(pas)s)
ON CONFLICT (cle) DO UPDATE
SET plein_us = CASE WHEN n.plein_us > %(maintenant)s THEN n.plein_us ELSE %(maintenant)s END + %(pas)s
WHERE CASE WHEN n.plein_us > %(maintenant)s THEN n.plein_us ELSE %(maintenant)s END + %(pas)s
    <= %(maintenant)s + %(limite)s
RETURNING plein_us
"""


@dataclass(frozen=True)
class Prise:
    """One token of `seau` for `valeur`. A `seau` with memory counts the distinct `element`s."""

    seau: Seau
    valeur: str
    element: str = ""


@dataclass(frozen=True)
class _Jeton:
    """One row to push: by `pas`, no further than `limite` from now (µs)."""

    cle: uuid.UUID
    pas: int
    limite: int


@dataclass(frozen=True)
class Charge:
    """What was taken."""

    jetons: tuple[_Jeton, ...]

    def rendre(self) -> None:
        """Gives it all back, for an attempt that deserves it. Call it once, within the same request."""
        with transaction.atomic(durable=True):
            for jeton in self.jetons:
                NiveauSeau.objects.filter(pk=jeton.cle).update(plein_us=F("plein_us") - jeton.pas)


def consommer(prises: Sequence[Prise]) -> Charge:
    """Takes every token, or none and raises `TropDeDemandes`.

    Commits before it returns, so that what fails afterwards stays paid: it raises `RuntimeError` inside a
    transaction, whose rollback would give everything back. Buckets must come in the same order everywhere
    (PostgreSQL locks their rows in that order).
    """
    maintenant = time.time_ns() // 1000
    try:
        with transaction.atomic(durable=True):
            return Charge(tuple(jeton for prise in prises for jeton in _prendre(prise, maintenant)))
    except _SeauVide:
        raise TropDeDemandes(*_attente(prises, maintenant)) from None


def vider(prises: Sequence[Prise]) -> None:
    """Forgets what these buckets hold: all their tokens are there again. Inside the caller's transaction."""
    NiveauSeau.objects.filter(pk__in=[_jeton(prise).cle for prise in prises]).delete()


class _SeauVide(Exception):
    """Rolls back what the other buckets gave."""


def _prendre(prise: Prise, maintenant: int) -> list[_Jeton]:
    jetons = []
    if temoin := _temoin(prise):
        if not _pousser(temoin, maintenant):
            return []
        jetons.append(temoin)
    jeton = _jeton(prise)
    if not _pousser(jeton, maintenant):
        raise _SeauVide
    return [*jetons, jeton]


def _pousser(jeton: _Jeton, maintenant: int) -> bool:
    valeurs: dict[str, str | int] = {
        "cle": jeton.cle.hex,
        "maintenant": maintenant,
        "pas": jeton.pas,
        "limite": jeton.limite,
    }
    with connection.cursor() as curseur:
        curseur.execute(_PRENDRE, valeurs)
        return curseur.fetchone() is not None


def _attente(prises: Sequence[Prise], maintenant: int) -> tuple[int, Limite]:
    """Seconds, rounded up, until all of `prises` can be had, and what the longest to wait for is about."""
    temoins = {prise: temoin for prise in prises if (temoin := _temoin(prise))}
    jetons = {prise: _jeton(prise) for prise in prises}
    cles = [jeton.cle for jeton in (*temoins.values(), *jetons.values())]
    niveaux = dict(NiveauSeau.objects.filter(pk__in=cles).values_list("pk", "plein_us"))
    attentes = [(1.0, prises[0].seau.limite)]
    for prise, jeton in jetons.items():
        if prise not in temoins or niveaux.get(temoins[prise].cle, 0) <= maintenant:
            depart = max(niveaux.get(jeton.cle, 0), maintenant)
            attentes.append(((depart + jeton.pas - maintenant - jeton.limite) / _US, prise.seau.limite))
    attente, limite = max(attentes, key=lambda une: une[0])
    return ceil(attente), limite


def _jeton(prise: Prise) -> _Jeton:
    seau = prise.seau
    return _Jeton(_cle(seau.nom, prise.valeur), seau.pas_us, seau.limite_us)


def _temoin(prise: Prise) -> _Jeton | None:
    """A bucket of one token, spent while the element is remembered."""
    if prise.seau.memoire is None:
        return None
    duree = int(prise.seau.memoire.total_seconds() * _US)
    return _Jeton(_cle(prise.seau.nom, prise.valeur, prise.element), duree, duree)


def _cle(*morceaux: str) -> uuid.UUID:
    """A keyed hash: the table must tell nothing to who reads it."""
    empreinte = salted_hmac("accounts.limites", "\x1f".join(morceaux), algorithm="sha256")
    return uuid.UUID(bytes=empreinte.digest()[:16])
