"""Giving the PDF of a batch once, to whoever prepared it, within a quarter of an hour of asking."""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.courriers.refus import LotRefuse, exiger_approuve
from accounts.courriers.scelles import cle_du_lot, contexte_de_la_tranche
from accounts.enums import Acte, EtatLot
from accounts.journal import journaliser
from accounts.models import Compte, LotDeCourriers, TrancheDeCourriers
from accounts.provisoires.symboles import ALPHABET, presenter
from carpimko_portal.lib.coffre import CoffreIllisible

if TYPE_CHECKING:
    from pikepdf import Pdf

DUREE_DU_BILLET = timedelta(minutes=15)
_SYMBOLES = 20  # of the file's password: 92.9 bits
_DEJA = "Ce fichier n’est plus à télécharger : demandez-le à nouveau, ou voyez dans le journal qui l’a reçu."


@dataclass(frozen=True)
class Billet:
    """The right to download a batch once. `mot_de_passe` opens the PDF: shown once, stored nowhere."""

    public_id: uuid.UUID
    expire_le: datetime
    mot_de_passe: str = field(repr=False)


@dataclass(frozen=True)
class FichierDuLot:
    """`octets`: a PDF encrypted with AES-256 (R6); `sha256`: its digest in hexadecimal."""

    nom: str
    octets: bytes = field(repr=False)
    sha256: str


@transaction.atomic
def demander_telechargement(*, lot: LotDeCourriers, par: Compte) -> Billet:
    """A ticket for the PDF, in place of any former one. Raises `LotRefuse`."""
    exiger_approuve(par)
    billet, expire_le = uuid.uuid4(), timezone.now() + DUREE_DU_BILLET
    if not _a_telecharger(lot, par).update(billet=billet, billet_expire_le=expire_le):
        raise LotRefuse("Seule la personne qui a préparé ce lot peut le télécharger, une fois, quand il est prêt.")
    journaliser(acte=Acte.LOT_TELECHARGEMENT_DEMANDE, par=par, lot=lot.reference)
    return Billet(billet, expire_le, _mot_de_passe(lot, billet))


def telecharger_lot(*, lot: LotDeCourriers, billet: uuid.UUID, par: Compte) -> FichierDuLot:
    """The PDF, once: of all who ask with a ticket, one gets it. Raises `LotRefuse`.

    The file is put together before the ticket is used up, so that a failure costs nothing.
    """
    exiger_approuve(par)
    if not _au_billet(lot, billet, par).exists():
        raise LotRefuse(_DEJA)
    try:
        octets = _assembler(lot, _mot_de_passe(lot, billet))
    except CoffreIllisible as cause:  # the batch ended meanwhile
        raise LotRefuse(_DEJA) from cause
    fichier = FichierDuLot(f"{lot.reference}.pdf", octets, hashlib.sha256(octets).hexdigest())
    _retirer(lot, billet, par, fichier.sha256)
    return fichier


@transaction.atomic
def _retirer(lot: LotDeCourriers, billet: uuid.UUID, par: Compte, sha256: str) -> None:
    champs = {"telecharge_le": timezone.now(), "sha256_pdf": sha256, "billet": None, "billet_expire_le": None}
    if not _au_billet(lot, billet, par).update(etat=EtatLot.TELECHARGE, **champs):
        raise LotRefuse(_DEJA)
    journaliser(acte=Acte.LOT_TELECHARGE, par=par, lot=lot.reference, sha256=sha256)


def _a_telecharger(lot: LotDeCourriers, par: Compte) -> QuerySet[LotDeCourriers]:
    return LotDeCourriers.objects.filter(pk=lot.pk, etat=EtatLot.PRET, plis__gt=0, prepare_par=par)


def _au_billet(lot: LotDeCourriers, billet: uuid.UUID, par: Compte) -> QuerySet[LotDeCourriers]:
    return _a_telecharger(lot, par).filter(billet=billet, billet_expire_le__gt=timezone.now())


def _mot_de_passe(lot: LotDeCourriers, billet: uuid.UUID) -> str:
    """Derived from the key of the batch: nothing to store, and nothing to find once the key is destroyed."""
    nombre = int.from_bytes(cle_du_lot(lot).deriver(b"pdf:" + billet.bytes, 32))
    symboles = []
    for _ in range(_SYMBOLES):
        nombre, reste = divmod(nombre, len(ALPHABET))
        symboles.append(ALPHABET[reste])
    return presenter("".join(symboles))


def _assembler(lot: LotDeCourriers, mot_de_passe: str) -> bytes:
    """All chunks in one encrypted file, whose fixed pages are stored once. Nothing touches a disk."""
    import pikepdf  # heavy, and every process of the portal imports this module

    cle, sources = cle_du_lot(lot), []
    with pikepdf.new() as pdf:
        for tranche in TrancheDeCourriers.objects.filter(lot=lot).order_by("premier_rang").iterator(chunk_size=10):
            tranche.lot = lot
            source = pikepdf.open(BytesIO(cle.ouvrir(bytes(tranche.pdf), contexte=contexte_de_la_tranche(tranche))))
            sources.append(source)  # pikepdf reads the streams of the pages when it saves
            pdf.pages.extend(source.pages)
        _partager_les_fonds(pdf)
        sortie = BytesIO()
        chiffrement = pikepdf.Encryption(owner=mot_de_passe, user=mot_de_passe, R=6, aes=True)
        pdf.save(sortie, encryption=chiffrement, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for source in sources:
        source.close()
    return sortie.getvalue()


def _partager_les_fonds(pdf: "Pdf") -> None:
    """Each chunk brings its own copy of the same page."""
    fonds: dict[bytes, Any] = {}
    for page in pdf.pages:
        formulaires = page.resources.XObject
        for nom in list(formulaires.keys()):
            octets = formulaires[nom].read_raw_bytes()
            formulaires[nom] = fonds.setdefault(hashlib.sha256(octets).digest(), formulaires[nom])
