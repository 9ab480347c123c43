"""Issuing documents: rendered first, stored, then recorded with the journal in one transaction."""

import hashlib
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.pdf import RenduPdf, render_pdf
from documents import codes
from documents.annexes import annexes
from documents.enums import Acte, Motif
from documents.models import Document, DocumentQuerySet, Revocation, coffre_des_documents, reference_de
from documents.registry import Demande, Empechement, TypeDocument
from documents.selectors import est_intact

_journaux = logging.getLogger(__name__)


_ESSAIS = 5  # of a version number, when others issue the same type meanwhile
_A_CHANGE = Empechement("Ce que dit ce document vient de changer : demandez-le de nouveau.")


class DocumentRefuse(Exception):
    """This dossier cannot have this document; the message says why, in French."""

    def __init__(self, empechement: Empechement) -> None:
        super().__init__(empechement.motif)
        self.empechement = empechement


def emettre_document(
    *, dossier: Dossier, type_document: TypeDocument, par: Compte | None, annee: int | None = None, sujet: str = ""
) -> Document:
    """Issues a document dated today, or returns it if the same words were issued already.

    `annee`: for a type that has one each year; `sujet`: for one that has one for each thing of a kind. Raises
    `DocumentRefuse`, `PdfIndisponible`. Whoever loses a race leaves neither row nor file.
    """
    maintenant = timezone.now()
    demande = Demande(dossier, timezone.localdate(maintenant), annee, sujet)
    if type_document.annees is None and annee is not None:
        demande = Demande(dossier, demande.le, sujet=sujet)
    contexte = _composer(type_document, demande)
    cle, existant = _chercher(demande, type_document.gabarit, contexte)
    if existant:
        return existant
    public_id, code = uuid.uuid4(), codes.tirer()
    rendu = rendre(type_document, contexte, reference=reference_de(public_id), code=code, demande=demande)
    document = Document(
        public_id=public_id,
        dossier=dossier,
        type=type_document.code,
        titre=intitule(type_document, demande),
        annee=demande.annee or demande.le.year,
        sujet=demande.sujet,
        empreinte_code=codes.empreinte(code),
        valable_jusqu_au=type_document.validite(demande),
        gabarit=type_document.gabarit,
        cle=cle,
        taille=len(rendu.octets),
        sha256=rendu.sha256,
        emis_le=maintenant,
        emis_par=par,
    )
    return _conserver(document, rendu, par, est_vrai=lambda: _composer(type_document, demande) == contexte)


def _composer(type_document: TypeDocument, demande: Demande) -> dict[str, Any]:
    """All that the document says. Raises `DocumentRefuse`."""
    if empechement := type_document.refus(demande):
        raise DocumentRefuse(empechement)
    if type_document.annees is not None and demande.annee is None:
        raise DocumentRefuse(Empechement("Choisissez l’année du document."))
    return asdict(type_document.constructeur(demande))


@transaction.atomic
def revoquer_document(*, document: Document, motif: Motif, par: Compte | None, precision: str = "") -> Revocation:
    """From now on, whoever checks the document is told that it no longer holds. Revoking twice changes nothing.

    `precision`: what an agent tells the holder.
    """
    if existante := Revocation.objects.filter(document=document).first():
        return existante
    try:
        with transaction.atomic():
            revocation = Revocation.objects.create(
                document=document, motif=motif, precision=precision, revoque_le=timezone.now(), revoque_par=par
            )
    except IntegrityError:  # someone else just did
        return Revocation.objects.get(document=document)
    journaliser(
        acte=Acte.DOCUMENT_REVOQUE, par=par, dossier=document.dossier, document=str(document.public_id), motif=motif
    )
    return revocation


def intitule(type_document: TypeDocument, demande: Demande) -> str:
    """`Attestation fiscale 2025`."""
    return f"{type_document.titre} {demande.annee}" if demande.annee else type_document.titre


def rendre(
    type_document: TypeDocument, contexte: dict[str, Any], *, reference: str, code: str, demande: Demande
) -> RenduPdf:
    """The PDF of a context that is already built: the same for a preview and for the real thing."""
    titre = intitule(type_document, demande)
    return render_pdf(
        type_document.gabarit,
        {
            "document": contexte,
            "reference": reference,
            "intitule": titre,
            "verification": codes.verification(code, jusqu_au=type_document.validite(demande)),
        },
        titre=f"{titre} du {ecrire_date(demande.le)}",
        date_document=demande.le,
        annexes=annexes(type_document.code, contexte, reference=reference, le=demande.le),
        signe=True,
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


def _chercher(demande: Demande, gabarit: str, contexte: dict[str, Any]) -> tuple[str, Document | None]:
    """The key of these words, and the document issued under it. One whose file is lost is replaced, not given again,
    and so is one that its holder revoked."""
    if demande.annee or demande.sujet:  # what says the same of a year, or of a thing, is the same whatever the day
        contexte = {**contexte, "lettre": {**contexte["lettre"], "date": None}}
    cle = cle_du_contenu(gabarit, contexte)
    while (existant := _deja_emis(demande.dossier, cle)) and not _tient(existant):
        cle = cle_du_contenu(gabarit, {**contexte, "remplace": str(existant.public_id)})
    return cle, existant


def _tient(document: Document) -> bool:
    return not Revocation.objects.filter(document=document).exists() and est_intact(document)


def _conserver(document: Document, rendu: RenduPdf, par: Compte | None, *, est_vrai: Callable[[], bool]) -> Document:
    """The file first: a row never names a file that does not exist."""
    with _fichier_provisoire(document, rendu) as garder:
        for _ in range(_ESSAIS):
            try:
                _enregistrer(document, par, est_vrai)
            except IntegrityError:
                if gagnant := _deja_emis(document.dossier, document.cle):
                    return gagnant
                if not _version_prise(document):
                    raise
            else:
                garder()
                return document
    raise RuntimeError("trop de documents du même type à la fois")


@transaction.atomic
def _enregistrer(document: Document, par: Compte | None, est_vrai: Callable[[], bool]) -> None:
    """What it says is read again once nothing else moves in the dossier: money given back while it was drawn would
    leave a proof that nobody revokes."""
    Dossier.objects.select_for_update(no_key=True).values_list("pk").get(pk=document.dossier_id)
    if not est_vrai():
        raise DocumentRefuse(_A_CHANGE)
    derniere = _memes(document).aggregate(derniere=Max("version"))["derniere"]
    document.version = (derniere or 0) + 1
    document.save(force_insert=True)
    journaliser(
        acte=Acte.DOCUMENT_EMIS,
        par=par,
        dossier=document.dossier,
        document=str(document.public_id),
        type=document.type,
        sha256=document.sha256,
    )


def _memes(document: Document) -> DocumentQuerySet:
    return Document.objects.du_dossier(document.dossier).filter(
        type=document.type, annee=document.annee, sujet=document.sujet
    )


def _version_prise(document: Document) -> bool:
    return _memes(document).filter(version=document.version).exists()


@contextmanager
def _fichier_provisoire(document: Document, rendu: RenduPdf) -> Iterator[Callable[[], None]]:
    """Stores the file, and removes it unless what is yielded was called."""
    nom = f"{document.public_id.hex[:2]}/{document.public_id}.pdf"
    document.fichier = nom = coffre_des_documents().save(nom, ContentFile(rendu.octets))
    gardes: list[str] = []
    try:
        yield lambda: gardes.append(nom)
    finally:
        if not gardes:
            _supprimer(nom)


def _supprimer(nom: str) -> None:
    """A failure here must not hide the one that led here: it is logged."""
    try:
        coffre_des_documents().delete(nom)
    except OSError:
        _journaux.exception("fichier abandonné non supprimé : %s", nom)
