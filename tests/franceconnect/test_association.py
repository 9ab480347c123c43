"""The proof of a dossier, by someone FranceConnect vouches for; and how the link ends."""

import re
from typing import Any

import pytest

from accounts.enums import Acte, MethodeLien, RoleAcces
from accounts.franceconnect.services import DejaAssocie, associer_franceconnect
from accounts.models import Acces, Compte, Dossier, EntreeJournal, LienFranceConnect, NiveauSeau
from tests.franceconnect.conftest import Personne
from tests.franceconnect.fournisseur import SUB
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona, creer_titulaire

ASSOCIATION = "/franceconnect/association/"


@pytest.fixture
def connue(personne: Personne, affilie: Persona) -> Personne:
    """Known to FranceConnect; the file has another commune, so that a proof is needed."""
    personne.passer()
    return personne


def prouver(personne: Personne, **autres: str) -> Any:
    saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": MOT_DE_PASSE, **autres}
    return personne.client.post(ASSOCIATION, saisie)


def test_le_numero_et_le_mot_de_passe_associent(connue: Personne, affilie: Persona) -> None:
    assert "Alice Marie FICTIVE" in connue.dit(ASSOCIATION)
    assert prouver(connue)["Location"] == "/espace/"
    lien = LienFranceConnect.objects.get()
    assert (lien.sub, lien.dossier, lien.methode) == (SUB, affilie.dossier, MethodeLien.MOT_DE_PASSE)
    assert connue.est_entree()
    assert "FranceConnect ouvre maintenant votre dossier" in connue.dit("/espace/")
    connue.client.post("/deconnexion/")
    assert connue.passer()["Location"] == "/espace/"


def test_l_identite_en_attente_ne_sert_qu_une_fois(connue: Personne, empreinte: str) -> None:
    creer_titulaire("123456789", empreinte)
    temoin = connue.client.cookies["session"].value
    prouver(connue)
    assert prouver(connue, numero="123456789", type_dossier="ayant_droit")["Location"] == "/compte/"
    rejoue = ClientStrict()
    rejoue.cookies["session"] = temoin
    assert rejoue.get(ASSOCIATION)["Location"] == "/connexion/"
    assert LienFranceConnect.objects.count() == 1


def test_quinze_minutes(connue: Personne, horloge: Any) -> None:
    horloge.shift(15 * 60 + 1)
    assert connue.client.get(ASSOCIATION)["Location"] == "/connexion/"
    assert "dans les 15\u00a0minutes" in connue.dit("/connexion/")
    assert prouver(connue)["Location"] == "/connexion/"
    assert not LienFranceConnect.objects.exists()


REFUS: dict[str, dict[str, str]] = {
    "inconnu": {"numero": "7777777"},
    "mauvais mot de passe": {"mot_de_passe": "Faux-2026"},
    "autre personne": {"numero": "2345678"},
    "numéro impossible": {"numero": "12"},
}


@pytest.mark.parametrize("cas", REFUS)
def test_chaque_refus_dit_la_meme_chose(connue: Personne, autre_affilie: Persona, cas: str) -> None:
    page = prouver(connue, **REFUS[cas])
    assert page.status_code == 200
    reference = prouver(connue, numero="8888888").content.decode()
    assert _sans_aleas(page.content.decode()) == _sans_aleas(reference)
    assert not connue.est_entree()
    assert not LienFranceConnect.objects.exists()


def _sans_aleas(page: str) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|numero)" value="[^"]+"', "", page)


@pytest.mark.parametrize("champ", [{"date_naissance": "1980-02-28"}, {"nom_naissance": "AUTRE"}])
def test_la_preuve_ne_suffit_pas_contre_l_identite(connue: Personne, champ: dict[str, str]) -> None:
    Dossier.objects.update(**champ)
    assert "Nous n’avons pas pu associer" in prouver(connue).content.decode()
    entree = EntreeJournal.objects.get(acte=Acte.FRANCECONNECT_REFUSE)
    assert (entree.par, entree.dossier) == (None, None)


def test_jamais_un_agent(connue: Personne) -> None:
    Compte.objects.update(est_agent=True)
    assert "Nous n’avons pas pu associer" in prouver(connue).content.decode()
    assert not connue.est_entree()


def test_les_preuves_sont_limitees_par_identite(connue: Personne) -> None:
    statuts = [prouver(connue, numero=f"888888{rang}").status_code for rang in range(6)]
    assert statuts == [200] * 5 + [429]
    NiveauSeau.objects.all().delete()
    assert prouver(connue)["Location"] == "/espace/"


def test_et_par_dossier_comme_une_connexion(connue: Personne) -> None:
    for _ in range(5):
        connue.client.post("/connexion/", {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": "Faux-2026"})
    assert prouver(connue).status_code == 429


def test_une_nouvelle_identite_remplace_l_ancienne_avec_une_preuve(connue: Personne, affilie: Persona) -> None:
    associer_franceconnect(dossier=affilie.dossier, sub="ancienne", methode=MethodeLien.PIVOT, par=None)
    prouver(connue)
    assert LienFranceConnect.objects.get().sub == SUB
    actes = list(EntreeJournal.objects.filter(acte__startswith="franceconnect").values_list("acte", flat=True))
    assert actes == ["franceconnect_associe", "franceconnect_dissocie", "franceconnect_associe"]


def test_un_dossier_n_a_qu_une_identite(affilie: Persona) -> None:
    associer_franceconnect(dossier=affilie.dossier, sub="une", methode=MethodeLien.PIVOT, par=None)
    with pytest.raises(DejaAssocie):
        associer_franceconnect(dossier=affilie.dossier, sub="deux", methode=MethodeLien.PIVOT, par=None)
    assert LienFranceConnect.objects.get().sub == "une"


def test_un_second_dossier_s_ajoute(connue: Personne, empreinte: str) -> None:
    prouver(connue)
    creer_titulaire("123456789", empreinte)
    assert connue.passer("/franceconnect/connexion/?pour=associer")["Location"] == ASSOCIATION
    assert prouver(connue, numero="123456789", type_dossier="ayant_droit")["Location"] == "/espace/"
    assert connue.dit("/dossiers/").count('<li class="carte"') == 2


def test_dossier_introuvable_se_quitte_par_franceconnect(connue: Personne) -> None:
    page = connue.dit("/franceconnect/dossier-introuvable/")
    assert "Se déconnecter de FranceConnect" in page
    sortie = connue.client.post("/franceconnect/quitter/")
    assert "/session/end?id_token_hint=eyJ" in sortie["Location"]
    assert connue.client.get(ASSOCIATION)["Location"] == "/connexion/"


# The end of a link ------------------------------------------------------------------------------

PAGE = "/compte/franceconnect/"


def test_dissocier_demande_le_mot_de_passe(personne: Personne, lien: LienFranceConnect) -> None:
    personne.passer()
    assert "Ne plus utiliser FranceConnect" in personne.dit("/compte/")
    assert "pas celui de votre dossier" in personne.client.post(PAGE, {"mot_de_passe": "Faux-2026"}).content.decode()
    assert "Saisissez votre mot de passe" in personne.client.post(PAGE, {}).content.decode()
    assert LienFranceConnect.objects.exists()
    assert personne.client.post(PAGE, {"mot_de_passe": MOT_DE_PASSE})["Location"] == "/compte/"
    assert not LienFranceConnect.objects.exists()
    assert personne.client.get("/espace/").status_code == 200
    assert personne.client.get(PAGE)["Location"] == "/compte/"


def test_sans_mot_de_passe_on_repasse_par_franceconnect(personne: Personne, lien: LienFranceConnect) -> None:
    compte = Compte.objects.get()
    compte.set_unusable_password()
    compte.save()
    personne.passer()
    assert "Vous n’avez pas de mot de passe" in personne.dit(PAGE)
    assert personne.client.post(PAGE).status_code == 200
    assert LienFranceConnect.objects.exists()
    assert personne.passer("/franceconnect/connexion/?pour=prouver")["Location"] == PAGE
    assert "/session/end" in personne.client.post(PAGE)["Location"]
    assert not LienFranceConnect.objects.exists()
    assert not personne.est_entree()


def test_repasser_avec_une_autre_identite_ne_prouve_rien(personne: Personne, lien: LienFranceConnect) -> None:
    compte = Compte.objects.get()
    compte.set_unusable_password()
    compte.save()
    personne.passer()
    personne.fournisseur.sub = "9" * 64 + "v1"
    assert personne.passer("/franceconnect/connexion/?pour=prouver")["Location"] == "/compte/"
    personne.client.post(PAGE)
    assert LienFranceConnect.objects.exists()
    assert personne.est_entree()


def test_un_delegue_ne_dissocie_pas_le_titulaire(
    personne: Personne, lien: LienFranceConnect, etranger: Persona
) -> None:
    """Not even just after proving, by FranceConnect, who they are themselves."""
    confie = Acces.objects.create(compte=etranger.compte, dossier=lien.dossier, role=RoleAcces.DELEGUE)
    associer_franceconnect(dossier=etranger.dossier, sub="a" * 64, methode=MethodeLien.PIVOT, par=etranger.compte)
    etranger.compte.set_unusable_password()
    etranger.compte.save()
    Dossier.objects.filter(pk=etranger.dossier.pk).update(date_naissance="1980-02-29")
    personne.fournisseur.sub = "a" * 64
    personne.passer()
    assert personne.passer("/franceconnect/connexion/?pour=prouver")["Location"] == PAGE
    personne.client.post("/dossiers/changer/", {"acces": str(confie.public_id)})
    assert personne.client.get("/espace/").context["acces"] == confie
    assert "Ne plus utiliser" not in personne.dit("/compte/")
    assert personne.client.post(PAGE)["Location"] == "/compte/"
    assert LienFranceConnect.objects.count() == 2


def test_l_identite_en_attente_ne_passe_pas_a_la_personne_suivante(connue: Personne, etranger: Persona) -> None:
    saisie = {"type_dossier": "affilie", "numero": etranger.dossier.numero, "mot_de_passe": MOT_DE_PASSE}
    assert connue.client.post("/connexion/", saisie)["Location"] == "/espace/"
    assert connue.client.get(ASSOCIATION)["Location"] == "/compte/"
