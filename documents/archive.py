"""Many documents in one ZIP, sent as it is made: memory holds one document at a time."""

import csv
import io
import logging
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import Dossier
from documents.enums import EtatDocument
from documents.models import Document
from documents.selectors import DocumentAltere, lire_document, nom_du_fichier

_journaux = logging.getLogger(__name__)
_INDEX = "index.csv"
_ENTETE = ("Fichier", "Titre", "Émis le", "Année", "Référence", "État", "SHA-256", "Remarque")
_PERDU = "Ce fichier ne peut plus être remis : demandez un nouveau document."


@dataclass(frozen=True)
class Archive:
    """`nom` of the ZIP, and the documents it will hold."""

    nom: str
    dossier: Dossier
    documents: Sequence[Document]

    def morceaux(self) -> Iterator[bytes]:
        """The bytes of the ZIP, document by document, the index last. A lost file is told in the index."""
        sortie, index = _Sortie(), io.StringIO()
        lignes = csv.writer(index, delimiter=";")
        lignes.writerow(_ENTETE)
        with zipfile.ZipFile(sortie, "w", zipfile.ZIP_STORED) as archive:  # PDFs are compressed already
            for document in self.documents:
                nom, remarque = nom_du_fichier(document, self.dossier), ""
                try:
                    archive.writestr(_entree(nom, document.emis_le), lire_document(document))
                except DocumentAltere as altere:
                    _journaux.error("%s", altere)
                    remarque = _PERDU
                lignes.writerow(_ligne(document, nom, remarque))
                yield sortie.vider()
            archive.writestr(_entree(_INDEX, timezone.now()), index.getvalue().encode("utf-8-sig"))
        yield sortie.vider()


def archive(dossier: Dossier, *, annee: int | None, choisis: Sequence[UUID]) -> Archive | None:
    """Of the chosen documents, else of a year, else of all; `None` when there are none. One query."""
    documents = Document.objects.du_dossier(dossier).avec_etat(timezone.localdate()).recents_dabord()
    if choisis:
        documents = documents.filter(public_id__in=choisis)
    elif annee:
        documents = documents.filter(annee=annee)
    lus = list(documents)
    sujet = "selection" if choisis else str(annee or "tous")
    nom = f"{timezone.localdate().isoformat()}_documents-{sujet}_{dossier.numero}.zip"
    return Archive(nom, dossier, lus) if lus else None


class _Sortie(io.RawIOBase):
    """Where the ZIP is written: it cannot be rewound, so that nothing needs to be kept."""

    def __init__(self) -> None:
        self._tampon = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, octets: object) -> int:
        recus = bytes(octets)  # type: ignore[call-overload] # any buffer
        self._tampon += recus
        return len(recus)

    def vider(self) -> bytes:
        octets = bytes(self._tampon)
        self._tampon.clear()
        return octets


def _entree(nom: str, moment: datetime) -> zipfile.ZipInfo:
    local = timezone.localtime(moment)
    entree = zipfile.ZipInfo(nom, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    entree.external_attr = 0o600 << 16
    return entree


def _ligne(document: Document, nom: str, remarque: str) -> list[str]:
    etat = EtatDocument(document.etat).label  # type: ignore[attr-defined] # annotated
    jour = timezone.localdate(document.emis_le).isoformat()
    presents = ["" if remarque else nom, document.titre, jour, str(document.annee), document.reference, str(etat)]
    return [*presents, document.sha256, remarque]
