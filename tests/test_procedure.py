"""The pages say what the fund’s procedure says, to the letter: people follow it with the paper beside the screen."""

import re
from html import unescape

import pytest

from accounts.retention.registre import purges
from tests.accounts.choix.fabrique import creer_secret, presenter
from tests.accounts.reinitialisation.conftest import Visiteur
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db

ENTETE = ("F.A.Q", "Simulateur de cotisations", "Demander ma retraite", "Espace personnel", "Réglages")
CONNEXION = (
    "Je me connecte à mon espace personnel", "sécuriser et simplifier la connexion", "Ou",
    "En utilisant mon numéro de dossier", "Vous êtes un", "Affilié", "Ayant droit", "Numéro de dossier",
    "Mot de passe", "Connexion", "Mot de passe oublié / Première connexion ?",
)  # fmt: skip
OUBLI = (
    "Vous avez oublié votre mot de passe, ou il s'agit de votre première connexion ?", "Vous êtes un",
    "Si vous êtes cotisant, bénéficiaire d'une rente invalidité, d'une retraite personnelle et/ou en cumul "
    "emploi-retraite, cochez « Affilié ».",
    "Si vous percevez une retraite de réversion, une rente de survie ou d'éducation, cochez « Ayant droit ».",
    "1234567", "Je ne suis pas un robot", "Réinitialiser le mot de passe", "Aller à la page de connexion",
)  # fmt: skip
CHOIX = (
    "Demande de réinitialisation de votre mot de passe", "Vous souhaitez recevoir votre nouveau mot de passe :",
    "Par mail à l'adresse", "(renouvellement immédiat)",
    "Vérifier qu'il ne s'agit pas de l'adresse de votre comptable ou d'un tiers déclarant à qui vous auriez confié "
    "vos identifiants",
    "Par courrier postal à votre adresse (Vous le recevrez généralement sous 72h, hors week-end et jours fériés)",
    "Valider votre choix", "Aller à la page de connexion",
)  # fmt: skip


def lire(client: ClientStrict, adresse: str) -> str:
    """The words of a page, one space between them, with typewriter apostrophes."""
    nu = re.sub(r"<[^>]+>", " ", client.get(adresse).content.decode())
    return re.sub(r"\s+", " ", unescape(nu)).replace("’", "'")


def absents(page: str, mots: tuple[str, ...]) -> list[str]:
    return [mot for mot in mots if mot not in page]


@pytest.mark.parametrize(("adresse", "mots"), [("/", ENTETE), ("/connexion/", CONNEXION)])
def test_les_mots_de_la_connexion(client: ClientStrict, adresse: str, mots: tuple[str, ...]) -> None:
    assert absents(lire(client, adresse), mots) == []


@pytest.mark.parametrize("adresse", ["/mot-de-passe-oublie/", "/premiere-connexion/"])
def test_les_mots_de_la_demande(client: ClientStrict, adresse: str) -> None:
    assert absents(lire(client, adresse), OUBLI) == []


def test_les_mots_du_choix_de_la_voie(client: ClientStrict, affilie: Persona, settings: object) -> None:
    settings.CAPTCHA_TRAVAIL = 2  # type: ignore[attr-defined]
    Visiteur(client).nommer(affilie.dossier.numero)
    assert absents(lire(client, "/mot-de-passe-oublie/choix/"), CHOIX) == []


def test_le_mot_de_passe_definitif_se_valide_comme_le_reste(client: ClientStrict, affilie: Persona) -> None:
    creer_secret(affilie.dossier)
    presenter(client, affilie.dossier)
    assert "Valider votre choix" in lire(client, "/mot-de-passe/choisir/")


def test_la_duree_des_demandes_est_celle_de_la_purge(client: ClientStrict) -> None:
    (demandes,) = [une for une in purges() if une.code == "demandes"]
    assert demandes.duree.days == 120
    assert "oubliée au bout de quatre mois" in lire(client, "/donnees-personnelles/")
