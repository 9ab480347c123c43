"""A type of document, for a dossier that may have it: the builder and the drawing of production, nothing stored."""

from collections.abc import Iterator
from dataclasses import asdict

from django.utils import timezone

from accounts.models import Dossier
from documents.registry import Demande, TypeDocument, types_proposes
from documents.services import rendre

_REFERENCE, _CODE = "0000-APER-0000", "0" * 16
_ESSAIS = 200  # dossiers looked at


def types() -> list[TypeDocument]:
    """Every type, in the order of their registration."""
    dossier = Dossier.objects.order_by("pk").first()
    return [offre.type for offre in types_proposes(Demande(dossier, timezone.localdate()))] if dossier else []


def dessiner(type_document: TypeDocument, *, numero: str = "") -> bytes | None:
    """The PDF for `numero`, or the first dossier that may have it, about the latest year; `None` when none may."""
    for dossier in _candidats(numero):
        demande = Demande(dossier, timezone.localdate())
        annees = type_document.annees(demande) if type_document.annees else []
        demande = demande.de(annees[0]) if annees else demande
        if type_document.refus(demande) is None:
            contexte = asdict(type_document.constructeur(demande))
            return rendre(type_document, contexte, reference=_REFERENCE, code=_CODE, demande=demande).octets
    return None


def _candidats(numero: str) -> Iterator[Dossier]:
    dossiers = Dossier.objects.filter(numero=numero) if numero else Dossier.objects.order_by("pk")
    yield from dossiers[:_ESSAIS]
