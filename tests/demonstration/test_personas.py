"""What is said of each member on the connexion page is what their own pages show."""

import re
from html import unescape

import pytest

from demonstration.franceconnect.identites import identites
from demonstration.personas import MOT_DE_PASSE, PERSONAS, Persona
from tests.harnais.client import ClientStrict

MEMBRES = [persona for persona in PERSONAS if not persona.est_agent]
ESPACE, SOLDE, ECHEANCIER = "/espace/", "/cotisations/", "/cotisations/echeancier/"
HISTORIQUE, PRELEVEMENT = "/cotisations/historique/", "/cotisations/prelevement/"
RETARDS = r"(?s)(?:[0-9]{4}\s.*?En retard.*?){2}"
# Words of a description, where they show, and what is read there.
MONTRE = {
    "tout est à jour": (ESPACE, r"tout est à jour"),
    "deux échéances trimestrielles en retard": (ECHEANCIER, RETARDS),
    "compte encore vide": (SOLDE, r"Rien n’a encore été écrit à votre compte"),
    "a payé d’avance": (ESPACE, r"Vous avez payé d’avance"),
    "compte soldé": (ESPACE, r"vous ne devez rien"),
    "paie par virement": (HISTORIQUE, r"Virement du"),
    "par carte": (HISTORIQUE, r"Paiement par carte du"),
    "régularisation": (HISTORIQUE, r"Régularisation 2025"),
    "prélèvement mensuel annoncé": (PRELEVEMENT, r"Annoncé"),
    "refuser un prélèvement": (PRELEVEMENT, r"Rejeté"),
    "révoquer son mandat": (PRELEVEMENT, r"Révoqué"),
    "prélèvement est déjà à la banque": (PRELEVEMENT, r"En cours"),
    "pension de réversion": (ESPACE, r"(?i)réversion"),
    "rente d’éducation": (ESPACE, r"(?i)éducation"),
}


def connu(persona: Persona) -> list[str]:
    return [dit for dit in MONTRE if dit in persona.description]


@pytest.mark.usefixtures("prete")
def test_ce_qui_se_dit_de_chacun_est_ce_que_montrent_ses_pages() -> None:
    for persona in MEMBRES:
        client = ClientStrict()
        saisie = {"type_dossier": persona.role, "numero": persona.identifiant, "mot_de_passe": MOT_DE_PASSE}
        assert client.post("/connexion/", saisie).status_code == 302
        for dit in connu(persona):
            chemin, attendu = MONTRE[dit]
            page = unescape(re.sub(r"<[^>]+>", " ", client.get(chemin).content.decode().split("<main", 1)[1]))
            assert re.search(attendu, page), (persona.profil, dit, page)


def test_de_chacun_il_se_dit_quelque_chose_qui_se_verifie() -> None:
    assert [persona.profil for persona in MEMBRES if not connu(persona)] == []
    assert [dit for dit in MONTRE if not any(dit in persona.description for persona in MEMBRES)] == []


def test_une_seule_identite_ouvre_les_deux_dossiers_de_chantal() -> None:
    (chantal,) = [une for une in identites() if len(une.dossiers) > 1]
    siens = {persona.identifiant for persona in MEMBRES if persona.profil == "Chantal Factice"}
    assert set(chantal.dossiers) == siens
    assert any("une seule identité FranceConnect" in persona.description for persona in MEMBRES)
