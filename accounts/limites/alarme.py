"""The alarm on refused connexions, all dossiers together: guessing spread so thin that no bucket fills."""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db import connection

from accounts.limites.seaux import ALARME_FACTEUR, ALARME_JOURS, ALARME_PLANCHER
from accounts.models import EssaisDeLHeure

_journal = logging.getLogger(__name__)
GARDE = timedelta(days=90)
_NOTER = """
INSERT INTO accounts_essaisdelheure AS h (heure, echecs, refus, alerte) VALUES (%s, %s, %s, %s)
ON CONFLICT (heure) DO UPDATE SET echecs = h.echecs + excluded.echecs, refus = h.refus + excluded.refus
RETURNING echecs, refus, alerte
"""


@dataclass(frozen=True)
class EtatDAlarme:
    """The hour under way: passwords found wrong, attempts refused by a limit, and what is too many."""

    echecs: int
    refus: int
    seuil: int
    alerte: bool


def noter_echec() -> None:
    """A password was hashed for nothing."""
    _noter(1, 0)


def noter_refus() -> None:
    """A limit refused an attempt."""
    _noter(0, 1)


def etat_d_alarme() -> EtatDAlarme:
    """What is known of the hour under way."""
    heure = _heure()
    essais = EssaisDeLHeure.objects.filter(pk=heure).first() or EssaisDeLHeure(heure=heure)
    return EtatDAlarme(essais.echecs, essais.refus, _seuil(heure), essais.alerte)


def sous_attaque() -> bool:
    """Whether the alarm was given in this hour or the one before. One query."""
    return EssaisDeLHeure.objects.filter(pk__in=[_heure(), _heure() - 1], alerte=True).exists()


def _noter(echecs: int, refus: int) -> None:
    heure = _heure()
    with connection.cursor() as curseur:
        curseur.execute(_NOTER, [heure, echecs, refus, False])
        tous_echecs, tous_refus, alerte = curseur.fetchone()
    total = tous_echecs + tous_refus
    if total >= ALARME_PLANCHER and not alerte and total >= (seuil := _seuil(heure)):
        _alerter(heure, total, seuil)


def _alerter(heure: int, total: int, seuil: int) -> None:
    """Once an hour: whoever turns the mark over is the one who speaks."""
    if EssaisDeLHeure.objects.filter(pk=heure, alerte=False).update(alerte=True):
        _journal.error("connexions refusées : %d dans l’heure, seuil %d", total, seuil)


def _seuil(heure: int) -> int:
    """Several times what the same hour of the last days usually sees; hours without a row saw nothing."""
    memes = [heure - 24 * jour for jour in range(1, ALARME_JOURS + 1)]
    vus = [essais.echecs + essais.refus for essais in EssaisDeLHeure.objects.filter(pk__in=memes)]
    habituel = median(vus + [0] * (ALARME_JOURS - len(vus)))
    return max(ALARME_PLANCHER, round(ALARME_FACTEUR * habituel))


def _heure() -> int:
    return int(time.time()) // 3600
