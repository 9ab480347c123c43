"""Reads shaped for a page."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max
from django.utils import timezone

from accounts.models import Dossier
from documents.enums import EtatDocument, Motif
from documents.filtres import Facettes, Recherche, filtrer
from documents.models import Document, coffre_des_documents

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
    """A document as its own page shows it. `taille` in bytes, `chemin` inside the private storage.

    `verifications`: how often a third party checked it, the last time on `verifie_le`. `motif`: why it was revoked;
    `precision`: what an agent says of it.
    """

    public_id: UUID
    titre: str
    reference: str
    emis_le: datetime
    taille: int
    sha256: str
    nom_fichier: str
    chemin: str
    etat: EtatDocument
    valable_jusqu_au: date | None
    verifications: int
    verifie_le: datetime | None
    motif: str
    precision: str
    a_un_code: bool


def derniers_documents(dossier: Dossier, nombre: int) -> list[LigneDocument]:
    """The latest documents. One query."""
    valeurs = (
        Document.objects.du_dossier(dossier).recents_dabord().values_list("public_id", "titre", "emis_le", "taille")
    )
    return [LigneDocument(*ligne) for ligne in valeurs[:nombre]]


def facettes(dossier: Dossier) -> Facettes:
    """The types and years that the dossier has documents of. One query."""
    lignes = Document.objects.du_dossier(dossier).order_by("type", "-annee").values_list("type", "titre", "annee")
    return Facettes.de(lignes.distinct())


def documents_du_dossier(dossier: Dossier, *, page: str | None, recherche: Recherche) -> Page[Document]:
    """A page of documents, newest first, each with its `etat`. Two queries."""
    trouves = filtrer(Document.objects.du_dossier(dossier), recherche).avec_etat(timezone.localdate())
    return Paginator(trouves.recents_dabord(), PAR_PAGE).get_page(page)


def document_du_dossier(dossier: Dossier, public_id: UUID) -> Document | None:
    """For services. One query."""
    return Document.objects.du_dossier(dossier).select_related("dossier").filter(public_id=public_id).first()


def fiche_du_document(dossier: Dossier, public_id: UUID) -> FicheDocument | None:
    """The document if it is this dossier's: another's and an unknown one are the same `None`. One query."""
    documents = Document.objects.du_dossier(dossier).avec_etat(timezone.localdate()).select_related("revocation")
    comptes = documents.annotate(nombre=Count("verifications"), derniere=Max("verifications__verifie_le"))
    document = comptes.filter(public_id=public_id).first()
    return _fiche(document, dossier) if document else None


def lire_fichier(fiche: FicheDocument) -> bytes:
    """The PDF, checked against the digest recorded when it was issued. Raises `DocumentAltere`."""
    return _lire(fiche.public_id, fiche.chemin, fiche.sha256)


def lire_document(document: Document) -> bytes:
    """The same from its row."""
    return _lire(document.public_id, document.fichier.name or "", document.sha256)


def est_intact(document: Document) -> bool:
    """Whether the stored file is still the one that was issued."""
    try:
        lire_document(document)
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


def nom_du_fichier(document: Document, dossier: Dossier) -> str:
    """`2026-12-05_attestation-affiliation_1234567_v1.pdf`: the same each time it is downloaded.

    The type says its year when it is not that of the issue: `2026-12-05_attestation-fiscale-2025_1234567_v1.pdf`.
    """
    jour = timezone.localdate(document.emis_le)
    sujet = document.type if document.annee == jour.year else f"{document.type}-{document.annee}"
    return f"{jour.isoformat()}_{sujet}_{dossier.numero}_v{document.version}.pdf"


def _fiche(document: Document, dossier: Dossier) -> FicheDocument:
    revocation = getattr(document, "revocation", None)
    return FicheDocument(
        public_id=document.public_id,
        titre=document.titre,
        reference=document.reference,
        emis_le=document.emis_le,
        taille=document.taille,
        sha256=document.sha256,
        nom_fichier=nom_du_fichier(document, dossier),
        chemin=document.fichier.name or "",
        etat=EtatDocument(document.etat),  # type: ignore[attr-defined] # annotated
        valable_jusqu_au=document.valable_jusqu_au,
        verifications=document.nombre,  # type: ignore[attr-defined] # same cause
        verifie_le=document.derniere,  # type: ignore[attr-defined] # same cause
        motif=str(Motif(revocation.motif).label) if revocation else "",
        precision=revocation.precision if revocation else "",
        a_un_code=document.empreinte_code is not None,
    )
