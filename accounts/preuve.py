"""The one way in which a visitor's password is tried: limited first, hashed under a place, counted when wrong."""

from dataclasses import dataclass

from django.contrib.auth import authenticate
from django.http import HttpRequest

from accounts.appareils import Appareil, appareil_reconnu
from accounts.choix.presentation import Presentation, presenter_secret
from accounts.choix.session import marque_de
from accounts.enums import TypeDossier
from accounts.hachage import place_de_hachage
from accounts.limites.connexion import Admission, admettre_connexion, admettre_secret
from accounts.limites.gcra import Charge
from accounts.models import Compte
from accounts.provisoires.symboles import normaliser
from carpimko_portal.lib.refus import Encombrement, TropDeDemandes


@dataclass(frozen=True)
class Preuve:
    """What a try cost and what it proved. `compte` is `None` when anything does not match.

    `presentee`: a provisional password typed right, which proves nothing until one's own is chosen.
    `connu`: the browser opened this dossier before. `charge` is given back by who accepts the proof.
    """

    compte: Compte | None
    presentee: Presentation | None
    charge: Charge
    connu: bool


def prouver(request: HttpRequest, *, type_dossier: TypeDossier, numero: str, mot_de_passe: str) -> Preuve:
    """Tries the password of a dossier's titulaire, outside any transaction.

    Whatever looks like a provisional one costs the same hashes for every dossier, existing or not.

    The attempt is charged before anything is hashed. The hash is computed outside the transaction: on SQLite
    it would keep every other writer waiting. Raises `TropDeDemandes` when a limit is reached, `Encombrement`
    when too many hashes are under way.
    """
    appareil = appareil_reconnu(request, type_dossier=type_dossier, numero=numero)
    admission, refus = _admettre(request, mot_de_passe, type_dossier, numero, appareil)
    compte = None
    try:
        with place_de_hachage():
            if refus is None:
                compte = authenticate(request, type_dossier=type_dossier, numero=numero, mot_de_passe=mot_de_passe)
            presentee = presenter_secret(
                type_dossier=type_dossier, numero=numero, saisie=mot_de_passe, marque=marque_de(request.session)
            )
    except Encombrement:
        admission.charge.rendre()
        raise
    if refus and presentee is None:
        raise refus
    admis = compte if isinstance(compte, Compte) and not admission.provisoire_seul else None
    return Preuve(admis, presentee, admission.charge, appareil is not None)


def _admettre(
    request: HttpRequest, mot_de_passe: str, type_dossier: TypeDossier, numero: str, appareil: Appareil | None
) -> tuple[Admission, TropDeDemandes | None]:
    """With a refusal, what was typed is no password any more; as a provisional one it has buckets of its own."""
    est_un_provisoire = normaliser(mot_de_passe) is not None
    try:
        admission = admettre_connexion(
            request, type_dossier=type_dossier, numero=numero, appareil=appareil, est_un_provisoire=est_un_provisoire
        )
    except TropDeDemandes as refus:
        if not est_un_provisoire:
            raise
        charge = admettre_secret(request, type_dossier=type_dossier, numero=numero)
        return Admission(charge, provisoire_seul=True), refus
    return admission, None
