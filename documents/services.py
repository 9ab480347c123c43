"""Issuing documents: rendered first, stored, then recorded with the journal in one transaction."""

import hashlib
import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.pdf import RenduPdf, render_pdf
from documents.enums import Acte
from documents.models import Document, coffre_des_documents, reference_de
from documents.registry import TypeDocument
from documents.selectors import est_intact

_journaux = logging.getLogger(__name__)


class DocumentRefuse(Exception):
    """This dossier cannot have this document; the message says why, in French."""


def emettre_document(*, dossier: Dossier, type_document: TypeDocument, par: Compte | None) -> Document:
    """Issues a document dated today, or returns it if the same words were issued already.

    Raises `DocumentRefuse`, `PdfIndisponible`. Whoever loses a race leaves neither row nor file.
    """
    if motif := type_document.empechement(dossier):
        raise DocumentRefuse(motif)
    maintenant = timezone.now()
    contexte = asdict(type_document.constructeur(dossier, timezone.localdate(maintenant)))
    cle, existant = _chercher(dossier, type_document.gabarit, contexte)
    if existant:
        return existant
    public_id = uuid.uuid4()
    rendu = rendre(type_document, contexte, reference=reference_de(public_id), le=timezone.localdate(maintenant))
    document = Document(
        public_id=public_id,
        dossier=dossier,
        type=type_document.code,
        titre=type_document.titre,
        gabarit=type_document.gabarit,
        cle=cle,
        taille=len(rendu.octets),
        sha256=rendu.sha256,
        emis_le=maintenant,
        emis_par=par,
    )
    return _conserver(document, rendu, par)


def rendre(type_document: TypeDocument, contexte: dict[str, Any], *, reference: str, le: date) -> RenduPdf:
    """The PDF of a context that is already built: the same for a preview and for the real thing."""
    return render_pdf(
        type_document.gabarit,
        {"document": contexte, "reference": reference, "intitule": type_document.titre},
        titre=f"{type_document.titre} du {ecrire_date(le)}",
        date_document=le,
    )


def cle_du_contenu(gabarit: str, contexte: dict[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the template and of all that it is given."""
    texte = json.dumps([gabarit, contexte], sort_keys=True, separators=(",", ":"), default=_date_seule)
    return hashlib.sha256(texte.encode()).hexdigest()


def _date_seule(valeur: object) -> str:
    if isinstance(valeur, date) and not isinstance(valeur, datetime):
        return valeur.isoformat()
    raise TypeError(f"un contexte de document ne porte pas de {type(valeur).__name__}")


def _deja_emis(dossier: Dossier, cle: str) -> Document | None:
    return Document.objects.du_dossier(dossier).filter(cle=cle).first()


def _chercher(dossier: Dossier, gabarit: str, contexte: dict[str, Any]) -> tuple[str, Document | None]:
    """The key of these words, and the document issued under it. One whose file is lost is replaced, not given again."""
    cle = cle_du_contenu(gabarit, contexte)
    while (existant := _deja_emis(dossier, cle)) and not est_intact(existant):
        cle = cle_du_contenu(gabarit, {**contexte, "remplace": str(existant.public_id)})
    return cle, existant


def _conserver(document: Document, rendu: RenduPdf, par: Compte | None) -> Document:
    """The file first: a row never names a file that does not exist."""
    try:
        with _fichier_provisoire(document, rendu), transaction.atomic():
            document.save(force_insert=True)
            journaliser(
                acte=Acte.DOCUMENT_EMIS,
                par=par,
                dossier=document.dossier,
                document=str(document.public_id),
                type=document.type,
                sha256=document.sha256,
            )
    except IntegrityError:
        gagnant = _deja_emis(document.dossier, document.cle)
        if gagnant is None:
            raise
        return gagnant
    return document


@contextmanager
def _fichier_provisoire(document: Document, rendu: RenduPdf) -> Iterator[None]:
    """Stores the file, and removes it when what follows fails."""
    nom = f"{document.public_id.hex[:2]}/{document.public_id}.pdf"
    document.fichier = nom = coffre_des_documents().save(nom, ContentFile(rendu.octets))
    try:
        yield
    except BaseException:
        _supprimer(nom)
        raise


def _supprimer(nom: str) -> None:
    """A failure here must not hide the one that led here: it is logged."""
    try:
        coffre_des_documents().delete(nom)
    except OSError:
        _journaux.exception("fichier abandonné non supprimé : %s", nom)
