"""What each kind of mail says, to the letter."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Acte, Canal, EtatLot
from accounts.envois import composition, genres
from accounts.envois.avis import aviser_compte_ouvert
from accounts.journal import journaliser
from accounts.models import (
    Authentificateur,
    CodeDeConfirmation,
    DemandeMotDePasse,
    Dossier,
    EntreeJournal,
    Envoi,
    LotDeCourriers,
    SecretProvisoire,
)
from accounts.services import ouvrir_compte
from carpimko_portal.lib.navigateurs import nom_du_navigateur
from cotisations.models import Ecriture
from tests.accounts.choix.fabrique import creer_secret
from tests.cotisations.paiements.fabrique import appeler, paiement
from tests.cotisations.prelevements.fabrique import ligne_de, mandat_actif
from tests.cotisations.test_pages import passer, prevoir
from tests.harnais import typographie
from tests.harnais.arbre import elements, lire, texte, textes_lus
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona, creer_compte, creer_dossier
from tests.test_contraintes import appel, estimation, piece

ATTENDUS = Path(__file__).parent / "attendus"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
REFERENCES: dict[str, dict[str, str]] = {
    "connexion": {"appareil": "Firefox sur Windows"},
    "compte-ouvert": {},
    "mot-de-passe-provisoire": {},
    "code-confirmation": {},
    "mot-de-passe-change": {"appareil": "Firefox sur Windows"},
    "courriel-change": {},
    "courriel-remplace": {},
    "lettre-rappel": {},
    "lettre-expiree": {},
    "franceconnect-associe": {},
    "franceconnect-dissocie": {},
    "appel-disponible": {},
    "estimation-traitee": {},
    "piece-deposee": {},
    "piece-traitee": {},
    "agent-acces-ouvert": {},
    "agent-acces-installe": {},
    "paiement-recu": {},
    "paiement-annule": {},
    "paiement-rendu": {},
    "paiement-en-attente": {},
    "paiement-non-abouti": {},
    "paiement-a-verifier": {},
    "paiement-non-retenu": {},
    "paiement-conteste": {},
    "paiement-maintenu": {},
    "calendrier-cree": {},
    "calendrier-revoque": {},
    "rappel-echeance": {"le": "2026-11-29"},
    "estimation-deposee": {},
    "virement-recu": {},
    "virement-annule": {},
    "mandat-de-prelevement": {"nouvelle": "change"},
    "prelevements-annonces": {"jour": "2026-11-22"},
    "prelevement-rejete": {"motif": "AM04"},
    "temoin-journal": {
        "moment": "2026-11-22T09:00:00+00:00", "nombre": "3", "entree": "0" * 8 + "-0000" * 3 + "-" + "0" * 12,
        "empreinte": "a" * 64, "sceau": "b" * 64,
    },
}  # fmt: skip
SUR_UN_PRELEVEMENT = {"mandat-de-prelevement", "prelevements-annonces", "prelevement-rejete"}
AVEC_MONTANT = {"prelevements-annonces"}  # ADR 0008
SUR_UN_CODE = {"code-confirmation", "courriel-change", "courriel-remplace"}
REFUS: dict[str, Any] = {"etat": "refusee", "motif_refus": "incomplete", "precision": "Il manque le verso."}


def virement(persona: Persona, montant: int) -> Ecriture:
    return Ecriture.objects.create(
        dossier=persona.dossier, cle="virement", nature="virement", annee=2026, libelle="Virement reçu",
        montant_centimes=montant, date_operation="2026-11-20",
    )  # fmt: skip


def lettre(persona: Persona, jours: int) -> SecretProvisoire:
    """A secret posted a week ago, `jours` before its end."""
    fin = timezone.now() + timedelta(days=jours)
    return creer_secret(persona.dossier, canal=Canal.LETTRE, lot=_lot_poste(), expire_le=fin)


def demande(persona: Persona) -> DemandeMotDePasse:
    return DemandeMotDePasse.objects.create(
        reference="ACDEFGHJKMNP", type_dossier="affilie", numero="1234567", canal="courriel", dossier=persona.dossier
    )


DES_LIGNES: dict[str, tuple[str, Callable[[Persona], Any]]] = {
    **dict.fromkeys(
        (
            "paiement-recu",
            "paiement-annule",
            "paiement-rendu",
            "paiement-en-attente",
            "paiement-non-abouti",
            "paiement-a-verifier",
            "paiement-non-retenu",
            "paiement-conteste",
            "paiement-maintenu",
        ),
        ("paiement", lambda persona: paiement(persona, numero="acdefg", etat="paye")),
    ),
    "mot-de-passe-provisoire": ("demande", demande),
    "lettre-rappel": ("secret", lambda p: lettre(p, 14)),
    "lettre-expiree": ("secret", lambda p: lettre(p, -1)),
    "virement-recu": ("ecriture", lambda p: virement(p, 50_000)),
    "virement-annule": ("ecriture", lambda p: virement(p, -50_000)),
    "appel-disponible": ("appel", appel),
    "estimation-deposee": (
        "estimation",
        lambda p: estimation(p, public_id=uuid.UUID("3f2a90c1-77de-4000-8000-000000000000"), deposee_le=timezone.now()),
    ),
    "estimation-traitee": ("estimation", lambda p: estimation(p, etat="appliquee", traitee_le=timezone.now())),
    "piece-deposee": ("piece", lambda p: piece(p, public_id=uuid.UUID(int=0))),
    "piece-traitee": ("piece", lambda p: piece(p, public_id=uuid.UUID(int=0), close_le=timezone.now(), **REFUS)),
}
DES_AGENTS = {"agent-acces-ouvert", "agent-acces-installe"}
SANS_NUMERO = {"mot-de-passe-provisoire", *DES_AGENTS}  # not even its last digits: the mail holds the other half


@pytest.fixture(autouse=True)
def _secret() -> Iterator[None]:
    with (
        patch("accounts.reinitialisation.courriel.tirer", return_value="ACDEFGHJKMNP"),
        patch("accounts.agents.courriels.tirer", return_value="ACDEFGHJKMNP"),
    ):
        yield


@pytest.fixture(autouse=True)
def _caisse(settings: Settings) -> None:
    """The fund's own mails. The addresses of the portal are read first: they depend on this setting, once."""
    assert get_resolver().url_patterns
    settings.DEMONSTRATION = False
    settings.JOURNAL_TEMOIN_COURRIEL = "temoin@caisse.example"


def envoi_de(code: str, persona: Persona) -> Envoi:
    dossier = None if code in DES_AGENTS else persona.dossier
    return Envoi(genre=code, dossier=dossier, cle="essai", references=_references(code, persona))


def _references(code: str, persona: Persona) -> dict[str, Any]:
    """What each kind is about, made for it."""
    if code in DES_LIGNES:
        nom, creer = DES_LIGNES[code]
        return {nom: str(creer(persona).public_id)}
    if code in SUR_UN_CODE:
        return {"code": _code(persona, code)}
    if code in SUR_UN_PRELEVEMENT:
        return _d_un_prelevement(code, persona)
    if code in DES_AGENTS:
        return _d_un_agent(code)
    if code == "rappel-echeance":
        _devoir(persona, date.fromisoformat(REFERENCES[code]["le"]))
    with transaction.atomic():
        entree = journaliser(acte=Acte.CONNEXION, par=persona.compte, dossier=persona.dossier)
    return {"entree": str(entree.public_id), **REFERENCES[code]}


def _d_un_agent(code: str) -> dict[str, Any]:
    compte = creer_compte("!", est_agent=True)
    avant = timezone.now() + timedelta(hours=72)
    Authentificateur.objects.create(user=compte, confirmed=False, a_installer_avant=avant)
    moment = {"avant": avant} if code == "agent-acces-ouvert" else {"moment": timezone.now()}
    return {"agent": str(compte.public_id), **{nom: le.isoformat() for nom, le in moment.items()}}


def _devoir(persona: Persona, le: date) -> None:
    prevoir(persona.dossier, le)
    passer(persona.dossier, -50_000, date(2026, 1, 2))


def _d_un_prelevement(code: str, persona: Persona) -> dict[str, Any]:
    """An announced line, and the mandate it is taken under; the mail about another account waits for its delay."""
    mandat = mandat_actif(persona.dossier, persona.compte, rum="M0000000000000000CAB")
    (due,) = appeler(persona.dossier, date(2027, 3, 5))
    ligne = ligne_de(mandat, due, date(2027, 3, 5))
    nommes: dict[str, dict[str, Any]] = {
        "mandat-de-prelevement": {"mandat": str(mandat.public_id), "code": None},
        "prelevement-rejete": {"prelevement": str(ligne.public_id)},
    }
    return {**nommes.get(code, {}), **REFERENCES[code]}


def _lot_poste() -> LotDeCourriers:
    poste_le = timezone.now() - timedelta(days=7)
    return LotDeCourriers.objects.create(
        etat=EtatLot.POSTE, poste_le=poste_le, confirme_par=creer_compte("!", est_agent=True)
    )


def _code(persona: Persona, genre: str) -> str:
    """A code to confirm an address: on its way, or used."""
    utilise = {} if genre == "code-confirmation" else {"empreinte": "!", "utilise_le": timezone.now()}
    code = CodeDeConfirmation.objects.create(
        dossier=persona.dossier,
        action="choix",
        session=genre,
        lie="",
        adresse="nouvelle@portail.example",
        courriel_avant="ancienne@portail.example",
        expire_le=timezone.now(),
        **utilise,
    )
    return str(code.public_id)


def composer(envoi: Envoi) -> Any:
    """The mail; the stubs make lazy strings of its texts."""
    return composition.composer(envoi)


def html(message: Any) -> str:
    return str(message.alternatives[0][0])


def test_chaque_genre_a_son_texte_attendu() -> None:
    assert sorted(genres.codes()) == sorted(chemin.stem for chemin in ATTENDUS.glob("*.txt")) == sorted(REFERENCES)


@pytest.mark.parametrize("code", REFERENCES)
def test_le_texte_est_celui_attendu(affilie: Persona, code: str) -> None:
    message = composer(envoi_de(code, affilie))
    dit = re.sub(r"^\d{4} \d{4}$", "1234 5678", str(message.body), flags=re.M)  # a code is drawn for each mail
    assert f"Objet\u00a0: {message.subject}\n\n{dit}" == (ATTENDUS / f"{code}.txt").read_text()


@pytest.mark.parametrize("code", REFERENCES)
def test_les_deux_versions_disent_la_meme_chose(affilie: Persona, code: str) -> None:
    message = composer(envoi_de(code, affilie))
    dans_le_texte, dans_le_html = set(_mots(str(message.body))), set(_mots(texte(lire(html(message)).root)))
    assert dans_le_texte - dans_le_html == set()
    assert dans_le_html - dans_le_texte <= set(_mots(message.subject))


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("code", REFERENCES)
def test_ni_montant_ni_lien_ni_numero_entier(
    affilie: Persona, settings: Settings, code: str, demonstration: bool
) -> None:
    settings.DEMONSTRATION = demonstration
    message = composer(envoi_de(code, affilie))
    tout = "\n".join([message.subject, str(message.body), html(message)])
    assert affilie.dossier.numero not in tout
    assert ("se termine par 567" in tout) is (code not in SANS_NUMERO)
    assert "567" not in tout or code not in SANS_NUMERO
    assert "€" not in tout or code in AVEC_MONTANT
    for interdit in ("http", "href", "src=", "<script", "class=", affilie.dossier.courriel, "url("):
        assert interdit not in tout.lower()
    assert "nouvelle@" not in tout
    assert tout.count("Démonstration") == (3 if demonstration else 0)


@pytest.mark.parametrize("code", REFERENCES)
def test_la_page_est_valide_et_bien_ecrite(affilie: Persona, code: str) -> None:
    message = composer(envoi_de(code, affilie))
    page = lire(html(message))
    noms = [element.name for element in elements(page.root)]
    assert [(erreur.line, erreur.code) for erreur in page.errors] == []
    assert (noms.count("h1"), noms.count("title"), noms.count("img")) == (1, 1, 0)
    for lu in (message.subject, str(message.body), textes_lus(page.root)):
        assert typographie.fautes(lu) == []


def test_une_connexion_est_annoncee(client: ClientStrict, affilie: Persona) -> None:
    saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": MOT_DE_PASSE}
    client.post("/connexion/", saisie, headers={"user-agent": FIREFOX})
    envoi = Envoi.objects.get(genre="connexion")
    entree = EntreeJournal.objects.get(acte=Acte.CONNEXION)
    assert envoi.references == {"entree": str(entree.public_id), "appareil": "Firefox sur Windows"}
    message = composer(envoi)
    assert message.to == [affilie.dossier.courriel]
    assert "22\u00a0novembre 2026 à 10\u00a0h\u00a000" in message.body


def test_une_connexion_refusee_n_est_pas_annoncee(client: ClientStrict, affilie: Persona) -> None:
    client.post("/connexion/", {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": "Faux-2026"})
    assert not Envoi.objects.exists()


def test_personne_n_est_avise_sans_adresse(client: ClientStrict, affilie: Persona) -> None:
    Dossier.objects.update(courriel="")
    saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": MOT_DE_PASSE}
    assert client.post("/connexion/", saisie).status_code == 302
    ouvrir_compte(dossier=creer_dossier("7654321", courriel=""), mot_de_passe=MOT_DE_PASSE, par=None)
    assert not Envoi.objects.exists()


def test_l_ouverture_d_un_compte_est_annoncee(db: None) -> None:
    dossier = creer_dossier("7654321")
    ouvrir_compte(dossier=dossier, mot_de_passe=MOT_DE_PASSE, par=None)
    envoi = Envoi.objects.get()
    assert (envoi.genre, envoi.dossier) == ("compte-ouvert", dossier)
    assert "depuis le 22\u00a0novembre 2026" in composer(envoi).body
    with transaction.atomic():  # told again about the same opening: nothing more to send
        aviser_compte_ouvert(dossier=dossier, entree=EntreeJournal.objects.get(acte=Acte.COMPTE_OUVERT))
    assert Envoi.objects.count() == 1


@pytest.mark.parametrize(
    ("agent", "attendu"),
    [
        (FIREFOX, "Firefox sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Version/18.0 Safari/604.1", "Safari sur iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1", "Safari sur Mac"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0 Safari", "Samsung Internet sur Android"),
        ("", "navigateur non reconnu"),
        ("<script>alert(1)</script>\r\nBcc: x@y.example", "navigateur non reconnu"),
    ],
)  # fmt: skip
def test_le_nom_du_navigateur(agent: str, attendu: str) -> None:
    assert nom_du_navigateur(agent) == attendu


def _mots(lu: str) -> list[str]:
    return [mot for mot in lu.replace(":", " ").replace("\ufffc", " ").split() if any(c.isalpha() for c in mot)]
