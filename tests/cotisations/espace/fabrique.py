"""Accounts, and the calls they come from."""

from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import count
from typing import Any

from accounts.models import Dossier
from cotisations.appels.services import emettre_appel
from cotisations.enums import Nature
from cotisations.models import AppelCotisation, Echeance, Ecriture
from tests.cotisations.appels.fabrique import declarer
from tests.harnais.client import ClientStrict

_cles: Iterator[int] = count()


def passer(dossier: Dossier, montant: int, le: date, nature: Nature = Nature.APPEL, **champs: Any) -> Ecriture:
    defauts = {"cle": f"essai-{next(_cles)}", "annee": le.year, "libelle": f"{nature.label} de test"}
    return Ecriture.objects.create(
        dossier=dossier, nature=nature, montant_centimes=montant, date_operation=le, **defauts | champs
    )


def prevoir(dossier: Dossier, *dates: date, montant: int = 50_000) -> None:
    for rang, jour in enumerate(dates, start=1):
        Echeance.objects.create(
            dossier=dossier, annee=jour.year, rang=rang, date_exigibilite=jour, montant_centimes=montant
        )


def appeler(dossier: Dossier) -> tuple[AppelCotisation, AppelCotisation]:
    """The calls of 2025 and 2026, on 40 000 then 45 000 €, issued in June of each year."""
    declarer(dossier, r2023=38_000, r2024=40_000, r2025=45_000)
    avant, apres = (
        emettre_appel(dossier=dossier, annee=annee, par=None, le=date(annee, 6, 20)) for annee in (2025, 2026)
    )
    return avant, apres


def page(client: ClientStrict, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return unescape(str(reponse.content.decode()))
