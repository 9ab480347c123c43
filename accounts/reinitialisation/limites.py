"""Which limits a request goes through. They count unknown dossiers like the others."""

import logging
from collections.abc import Sequence
from contextlib import suppress

from django.http import HttpRequest

from accounts.enums import Canal, TypeDossier
from accounts.limites import Charge, Prise, consommer, seaux
from accounts.limites.alarme import noter_refus
from accounts.limites.connexion import adresse_de, cle_dossier
from carpimko_portal.lib.adresses import poste, reseau
from carpimko_portal.lib.refus import TropDeDemandes

_journal = logging.getLogger(__name__)
_TOUS = "tous"
_DU_DOSSIER = {
    Canal.COURRIEL: (seaux.REINITIALISATION_COURRIEL,),
    Canal.LETTRE: (seaux.REINITIALISATION_LETTRE, seaux.REINITIALISATION_LETTRE_MOIS),
}


def admettre_identification(request: HttpRequest) -> None:
    """Charges the sight of a masked address. Raises `TropDeDemandes`."""
    adresse = adresse_de(request)
    _charger([
        Prise(seaux.REINITIALISATION_IDENTIFICATION, poste(adresse)),
        Prise(seaux.REINITIALISATION_IDENTIFICATION_RESEAU, reseau(adresse)),
    ])  # fmt: skip


def admettre_demande(
    request: HttpRequest, *, type_dossier: TypeDossier, numero: str, canal: Canal, reference: str
) -> None:
    """Charges a request, once for a `reference` however often it is sent. Raises `TropDeDemandes`."""
    dossier, adresse = cle_dossier(type_dossier, numero), adresse_de(request)
    prises = [Prise(seau, dossier, reference) for seau in _DU_DOSSIER[canal]]
    prises += [
        Prise(seaux.REINITIALISATION_ADRESSE, poste(adresse), reference),
        Prise(seaux.REINITIALISATION_RESEAU, reseau(adresse), reference),
    ]
    if canal is Canal.LETTRE:
        prises.append(Prise(seaux.REINITIALISATION_LETTRES_PLAFOND, _TOUS))
    _charger(prises)
    if canal is Canal.LETTRE:
        _compter_la_lettre()


def _charger(prises: Sequence[Prise]) -> None:
    try:
        consommer(prises)
    except TropDeDemandes:
        noter_refus()
        raise


def _compter_la_lettre() -> None:
    """More letters in the hour, from everywhere, than the fund usually sends. Said once an hour."""
    try:
        consommer([Prise(seaux.REINITIALISATION_LETTRES, _TOUS)])
    except TropDeDemandes:
        with suppress(TropDeDemandes):
            consommer([Prise(seaux.REINITIALISATION_LETTRES_ALARME, _TOUS)])
            _journal.error("mots de passe provisoires : des courriers sont demandés en nombre")


def admettre_suivi(request: HttpRequest) -> Charge:
    """Charges a look at a reference; to be given back when there is such a one. Raises `TropDeDemandes`."""
    return consommer([Prise(seaux.REINITIALISATION_SUIVI, poste(adresse_de(request)))])
