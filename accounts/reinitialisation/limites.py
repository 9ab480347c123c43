"""Which limits a request goes through. They count unknown dossiers like the others."""

from django.http import HttpRequest

from accounts.enums import Canal, TypeDossier
from accounts.limites import Charge, Prise, consommer, seaux
from accounts.limites.connexion import adresse_de, cle_dossier
from carpimko_portal.lib.adresses import poste

_DU_DOSSIER = {
    Canal.COURRIEL: (seaux.REINITIALISATION_COURRIEL,),
    Canal.LETTRE: (seaux.REINITIALISATION_LETTRE, seaux.REINITIALISATION_LETTRE_MOIS),
}


def admettre_identification(request: HttpRequest) -> None:
    """Charges the sight of a masked address. Raises `TropDeDemandes`."""
    consommer([Prise(seaux.REINITIALISATION_IDENTIFICATION, poste(adresse_de(request)))])


def admettre_demande(
    request: HttpRequest, *, type_dossier: TypeDossier, numero: str, canal: Canal, reference: str
) -> None:
    """Charges a request, once for a `reference` however often it is sent. Raises `TropDeDemandes`."""
    dossier = cle_dossier(type_dossier, numero)
    prises = [Prise(seau, dossier, reference) for seau in _DU_DOSSIER[canal]]
    consommer([*prises, Prise(seaux.REINITIALISATION_ADRESSE, poste(adresse_de(request)), reference)])


def admettre_suivi(request: HttpRequest) -> Charge:
    """Charges a look at a reference; to be given back when there is such a one. Raises `TropDeDemandes`."""
    return consommer([Prise(seaux.REINITIALISATION_SUIVI, poste(adresse_de(request)))])
