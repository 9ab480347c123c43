"""Reads shaped for a page."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils import timezone

from accounts.models import Dossier
from documents.models import Document, coffre_des_documents
from documents.registry import version_du_gabarit

PAR_PAGE = 20


class DocumentAltere(Exception):
    """The stored file is no longer the one that was issued: it is not handed out."""


@dataclass(frozen=True)
class LigneDocument:
    """A document as a list shows it. `taille` in bytes."""

    public_id: UUID
    titre: str
    emis_le: datetime
    taille: int


@dataclass(frozen=True)
class FicheDocument:
    """A document as its own page shows it. `taille` in bytes, `chemin` inside the private storage."""

    public_id: UUID
    titre: str
    reference: str
    emis_le: datetime
    taille: int
    sha256: str
    nom_fichier: str
    chemin: str


def derniers_documents(dossier: Dossier, nombre: int) -> list[LigneDocument]:
    """The latest documents. One query."""
    valeurs = (
        Document.objects.du_dossier(dossier).recents_dabord().values_list("public_id", "titre", "emis_le", "taille")
    )
    return [LigneDocument(*ligne) for ligne in valeurs[:nombre]]


def documents_du_dossier(dossier: Dossier, *, page: str | None) -> Page[Document]:
    """A page of documents, newest first. Two queries."""
    return Paginator(Document.objects.du_dossier(dossier).recents_dabord(), PAR_PAGE).get_page(page)


def fiche_du_document(dossier: Dossier, public_id: UUID) -> FicheDocument | None:
    """The document if it is this dossier's: another's and an unknown one are the same `None`. One query."""
    document = Document.objects.du_dossier(dossier).filter(public_id=public_id).first()
    return _fiche(document, dossier) if document else None


def lire_fichier(fiche: FicheDocument) -> bytes:
    """The PDF, checked against the digest recorded when it was issued. Raises `DocumentAltere`."""
    return _lire(fiche.public_id, fiche.chemin, fiche.sha256)


def est_intact(document: Document) -> bool:
    """Whether the stored file is still the one that was issued."""
    try:
        _lire(document.public_id, document.fichier.name or "", document.sha256)
    except DocumentAltere:
        return False
    return True


def _lire(public_id: UUID, chemin: str, sha256: str) -> bytes:
    try:
        with coffre_des_documents().open(chemin) as fichier:
            octets: bytes = fichier.read()
    except FileNotFoundError as cause:
        raise DocumentAltere(f"document {public_id} : fichier absent") from cause
    if hashlib.sha256(octets).hexdigest() != sha256:
        raise DocumentAltere(f"document {public_id} : fichier modifié")
    return octets


def _fiche(document: Document, dossier: Dossier) -> FicheDocument:
    return FicheDocument(
        public_id=document.public_id,
        titre=document.titre,
        reference=document.reference,
        emis_le=document.emis_le,
        taille=document.taille,
        sha256=document.sha256,
        nom_fichier=_nom_fichier(document, dossier),
        chemin=document.fichier.name or "",
    )


def _nom_fichier(document: Document, dossier: Dossier) -> str:
    """`2026-12-05_attestation-affiliation_1234567_v1.pdf`: the same each time it is downloaded."""
    jour = timezone.localdate(document.emis_le).isoformat()
    return f"{jour}_{document.type}_{dossier.numero}_{version_du_gabarit(document.gabarit)}.pdf"
