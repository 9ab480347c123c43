"""Provisional passwords whose clear value the tests know, and the codes they would read in their mailbox."""

import re
from datetime import timedelta
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.enums import Canal, EtatSecret
from accounts.envois.composition import composer
from accounts.models import DemandeMotDePasse, Dossier, Envoi, LotDeCourriers, SecretProvisoire
from tests.harnais.client import ClientStrict

CLAIR, AUTRE = "ACDEFGHJKMNP", "TUVWXY34679A"
CHOISI = "Trois tasses de pluie 7"
CHOISIR, CONFIRMER = "/mot-de-passe/choisir/", "/mot-de-passe/confirmer/"


@cache
def empreinte_de(clair: str) -> str:
    return make_password(clair)


def creer_secret(
    dossier: Dossier, *, canal: Canal = Canal.COURRIEL, clair: str = CLAIR, **champs: Any
) -> SecretProvisoire:
    """A live secret by e-mail, or by a letter that was posted."""
    maintenant = timezone.now()
    demande = DemandeMotDePasse.objects.create(
        reference=f"R{DemandeMotDePasse.objects.count():011d}",
        type_dossier=dossier.type,
        numero=dossier.numero,
        canal=canal,
        dossier=dossier,
        etat="traitee",
        traitee_le=maintenant,
    )
    if canal == Canal.LETTRE:
        champs = {"lot": LotDeCourriers.objects.create(), "rang": 1} | champs
    valeurs = {"etat": EtatSecret.ACTIF, "emis_le": maintenant, "expire_le": maintenant + timedelta(hours=24)}
    return SecretProvisoire.objects.create(
        dossier=dossier, demande=demande, canal=canal, empreinte=empreinte_de(clair), **valeurs | champs
    )


def presenter(client: ClientStrict, dossier: Dossier, clair: str = CLAIR) -> Any:
    saisie = {"type_dossier": dossier.type, "numero": dossier.numero, "mot_de_passe": clair}
    return client.post("/connexion/", saisie)


def choisir(client: ClientStrict, courriel: str, mot_de_passe: str = CHOISI) -> Any:
    return client.post(CHOISIR, {"mot_de_passe": mot_de_passe, "courriel": courriel})


def lire_le_code() -> str:
    """What the last mail with a code would say, had it just left."""
    message: Any = composer(Envoi.objects.filter(genre="code-confirmation").latest("pk"))
    trouve = re.search(r"^(\d{4}) (\d{4})$", str(message.body), re.M)
    assert trouve, message.body
    return "".join(trouve.groups())
