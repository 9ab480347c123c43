"""Which dossier opens, in which order, and what is never guessed."""

from datetime import date
from typing import Any

import pytest

from accounts.enums import Acte, MethodeLien, RoleAcces
from accounts.franceconnect.identite import comparable
from accounts.franceconnect.services import associer_franceconnect, dissocier_franceconnect
from accounts.models import Acces, Compte, Dossier, EntreeJournal, Envoi, LienFranceConnect
from tests.franceconnect.conftest import DEPART, Personne
from tests.franceconnect.fournisseur import SUB
from tests.harnais.hasard import porte_un_jeton, sans_hasard
from tests.harnais.personas import Persona, creer_dossier, creer_titulaire, ouvrir

ASSOCIATION = "/franceconnect/association/"


def test_la_demande_est_celle_que_franceconnect_accepte(personne: Personne) -> None:
    demande = personne.partir()
    assert set(demande) == {"response_type", "scope", "client_id", "redirect_uri", "state", "nonce", "acr_values"}
    assert (demande["response_type"], demande["acr_values"]) == ("code", "eidas1")
    assert demande["scope"] == "openid identite_pivot"
    assert demande["redirect_uri"] == "http://testserver/franceconnect/retour/"
    assert len(demande["state"]) >= 32 <= len(demande["nonce"])
    assert demande["state"] != demande["nonce"]


def test_l_echange_est_celui_que_franceconnect_accepte(personne: Personne, lien: LienFranceConnect) -> None:
    personne.passer()
    methode, chemin, corps = personne.fournisseur.recus[0]
    assert (methode, chemin) == ("POST", "token")
    assert set(corps) == {"grant_type", "client_id", "client_secret", "redirect_uri", "code"}
    assert [chemin for _, chemin, _ in personne.fournisseur.recus] == ["token", "jwks", "userinfo"]


def test_un_sub_connu_entre(personne: Personne, lien: LienFranceConnect) -> None:
    personne.fournisseur.pivot |= {"family_name": "MARIÉE", "given_name": "Alice"}  # names may change
    reponse = personne.passer(f"{DEPART}?next=/documents/")
    assert reponse["Location"] == "/documents/"
    assert personne.client.get("/espace/").status_code == 200
    entree = EntreeJournal.objects.get(acte=Acte.CONNEXION)
    assert (entree.dossier, entree.details) == (lien.dossier, {"moyen": "franceconnect"})
    assert Envoi.objects.filter(genre="connexion").count() == 1
    assert "appareil" in personne.client.cookies


@pytest.mark.parametrize("suite", ["https://mechant.example/", "//mechant.example", "javascript:alert(1)"])
def test_la_suite_ne_mene_qu_au_portail(personne: Personne, lien: LienFranceConnect, suite: str) -> None:
    assert personne.passer(f"{DEPART}?next={suite}")["Location"] == "/espace/"


def test_deux_onglets_gardent_chacun_leur_suite(personne: Personne, lien: LienFranceConnect) -> None:
    premier = personne.partir(f"{DEPART}?next=/documents/")
    personne.partir(f"{DEPART}?next=/cotisations/")
    personne.fournisseur.nonce = premier["nonce"]
    assert personne.revenir(premier["state"])["Location"] == "/documents/"


def test_une_date_de_naissance_contraire_alerte_et_refuse(
    personne: Personne, lien: LienFranceConnect, caplog: pytest.LogCaptureFixture
) -> None:
    personne.fournisseur.pivot["birthdate"] = "1980-03-01"
    assert personne.passer()["Location"] == "/connexion/"
    assert not personne.est_entree()
    assert "doit être vérifié par la caisse" in personne.dit("/connexion/")
    assert [r.levelname for r in caplog.records if "contredit" in r.message] == ["ERROR"]
    assert "1980" not in sans_hasard(caplog.text)


@pytest.mark.parametrize("champ", [{"is_active": False}, {"est_agent": True}])
def test_ni_compte_ferme_ni_agent(personne: Personne, lien: LienFranceConnect, champ: dict[str, bool]) -> None:
    Compte.objects.update(**champ)
    assert personne.passer()["Location"] == "/connexion/"
    assert not personne.est_entree()


@pytest.mark.parametrize("champ", [{"is_active": False}, {"est_agent": True}])
def test_un_compte_ferme_sort_a_la_requete_suivante(
    personne: Personne, lien: LienFranceConnect, champ: dict[str, bool]
) -> None:
    personne.passer()
    Compte.objects.update(**champ)
    assert personne.client.get("/espace/")["Location"].startswith("/connexion/")


def test_l_etat_civil_d_un_seul_dossier_l_associe(personne: Personne, alice: Persona) -> None:
    assert personne.passer()["Location"] == "/espace/"
    lien = LienFranceConnect.objects.get()
    assert (lien.sub, lien.dossier, lien.methode) == (SUB, alice.dossier, MethodeLien.PIVOT)
    assert EntreeJournal.objects.filter(acte=Acte.FRANCECONNECT_ASSOCIE, par=alice.compte).count() == 1
    assert Envoi.objects.filter(genre="franceconnect-associe").count() == 1
    assert not any(SUB in str(entree.details) for entree in EntreeJournal.objects.all())


def test_sans_compte_le_dossier_reconnu_en_recoit_un_sans_mot_de_passe(personne: Personne) -> None:
    dossier = creer_dossier("3456789", commune_naissance_cog="75107")
    personne.passer()
    compte = Acces.objects.get(dossier=dossier, role=RoleAcces.TITULAIRE).compte
    assert not compte.has_usable_password()
    assert personne.est_entree()
    assert EntreeJournal.objects.filter(acte=Acte.COMPTE_OUVERT).count() == 1
    assert set(Envoi.objects.values_list("genre", flat=True)) == {"franceconnect-associe", "connexion"}


@pytest.mark.parametrize(
    "champs",
    [
        {"prenoms": "Alice"},
        {"prenoms": "Alice Marie Louise"},
        {"nom_naissance": "FICTIF"},
        {"nom_naissance": "AUTRE", "nom_usage": "FICTIVE"},
        {"sexe": "male"},
        {"date_naissance": date(1980, 2, 28)},
        {"commune_naissance_cog": "75056"},
        {"commune_naissance_cog": ""},
        {"commune_naissance_cog": "", "pays_naissance_cog": "99109"},
    ],
    ids=str,
)
def test_un_seul_champ_differe_et_rien_n_est_devine(personne: Personne, alice: Persona, champs: Any) -> None:
    Dossier.objects.update(**champs)
    assert personne.passer()["Location"] == ASSOCIATION
    assert not personne.est_entree()
    assert not LienFranceConnect.objects.exists()


@pytest.mark.parametrize(
    ("ecrit", "dit"),
    [
        ("D'ÊTRE-NÉ", "d’être né"),
        ("Jean-Philippe", "JEAN PHILIPPE"),
        ("  Zoé   Anne ", "ZOE ANNE"),
        ("N\u0303UN\u0303EZ", "Ñuñez"),
    ],
)
def test_les_noms_se_comparent_sans_accents_ni_traits(ecrit: str, dit: str) -> None:
    assert comparable(ecrit) == comparable(dit)


def test_deux_noms_differents_le_restent() -> None:
    assert len({comparable(nom) for nom in ("DUPONT", "DUPOND", "DU PONT", "")}) == 4


def test_nee_a_l_etranger_sans_commune(personne: Personne, alice: Persona) -> None:
    Dossier.objects.update(commune_naissance_cog="", pays_naissance_cog="99131")
    personne.fournisseur.pivot |= {"birthplace": "", "birthcountry": "99131"}
    assert personne.passer()["Location"] == "/espace/"


def test_deux_dossiers_du_meme_etat_civil_demandent_une_preuve(
    personne: Personne, alice: Persona, empreinte: str
) -> None:
    creer_titulaire("123456789", empreinte, commune_naissance_cog="75107")
    assert personne.passer()["Location"] == ASSOCIATION


def test_un_dossier_associe_a_une_autre_identite_demande_une_preuve(personne: Personne, alice: Persona) -> None:
    associer_franceconnect(dossier=alice.dossier, sub="une-autre", methode=MethodeLien.PIVOT, par=None)
    assert personne.passer()["Location"] == ASSOCIATION
    assert LienFranceConnect.objects.get().sub == "une-autre"


def test_jamais_par_l_adresse(personne: Personne, affilie: Persona) -> None:
    personne.fournisseur.pivot |= {"family_name": "AUTRE", "email": affilie.dossier.courriel}
    assert personne.passer()["Location"] == ASSOCIATION
    assert not personne.est_entree()


def test_une_personne_inconnue_ne_cree_rien(personne: Personne) -> None:
    assert personne.passer()["Location"] == ASSOCIATION
    assert not Compte.objects.exists()
    assert not LienFranceConnect.objects.exists()


def test_la_session_ne_dit_rien_a_qui_lit_la_table(personne: Personne) -> None:
    personne.passer()
    contenu = str(dict(personne.client.session.items()))
    for indice in (SUB, "FICTIVE", "Alice"):
        assert indice not in contenu
    assert "1980" not in sans_hasard(contenu)
    assert not porte_un_jeton(contenu)


def test_qui_est_deja_entre_n_a_pas_a_partir(personne: Personne, alice: Persona) -> None:
    ouvrir(personne.client, alice)
    assert personne.client.get(DEPART)["Location"] == "/espace/"


def test_un_code_dans_l_adresse_de_la_connexion_n_appelle_personne(personne: Personne, alice: Persona) -> None:
    personne.client.post(
        "/connexion/?code=x&state=y", {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": "Faux-2026"}
    )
    assert personne.fournisseur.recus == []


def test_dissocier_ferme_la_session_que_le_lien_avait_ouverte(
    personne: Personne, lien: LienFranceConnect, agent: Persona
) -> None:
    personne.passer()
    assert dissocier_franceconnect(dossier=lien.dossier, par=agent.compte)
    assert personne.client.get("/espace/").status_code == 403
    entree = EntreeJournal.objects.get(acte=Acte.FRANCECONNECT_DISSOCIE)
    assert (entree.par, entree.details) == (agent.compte, {"agent": True})
    assert Envoi.objects.filter(genre="franceconnect-dissocie").count() == 1
    assert not dissocier_franceconnect(dossier=lien.dossier, par=agent.compte)


def test_les_retours_sont_limites(personne: Personne) -> None:
    statuts = set()
    for _ in range(31):
        statuts.add(personne.revenir(personne.partir()["state"], code="", error="access_denied").status_code)
    assert statuts == {302, 429}


# Several dossiers ------------------------------------------------------------------------------


@pytest.fixture
def deux(lien: LienFranceConnect, empreinte: str) -> Persona:
    """The second dossier of Alice, linked to the same identity."""
    seconde = creer_titulaire("123456789", empreinte, commune_naissance_cog="75107")
    associer_franceconnect(dossier=seconde.dossier, sub=SUB, methode=MethodeLien.MOT_DE_PASSE, par=seconde.compte)
    return seconde


def test_deux_dossiers_se_choisissent_et_se_changent(personne: Personne, deux: Persona, alice: Persona) -> None:
    assert personne.passer(f"{DEPART}?next=/documents/")["Location"] == "/dossiers/"
    page = personne.dit("/dossiers/")
    assert page.count("Ouvert en ce moment") == 1
    assert "Changer de dossier" in page
    autre = next(p for p in (deux, alice) if str(p.acces.public_id) in page)  # type: ignore[union-attr]
    assert autre.acces
    assert personne.client.post("/dossiers/changer/", {"acces": str(autre.acces.public_id)})["Location"] == "/espace/"
    assert personne.client.get("/espace/").context["acces"].dossier == autre.dossier
    assert personne.client.session["_auth_user_id"] == str(autre.compte.pk)
    assert EntreeJournal.objects.filter(acte=Acte.CHANGEMENT_DE_DOSSIER, dossier=autre.dossier).count() == 1
    assert EntreeJournal.objects.filter(acte=Acte.CONNEXION).count() == 1
    assert "/session/end" in personne.client.post("/deconnexion/")["Location"]


def test_changer_de_dossier_ne_prolonge_pas_la_session(personne: Personne, deux: Persona, horloge: Any) -> None:
    personne.passer()
    debut = personne.client.session["ouverte_le"]
    horloge.shift(600)
    for acces in Acces.objects.all():
        personne.client.post("/dossiers/changer/", {"acces": str(acces.public_id)})
    assert personne.client.session["ouverte_le"] == debut


def test_on_ne_change_que_pour_un_de_ses_dossiers(personne: Personne, deux: Persona, etranger: Persona) -> None:
    personne.passer()
    assert etranger.acces
    for choix in (str(etranger.acces.public_id), "", "n-importe-quoi"):
        assert personne.client.post("/dossiers/changer/", {"acces": choix}).status_code == 404


def test_le_mot_de_passe_n_ouvre_qu_un_dossier(personne: Personne, deux: Persona, alice: Persona) -> None:
    """FranceConnect brings both together; a password proves one."""
    ouvrir(personne.client, alice)
    assert deux.acces
    assert deux.dossier.numero not in personne.dit("/dossiers/").replace("\u202f", "")
    assert personne.client.post("/dossiers/changer/", {"acces": str(deux.acces.public_id)}).status_code == 404


def test_un_delegue_change_de_dossier_avec_son_seul_compte(
    personne: Personne, alice: Persona, etranger: Persona
) -> None:
    confie = Acces.objects.create(
        compte=alice.compte, dossier=etranger.dossier, role=RoleAcces.DELEGUE, fin=date(2026, 12, 31)
    )
    ouvrir(personne.client, alice)
    personne.client.post("/dossiers/changer/", {"acces": str(confie.public_id)})
    assert personne.client.get("/espace/").context["acces"].dossier == etranger.dossier
    assert personne.client.session["_auth_user_id"] == str(alice.compte.pk)
