"""How any file is imported: read, judge, write by lots, count."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from accounts.journal import journaliser
from carpimko_portal.lib.cles_vues import ClesVues, cles_vues
from carpimko_portal.lib.colonnes import Colonne, lire_colonnes
from carpimko_portal.lib.fichiers_csv import LecteurCsv, Ligne, Refus, ouvrir_csv
from carpimko_portal.lib.memoire import sans_recherche_de_cycles
from carpimko_portal.lib.versement import Cible, lot_en_attente

TAILLE_LOT = 10_000  # lines: half a second of write lock on SQLite, some 20 MB of memory

Tri = tuple[list[Ligne], list[Refus]]  # the lines kept, what is held against the others


@dataclass(frozen=True)
class Genre:
    """One kind of file.

    `cle` spells the natural key of a line; `incoherences` gives (column, reason) pairs for a line
    whose cells are good one by one; `rattacher` turns the values of the columns into those of
    `cible.colonnes`, and refuses the lines that cannot be. Rows that exist are updated, unless
    `refus_si_differente` says why they are not.
    """

    acte: str
    colonnes: Callable[[], tuple[Colonne, ...]]  # some depend on the day
    cible: Cible
    nom_cle: str
    cle: Callable[[Sequence[Any]], str]
    incoherences: Callable[[Sequence[Any]], Iterable[tuple[str, str]]]
    rattacher: Callable[[list[Ligne]], Tri]
    refus_si_differente: str = ""


@dataclass(frozen=True)
class Bilan:
    """What became of the lines."""

    creees: int = 0
    modifiees: int = 0
    inchangees: int = 0
    refusees: int = 0

    def __add__(self, autre: "Bilan") -> "Bilan":
        return Bilan(
            self.creees + autre.creees,
            self.modifiees + autre.modifiees,
            self.inchangees + autre.inchangees,
            self.refusees + autre.refusees,
        )

    @property
    def lues(self) -> int:
        return self.creees + self.modifiees + self.inchangees + self.refusees


def importer(
    *,
    genre: Genre,
    chemin: Path,
    essai: bool = False,
    refuser: Callable[[Refus], None],
    avancer: Callable[[int], None] = lambda octets: None,
) -> Bilan:
    """Imports a file and counts. `essai` judges everything and writes nothing.

    Each lot is one transaction with its entry in the journal: stopped halfway, the import is
    resumed by running it again. `refuser` takes each reason, `avancer` the bytes read so far.
    Raises `FichierIllisible` before anything is written.
    """
    bilan, colonnes = Bilan(), genre.colonnes()
    noms = [colonne.nom for colonne in colonnes]
    with ouvrir_csv(chemin, noms) as lecteur, cles_vues() as vues, sans_recherche_de_cycles():
        for juge in _juger(genre, colonnes, lecteur):
            lot = _Lot(genre, _nom(chemin), juge.refus, essai=essai)
            bilan += lot.traiter(juge.lignes, vues)
            for un in sorted(lot.refus):
                refuser(un)
            avancer(juge.octets_lus)
    return bilan


class _Juge(NamedTuple):
    """Some thousands of lines judged on their own, before the database is asked anything."""

    lignes: list[Ligne]
    refus: list[Refus]
    octets_lus: int


def _juger(genre: Genre, colonnes: tuple[Colonne, ...], lecteur: LecteurCsv) -> Iterator[_Juge]:
    source = iter(lecteur)
    while lues := list(islice(source, TAILLE_LOT)):
        refus = [une for une in lues if isinstance(une, Refus)]
        lignes, illisibles = lire_colonnes(colonnes, [une for une in lues if isinstance(une, Ligne)])
        incoherents = [Refus(ligne.numero, *une) for ligne in lignes for une in genre.incoherences(ligne.cellules)]
        lignes = _sans(lignes, {un.ligne for un in incoherents})
        yield _Juge(lignes, refus + illisibles + incoherents, lecteur.octets_lus)


class _Lot:
    """Some thousands of lines, from values to rows."""

    def __init__(self, genre: Genre, fichier: str, refus: list[Refus], *, essai: bool) -> None:
        self._genre = genre
        self._fichier = fichier
        self._essai = essai
        self.refus = refus

    def traiter(self, lignes: list[Ligne], vues: ClesVues) -> Bilan:
        lignes = self._retenir(self._genre.rattacher(lignes))
        lignes = self._retenir(self._sans_doublons(lignes, vues))
        bilan = self._verser(lignes)
        return bilan + Bilan(refusees=len({un.ligne for un in self.refus}))

    def _retenir(self, tri: Tri) -> list[Ligne]:
        self.refus += tri[1]
        return tri[0]

    def _sans_doublons(self, lignes: list[Ligne], vues: ClesVues) -> Tri:
        doublons = vues.doublons([(self._genre.cle(ligne.cellules), ligne.numero) for ligne in lignes])
        refus = [
            Refus(ligne, self._genre.nom_cle, f"même clé qu’à la ligne {premiere} du fichier")
            for ligne, premiere in doublons.items()
        ]
        return _sans(lignes, doublons), refus

    def _verser(self, lignes: list[Ligne]) -> Bilan:
        """Writes the lines. When the database itself refuses some, halves the lot until they stand alone."""
        if not lignes:
            return Bilan()
        try:
            with transaction.atomic():
                bilan, refus = self._ecrire(lignes)
        except (IntegrityError, DataError) as erreur:
            if len(lignes) == 1:
                self.refus.append(Refus(lignes[0].numero, "", f"refusée par la base : {str(erreur).splitlines()[0]}"))
                return Bilan()
            milieu = len(lignes) // 2
            return self._verser(lignes[:milieu]) + self._verser(lignes[milieu:])
        self.refus += refus
        return bilan

    def _ecrire(self, lignes: list[Ligne]) -> tuple[Bilan, list[Refus]]:
        with lot_en_attente(self._genre.cible, lignes) as lot:
            divergentes, creees = lot.comparer()
            refusees = divergentes if self._genre.refus_si_differente else set()
            modifiees = len(divergentes) - len(refusees)
            if not self._essai:
                creees = lot.ajouter(timezone.now(), toutes=creees == len(lignes)) if creees else 0
                modifiees = lot.modifier(timezone.now()) if modifiees else 0
        bilan = Bilan(creees, modifiees, inchangees=len(lignes) - creees - len(divergentes))
        if not self._essai and (creees or modifiees):
            self._journaliser(lignes, bilan)
        return bilan, [Refus(ligne, self._genre.nom_cle, self._genre.refus_si_differente) for ligne in refusees]

    def _journaliser(self, lignes: list[Ligne], bilan: Bilan) -> None:
        journaliser(
            acte=self._genre.acte,
            par=None,
            fichier=self._fichier,
            premiere_ligne=lignes[0].numero,
            derniere_ligne=lignes[-1].numero,
            creees=bilan.creees,
            modifiees=bilan.modifiees,
        )


def _sans(lignes: list[Ligne], ecartees: Collection[int]) -> list[Ligne]:
    return [ligne for ligne in lignes if ligne.numero not in ecartees] if ecartees else lignes


def _nom(chemin: Path) -> str:
    """The name of the file, without the bytes that are no text: the journal is JSON."""
    return chemin.name.encode(errors="replace").decode()
