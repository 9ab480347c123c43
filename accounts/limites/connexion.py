"""Which limits an attempt at connexion goes through."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.appareils import Appareil
from accounts.enums import TypeDossier
from accounts.limites import seaux
from accounts.limites.alarme import noter_refus
from accounts.limites.gcra import Charge, Prise, consommer, vider
from carpimko_portal.lib.adresses import Adresse, adresse_client, poste, reseau
from carpimko_portal.lib.refus import Limite, ProvisoireExige, TropDeDemandes


@dataclass(frozen=True)
class Admission:
    """What an attempt cost, and whether a provisional password alone may still open the dossier."""

    charge: Charge
    provisoire_seul: bool = False


def admettre_connexion(
    request: HttpRequest,
    *,
    type_dossier: TypeDossier,
    numero: str,
    appareil: Appareil | None,
    est_un_provisoire: bool = False,
) -> Admission:
    """Charges an attempt before anything is hashed. Raises `TropDeDemandes`, the same for unknown dossiers.

    `appareil`: the browser, when this dossier was opened from it before. It has buckets of its own, that
    nobody else can empty: neither strangers trying this dossier nor neighbours sharing an address.
    `est_un_provisoire`: what was typed has the form of a provisional password. After too many failures in a row,
    nothing else is admitted (`ProvisoireExige`), nor is it compared with the password.
    """
    dossier = cle_dossier(type_dossier, numero)
    try:
        if appareil:
            return Admission(consommer(_d_un_appareil_connu(appareil, dossier)))
        return _admettre_un_inconnu(adresse_de(request), dossier, est_un_provisoire=est_un_provisoire)
    except TropDeDemandes:
        noter_refus()
        raise


def oublier_les_echecs(*, type_dossier: TypeDossier, numero: str) -> None:
    """The failures of this dossier are no longer in a row. Inside the transaction of what proves it."""
    vider([Prise(seaux.CONNEXION_DOSSIER_SUITE, cle_dossier(type_dossier, numero))])


def _admettre_un_inconnu(adresse: Adresse, dossier: str, *, est_un_provisoire: bool) -> Admission:
    suite, *autres = _d_un_inconnu(adresse, dossier)
    try:
        return Admission(consommer([suite, *autres]))
    except TropDeDemandes as refus:
        if refus.limite is not Limite.PROVISOIRE:
            raise
    if not est_un_provisoire:
        raise ProvisoireExige
    return Admission(consommer(autres), provisoire_seul=True)


def admettre_secret(request: HttpRequest, *, type_dossier: TypeDossier, numero: str) -> Charge:
    """Charges what has the shape of a provisional password when `admettre_connexion` refused it.

    Strangers typing ordinary passwords cannot empty these buckets, and 55 bits are not guessed: whoever holds a
    secret still enters. Raises `TropDeDemandes`, the same for unknown dossiers.
    """
    adresse = adresse_de(request)
    return consommer([
        Prise(seaux.CONNEXION_SECRET_DOSSIER, cle_dossier(type_dossier, numero)),
        Prise(seaux.CONNEXION_SECRET_ADRESSE, poste(adresse)),
        Prise(seaux.CONNEXION_SECRET_RESEAU, reseau(adresse)),
    ])  # fmt: skip


def cle_dossier(type_dossier: TypeDossier, numero: str) -> str:
    """What buckets count when they count by dossier, existing or not."""
    return f"{type_dossier.value}|{numero}"


def adresse_de(request: HttpRequest) -> Adresse:
    """Where the request comes from, beyond our own proxies."""
    return adresse_client(
        distante=request.META.get("REMOTE_ADDR", ""),
        relayee_pour=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        mandataires=settings.MANDATAIRES_DE_CONFIANCE,
    )


def _d_un_appareil_connu(appareil: Appareil, dossier: str) -> list[Prise]:
    valeur = f"{appareil.identifiant}|{dossier}"
    return [Prise(seaux.CONNEXION_APPAREIL, valeur), Prise(seaux.CONNEXION_APPAREIL_JOUR, valeur)]


def _d_un_inconnu(adresse: Adresse, dossier: str) -> list[Prise]:
    """The dossier first: under attack, a refusal then costs two statements."""
    return [
        Prise(seaux.CONNEXION_DOSSIER_SUITE, dossier),
        Prise(seaux.CONNEXION_DOSSIER, dossier),
        Prise(seaux.CONNEXION_DOSSIER_JOUR, dossier),
        Prise(seaux.CONNEXION_ADRESSE, poste(adresse)),
        Prise(seaux.CONNEXION_DOSSIERS_PAR_ADRESSE, poste(adresse), dossier),
        Prise(seaux.CONNEXION_DOSSIERS_PAR_RESEAU, reseau(adresse), dossier),
    ]
