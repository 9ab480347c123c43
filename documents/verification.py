"""Checking a document from outside: what is said, what is counted, how often one may try."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.journal import journaliser
from accounts.limites import Prise, consommer, seaux
from accounts.limites.connexion import adresse_de
from carpimko_portal.lib.adresses import poste
from carpimko_portal.lib.refus import TropDeDemandes
from carpimko_portal.lib.textes import lisible
from documents import codes
from documents.enums import Acte, EtatDocument, Moyen
from documents.models import Document, Verification

_journaux = logging.getLogger(__name__)
_TOUS = "tous"


@dataclass(frozen=True)
class Constat:
    """All that a third party learns. `etat` in words, with what it means."""

    titre: str
    emis_le: date
    initiales: str
    etat: EtatDocument
    valable_jusqu_au: date | None


def verifier_code(request: HttpRequest, *, saisie: str) -> Constat | None:
    """What is said of the document that bears this code; `None` for any code that no document bears.

    Counts the check. Raises `TropDeDemandes`.
    """
    _admettre(request)
    code = codes.normaliser(saisie)
    return _constater(Moyen.CODE, {"empreinte_code": codes.empreinte(code)} if code else None)


def verifier_fichier(request: HttpRequest, *, octets: bytes) -> Constat | None:
    """The same for a file: it must be what was issued, byte for byte. Nothing of it is kept."""
    _admettre(request)
    return _constater(Moyen.FICHIER, {"sha256": hashlib.sha256(octets).hexdigest()})


def _admettre(request: HttpRequest) -> None:
    consommer([Prise(seaux.VERIFICATION_ADRESSE, poste(adresse_de(request)))])


def _constater(moyen: Moyen, critere: dict[str, str] | None) -> Constat | None:
    trouves = Document.objects.avec_etat(timezone.localdate()).select_related("dossier")
    document = trouves.filter(**critere).first() if critere else None
    if document is None:
        _noter_inconnu()
        return None
    compter_verification(document=document, moyen=moyen)
    return Constat(
        titre=document.titre,
        emis_le=timezone.localdate(document.emis_le),
        initiales=initiales(document.dossier.prenom, document.dossier.nom),
        etat=EtatDocument(document.etat),  # type: ignore[attr-defined] # annotated
        valable_jusqu_au=document.valable_jusqu_au,
    )


@transaction.atomic
def compter_verification(*, document: Document, moyen: Moyen) -> Verification:
    """Its holder sees how often it was checked. Nothing is kept of who did."""
    verification = Verification.objects.create(document=document, moyen=moyen, verifie_le=timezone.now())
    journaliser(
        acte=Acte.DOCUMENT_VERIFIE,
        par=None,
        dossier=document.dossier,
        document=str(document.public_id),
        moyen=moyen,
    )
    return verification


def initiales(prenom: str, nom: str) -> str:
    """`A. F.`: enough to compare with a paper, too little to learn a name."""
    return " ".join(f"{mot[0].upper()}." for mot in (lisible(prenom), lisible(nom)) if mot).replace(" ", "\u00a0")


def _noter_inconnu() -> None:
    """The alarm: more unknown codes in the hour, from everywhere, than mistyping explains. Said once an hour."""
    try:
        consommer([Prise(seaux.VERIFICATION_INCONNUS, _TOUS)])
    except TropDeDemandes:
        try:
            consommer([Prise(seaux.VERIFICATION_ALARME, _TOUS)])
        except TropDeDemandes:
            return
        _journaux.error("vérification : des codes inconnus sont essayés en nombre")
