"""Mandates, lines and batches to try things with. Every account is fictitious."""

import uuid
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from accounts.envois.composition import composer
from accounts.models import Compte, Dossier, Envoi
from carpimko_portal.lib.iban import lire_compte
from cotisations.models import Echeance, LotDePrelevements, MandatSepa, Prelevement, PreuveDeSignature
from cotisations.prelevements.annonces import nouvelle_ligne
from cotisations.prelevements.enums import EtatMandat
from cotisations.prelevements.lots import transmettre_lot
from cotisations.prelevements.mandats import Adresse, preparer_mandat
from cotisations.prelevements.preparation import preparer_lot, valider_lot
from cotisations.prelevements.production import produire_les_fichiers, telecharger_lot
from cotisations.prelevements.references import rum_de
from tests.cotisations.paiements.fabrique import appeler
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_compte, creer_dossier

IBAN, AUTRE_IBAN = "FR7630006000011234567890189", "FR7610107001011234567890129"
MONACO = "MC5811222000010123456789030"
PAGE = "/cotisations/prelevement/"
CODE = "12345678"
_RANGS = count(1)


def mandat_actif(dossier: Dossier, par: Compte, *, iban: str = IBAN, **champs: Any) -> MandatSepa:
    """Signed long enough ago to be used."""
    compte, maintenant = lire_compte(iban, champs.pop("bic", "")), timezone.now()
    defauts: dict[str, Any] = {
        "etat": EtatMandat.ACTIF, "rang": next(_RANGS), "titulaire": "Alice FICTIVE", "texte": "2026-11",
        "empreinte_texte": "0" * 64, "signe_le": maintenant - timedelta(days=30),
        "utilisable_le": maintenant - timedelta(days=30),
    }  # fmt: skip
    mandat = MandatSepa(
        dossier=dossier, iban_masque=compte.masque, bic=compte.bic, cree_le=maintenant, cree_par=par,
        **defauts | champs,
    )  # fmt: skip
    mandat.rum = champs.get("rum") or rum_de(mandat.public_id)
    mandat.sceller_iban(compte.iban)
    mandat.save(force_insert=True)
    return mandat


def prouver(mandat: MandatSepa) -> PreuveDeSignature:
    """The proof of a mandate that no page signed."""
    return PreuveDeSignature.objects.create(
        mandat=mandat, texte="2026-11", texte_scelle=b"x", empreinte_texte="0" * 64, code=uuid.uuid4(),
        adresse_masquee="d****67@p*****.example", code_demande_le=timezone.now(), signe_le=timezone.now(),
        signe_par=mandat.cree_par,
    )  # fmt: skip


def ligne_de(mandat: MandatSepa, echeance: Echeance, jour: date, centimes: int = 50_000, **champs: Any) -> Prelevement:
    """Announced three weeks ago, unless told otherwise."""
    annonce: datetime = champs.pop("annonce", timezone.now() - timedelta(days=21))
    ligne = nouvelle_ligne(mandat=mandat, echeance=echeance.pk, jour=jour, centimes=centimes, maintenant=annonce)
    for nom, valeur in champs.items():
        setattr(ligne, nom, valeur)
    ligne.save(force_insert=True)
    return ligne


def affilies_a_prelever(nombre: int, jour: date, par: Compte, *, centimes: int = 50_000) -> list[Prelevement]:
    """As many dossiers, each with a mandate and one line of `jour`."""
    lignes = []
    for rang in range(nombre):
        dossier = creer_dossier(f"{3_000_000 + next(_RANGS):07d}", prenoms=f"Essai{rang}")
        (due,) = appeler(dossier, jour, centimes=centimes)
        lignes.append(ligne_de(mandat_actif(dossier, par), due, jour, centimes))
    return lignes


def agents() -> tuple[Compte, Compte]:
    return creer_compte("!", est_agent=True), creer_compte("!", est_agent=True)


def lot_genere(jour: date, a: Compte, b: Compte) -> LotDePrelevements:
    lot = preparer_lot(jour=jour, par=a)
    valider_lot(lot=lot, par=b)
    produire_les_fichiers()
    lot.refresh_from_db()
    return lot


def lot_pris(jour: date, a: Compte, b: Compte) -> LotDePrelevements:
    """Its file was downloaded."""
    lot = lot_genere(jour, a, b)
    telecharger_lot(lot=lot, par=b)
    lot.refresh_from_db()
    return lot


def lot_transmis(jour: date, a: Compte, b: Compte) -> LotDePrelevements:
    lot = lot_pris(jour, a, b)
    transmettre_lot(lot=lot, par=b, transmis_le=timezone.localdate())
    lot.refresh_from_db()
    return lot


def preparer(persona: Persona, iban: str = IBAN) -> MandatSepa:
    return preparer_mandat(
        dossier=persona.dossier, compte=lire_compte(iban), titulaire="Alice FICTIVE", adresse=Adresse(),
        par=persona.compte,
    )  # fmt: skip


def recevoir_le_code() -> str:
    """The mail of the latest code leaves; what its reader types."""
    with patch("accounts.confirmations.avis.tirer_code", lambda: CODE):
        composer(Envoi.objects.filter(genre="code-confirmation").order_by("-pk")[0])
    return CODE


def signer(client: ClientStrict, iban: str = IBAN, **champs: str) -> None:
    """From the form to the signature, page after page."""
    saisie = {"iban": iban, "titulaire": "Alice FICTIVE", **champs}
    assert client.post(f"{PAGE}compte/", saisie)["Location"] == f"{PAGE}relire/"
    assert client.post(f"{PAGE}relire/")["Location"] == f"{PAGE}signer/"
    assert client.post(f"{PAGE}signer/", {"code": recevoir_le_code()})["Location"] == PAGE
