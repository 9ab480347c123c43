"""A relevé in CSV and in XLSX: the same columns, the same lines, nothing that a spreadsheet runs."""

import csv
from collections.abc import Iterator
from datetime import date
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import en_euros
from carpimko_portal.lib.tableurs import cellule
from cotisations.emporter.releve import Periode, Rang, Releve

COLONNES = ("Date", "Libellé", "Nature", "Année de cotisation", "Référence", "Débit", "Crédit", "Solde")
FORMES_DE_DATE = {"fr": "%d/%m/%Y", "iso": "%Y-%m-%d"}
_LARGEURS = (12, 44, 24, 12, 38, 14, 14, 14)  # of the columns, in characters
_PAQUET = 500  # lines sent together
_SIGNES = (
    "Débit : ce que la caisse demande, ou vous a rendu. Crédit : ce que vous avez versé, ou ce qui est annulé.",
    "Solde : crédits moins débits, depuis le solde d’ouverture. Négatif, il reste à payer ; positif, vous avez payé "
    "d’avance.",
    "Référence : elle ne change jamais et désigne une seule écriture.",
)


class _Bloc:
    """What `csv` writes to: keeps the lines until they are sent."""

    def __init__(self) -> None:
        self._lignes: list[str] = []

    def write(self, ligne: str) -> int:
        self._lignes.append(ligne)
        return len(ligne)

    def vider(self) -> bytes:
        octets = "".join(self._lignes).encode()
        self._lignes.clear()
        return octets


def csv_du_releve(releve: Releve, *, forme_de_date: str) -> Iterator[bytes]:
    """UTF-8 with its mark, `;`, decimal commas, CRLF: as French spreadsheets open it. A few hundred lines at a time."""
    bloc, rangs = _Bloc(), releve.rangs()
    ecrivain = csv.writer(bloc, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(COLONNES)
    yield b"\xef\xbb\xbf"
    while paquet := list(islice(rangs, _PAQUET)):
        ecrivain.writerows(_textes(rang, forme_de_date) for rang in paquet)
        yield bloc.vider()


def xlsx_du_releve(releve: Releve, *, titulaire: str) -> IO[bytes]:
    """A workbook in a temporary file, read from its beginning: the lines, then what they are. Memory stays flat."""
    fichier = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(fichier, options) as classeur:
        classeur.set_properties({"title": "Relevé du compte de cotisations"})
        _ecrire_les_lignes(classeur, releve)
        _ecrire_la_notice(classeur, releve, titulaire)
    fichier.seek(0)
    return fichier


def _textes(rang: Rang, forme_de_date: str) -> list[str]:
    return [
        rang.le.strftime(forme_de_date) if rang.le else "",
        cellule(rang.libelle),
        rang.nature,
        "" if rang.annee is None else str(rang.annee),
        rang.reference,
        *(_euros(centimes) for centimes in (rang.debit, rang.credit, rang.solde)),
    ]


def _euros(centimes: int | None) -> str:
    return "" if centimes is None else str(en_euros(centimes)).replace(".", ",")


def _ecrire_les_lignes(classeur: Any, releve: Releve) -> None:
    titre = classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
    montant = classeur.add_format({"num_format": "#,##0.00"})
    feuille = classeur.add_worksheet("Relevé")
    feuille.freeze_panes(1, 0)
    for colonne, (mot, largeur) in enumerate(zip(COLONNES, _LARGEURS, strict=True)):
        feuille.set_column(colonne, colonne, largeur)
        feuille.write_string(0, colonne, mot, titre)
    ligne = 0
    for ligne, rang in enumerate(releve.rangs(), 1):
        if rang.le:
            feuille.write_datetime(ligne, 0, rang.le, jour)
        feuille.write_string(ligne, 1, cellule(rang.libelle))
        feuille.write_string(ligne, 2, rang.nature)
        if rang.annee is not None:
            feuille.write_number(ligne, 3, rang.annee)
        feuille.write_string(ligne, 4, rang.reference)
        for colonne, centimes in enumerate((rang.debit, rang.credit, rang.solde), 5):
            if centimes is not None:  # the file format knows floats only: the nearest one shows the exact cents
                feuille.write_number(ligne, colonne, float(en_euros(centimes)), montant)
    feuille.autofilter(0, 0, ligne, len(COLONNES) - 1)
    feuille.repeat_rows(0)
    feuille.set_landscape()
    feuille.fit_to_pages(1, 0)


def _ecrire_la_notice(classeur: Any, releve: Releve, titulaire: str) -> None:
    feuille = classeur.add_worksheet("À lire")
    feuille.set_column(0, 0, 110)
    phrases = (titulaire, dire_periode(releve.periode), f"Édité le {ecrire_date(releve.le)}.", *_SIGNES)
    for ligne, phrase in enumerate(phrases):
        feuille.write_string(ligne, 0, cellule(phrase))


def dire_periode(periode: Periode) -> str:
    """`Écritures du 1er janvier 2026 au 31 décembre 2026, cotisations de 2026.`"""
    bornes = [f"{mot} {ecrire_date(jour)}" for mot, jour in _bornes(periode)]
    annee = [f"cotisations de {periode.annee}"] if periode.annee is not None else []
    return f"{', '.join([' '.join(['Écritures', *bornes]), *annee])}." if bornes or annee else "Toutes les écritures."


def _bornes(periode: Periode) -> list[tuple[str, date]]:
    bornes = (("du" if periode.au else "depuis le", periode.du), ("au" if periode.du else "jusqu’au", periode.au))
    return [(mot, jour) for mot, jour in bornes if jour]
