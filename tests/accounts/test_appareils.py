"""The cookie of a browser already used: what it is worth, and what ends it."""

from datetime import timedelta
from typing import Any

import time_machine
from django.core import signing
from django.test import RequestFactory

from accounts.appareils import Appareil, appareil_reconnu, revoquer_appareils
from accounts.enums import TypeDossier
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona

JOUR = timedelta(days=1)


def entrer(client: ClientStrict, persona: Persona) -> str:
    """Logs in and out; the cookie."""
    dossier = persona.dossier
    saisie = {"type_dossier": dossier.type, "numero": dossier.numero, "mot_de_passe": MOT_DE_PASSE}
    assert client.post("/connexion/", saisie).status_code == 302
    client.post("/deconnexion/")
    return str(client.cookies["appareil"].value)


def reconnu(temoin: str, persona: Persona) -> Appareil | None:
    request = RequestFactory().get("/")
    request.COOKIES["appareil"] = temoin
    dossier = persona.dossier
    return appareil_reconnu(request, type_dossier=TypeDossier(dossier.type), numero=dossier.numero)


def test_seule_une_connexion_reussie_le_donne(client: ClientStrict, affilie: Persona) -> None:
    saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": "Faux-2026"}
    assert "appareil" not in client.post("/connexion/", saisie).cookies
    assert reconnu("", affilie) is None
    assert reconnu(entrer(client, affilie), affilie)


def test_il_ne_sert_qu_au_dossier_ouvert(client: ClientStrict, affilie: Persona, autre_affilie: Persona) -> None:
    temoin = entrer(client, affilie)
    assert reconnu(temoin, autre_affilie) is None


def test_un_navigateur_garde_son_nom_et_cinq_dossiers(
    client: ClientStrict, affilie: Persona, autre_affilie: Persona, ayant_droit: Persona, empreinte: str
) -> None:
    from tests.harnais.personas import creer_titulaire

    premier = entrer(client, affilie)
    tous = [affilie, autre_affilie, ayant_droit, *(creer_titulaire(f"500000{rang}", empreinte) for rang in range(3))]
    for persona in tous[1:]:
        temoin = entrer(client, persona)
    assert [bool(reconnu(temoin, persona)) for persona in tous] == [False] + [True] * 5
    assert reconnu(premier, affilie) == reconnu(temoin, ayant_droit)
    assert len(temoin) < 1000


def test_il_ne_dit_ni_numero_ni_secret(client: ClientStrict, affilie: Persona) -> None:
    dit = signing.loads(entrer(client, affilie), salt="accounts.appareils")
    assert set(dit) == {"appareil", "dossiers"}
    for clair in ("1234567", affilie.compte.password[-20:], str(affilie.compte.public_id)):
        assert clair not in str(dit)


def test_il_ne_se_forge_pas(client: ClientStrict, affilie: Persona) -> None:
    temoin = entrer(client, affilie)
    for forge in (temoin[:-1], "x" + temoin, temoin.replace(":", "", 1), "é", "::", signing.dumps({"appareil": "x"})):
        assert reconnu(forge, affilie) is None


def test_un_nouveau_mot_de_passe_oublie_tous_les_appareils(client: ClientStrict, affilie: Persona) -> None:
    temoin = entrer(client, affilie)
    affilie.compte.set_password("Autre-Phrase-2026")
    affilie.compte.save(update_fields=["password"])
    assert reconnu(temoin, affilie) is None


def test_une_revocation_aussi(client: ClientStrict, affilie: Persona) -> None:
    temoins = [entrer(client, affilie), entrer(ClientStrict(), affilie)]
    assert temoins[0] != temoins[1]
    affilie.compte.refresh_from_db()
    revoquer_appareils(compte=affilie.compte)
    assert [reconnu(temoin, affilie) for temoin in temoins] == [None, None]
    assert reconnu(entrer(client, affilie), affilie)


def test_il_vaut_180_jours_dossier_par_dossier(
    client: ClientStrict, affilie: Persona, autre_affilie: Persona, horloge: time_machine.Traveller
) -> None:
    entrer(client, affilie)
    horloge.shift(100 * JOUR)
    temoin = entrer(client, autre_affilie)
    horloge.shift(80 * JOUR - timedelta(seconds=1))
    assert reconnu(temoin, affilie)
    horloge.shift(1)
    assert reconnu(temoin, affilie) is None, "l’autre dossier ne prolonge pas celui-ci"
    assert reconnu(temoin, autre_affilie)
    horloge.shift(100 * JOUR)
    assert reconnu(temoin, autre_affilie) is None


def test_le_temoin_est_ferme_aux_scripts_et_aux_autres_sites(client: ClientStrict, affilie: Persona) -> None:
    entrer(client, affilie)
    temoin: Any = client.cookies["appareil"]
    assert temoin["httponly"]
    assert temoin["samesite"] == "Strict"
    assert temoin["max-age"] == 180 * 86_400
    assert (temoin["path"], temoin["domain"]) == ("/", "")


def test_en_production_il_n_appartient_qu_a_l_hote(client: ClientStrict, affilie: Persona, settings: Any) -> None:
    settings.PRODUCTION, settings.APPAREIL_COOKIE_NAME = True, "__Host-appareil"
    saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": MOT_DE_PASSE}
    temoin = client.post("/connexion/", saisie).cookies["__Host-appareil"]
    assert temoin["secure"]
