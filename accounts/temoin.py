"""The head of the journal, told outside: without it, removing the last entries would leave a perfect chain."""

import hashlib
import hmac
import logging
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.enums import Acte
from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, enregistrer
from accounts.journal import journaliser
from accounts.models import Compte, EntreeJournal, Envoi

TEMOIN = "temoin-journal"
_MARQUE = "TETE-JOURNAL"
_LIGNE = re.compile(rf"{_MARQUE} (\S+) (\d+) ([0-9a-f-]{{36}}) ([0-9a-f]{{64}}) ([0-9a-f]{{64}})")
_journal = logging.getLogger(__name__)


class TemoinIllisible(Exception):
    """The witness names no head: it proves nothing."""


@dataclass(frozen=True)
class Tete:
    """The last entry at a moment (ISO 8601, UTC), and how many there were, itself included."""

    moment: str
    nombre: int
    entree: str
    empreinte: str

    def sceau(self) -> str:
        """HMAC-SHA-256, in hexadecimal, under the key of the journal."""
        texte = f"{_MARQUE} {self.moment} {self.nombre} {self.entree} {self.empreinte}"
        return hmac.new(settings.CLE_JOURNAL.encode(), texte.encode(), hashlib.sha256).hexdigest()


def exporter_tete(*, par: Compte | None, fichier: Path | None = None) -> str:
    """Tells the head to the logs, to `fichier` and to `JOURNAL_TEMOIN_COURRIEL`; returns the line.

    The head is the entry of this very export. Raises `OSError` when `fichier` cannot be written to: by then,
    the logs have the line.
    """
    ligne = _exporter(par)
    _journal.info("%s", ligne)
    if fichier:
        _ajouter(fichier, ligne)
    return ligne


def enregistrer_le_temoin() -> None:
    """Makes the mail known. Called once, at start."""
    enregistrer(Genre(TEMOIN, _rediger, frozenset({"moment", "nombre", "entree", "empreinte", "sceau"})))


def anomalies_du_temoin(lignes: Iterable[str]) -> Iterator[str]:
    """Says in French each head that the chain no longer holds. `lignes`: witness file, logs or mails, as they are.

    Raises `TemoinIllisible` when there is no head among them.
    """
    attendues: dict[str, Tete] = {}
    for numero, ligne in enumerate(lignes, start=1):
        if _MARQUE in ligne:
            tete = _lire(ligne)
            if tete is None:
                yield f"témoin, ligne {numero}\u00a0: sceau faux ou ligne tronquée"
            else:
                attendues[tete.empreinte] = tete
    if not attendues:
        raise TemoinIllisible("aucune tête du journal dans le témoin")
    yield from _absentes(attendues)


@transaction.atomic
def _exporter(par: Compte | None) -> str:
    entree = journaliser(acte=Acte.TETE_EXPORTEE, par=par)
    nombre = EntreeJournal.objects.filter(pk__lte=entree.pk).count()
    tete = Tete(entree.moment.isoformat(timespec="seconds"), nombre, str(entree.public_id), entree.empreinte)
    if settings.JOURNAL_TEMOIN_COURRIEL:
        valeurs: dict[str, Any] = {**asdict(tete), "sceau": tete.sceau()}
        poster(genre=TEMOIN, dossier=None, cle=f"{TEMOIN}:{tete.entree}", **valeurs)
    return _ecrire(tete, tete.sceau())


def _rediger(envoi: Envoi) -> Contenu:
    lues = envoi.references
    tete = Tete(lues["moment"], int(lues["nombre"]), lues["entree"], lues["empreinte"])
    return Contenu(settings.JOURNAL_TEMOIN_COURRIEL, {"ligne": _ecrire(tete, lues["sceau"])})


def _ecrire(tete: Tete, sceau: str) -> str:
    return f"{_MARQUE} {tete.moment} {tete.nombre} {tete.entree} {tete.empreinte} {sceau}"


def _lire(ligne: str) -> Tete | None:
    """`None` when the line was not written with our key."""
    trouvee = _LIGNE.search(ligne)
    if trouvee is None:
        return None
    moment, nombre, entree, empreinte, sceau = trouvee.groups()
    tete = Tete(moment, int(nombre), entree, empreinte)
    return tete if hmac.compare_digest(tete.sceau(), sceau) else None


def _absentes(attendues: dict[str, Tete]) -> Iterator[str]:
    """One reading of the chain for all heads."""
    trouvees: dict[str, int] = {}
    chaine = EntreeJournal.objects.order_by("pk").values_list("empreinte", flat=True)
    for rang, empreinte in enumerate(chaine.iterator(chunk_size=10_000), start=1):
        if empreinte in attendues:
            trouvees[empreinte] = rang
    for empreinte, tete in attendues.items():
        rang_trouve = trouvees.get(empreinte)
        if rang_trouve is None:
            yield f"tête du {tete.moment}\u00a0: l’entrée {tete.entree} a disparu, avec ce qui la suivait"
        elif rang_trouve != tete.nombre:
            yield f"tête du {tete.moment}\u00a0: {rang_trouve} entrées jusqu’à elle au lieu de {tete.nombre}"


def _ajouter(fichier: Path, ligne: str) -> None:
    descripteur = os.open(fichier, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descripteur, "w", encoding="utf-8") as temoin:
        temoin.write(f"{ligne}\n")
        temoin.flush()
        os.fsync(temoin.fileno())
