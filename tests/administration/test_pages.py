"""Each role sees its pages and no other; acts are asked, done, told and journalled."""

import re
import uuid
from datetime import date, timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.administration.roles import COTISATIONS, COURRIERS, RELATION, ROLES, SUPERVISION, poser_les_roles
from accounts.administration.site import site
from accounts.enums import Acte, MethodeLien
from accounts.franceconnect.services import associer_franceconnect
from accounts.journal import journaliser
from accounts.models import Acces, Authentificateur, Compte, EntreeJournal, Envoi, LienFranceConnect, SecretProvisoire
from tests.administration.conftest import Agent, CreerAgent
from tests.conftest import ClientDe
from tests.cotisations.banque.fabrique import proposer
from tests.cotisations.paiements.fabrique import paiement
from tests.cotisations.prelevements.fabrique import ligne_de, mandat_actif
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona, creer_dossier
from tests.harnais.routes import Route, routes
from tests.retraite.conftest import pension
from tests.test_contraintes import (
    appel,
    demande,
    document,
    echeance,
    ecriture,
    estimation,
    lot,
    lot_de_prelevements,
    piece,
    pli,
    retour_de_prelevement,
    secret,
)

GUICHET = [route for route in routes() if route.nom.startswith("admin:")]
COMMUNES = {"admin:index", "admin:login", "admin:logout", "admin:installation", "admin:code"}
MODELES = {
    "admin:accounts_dossier_": {RELATION},
    "admin:accounts_envoi_": {SUPERVISION},
    "admin:accounts_entreejournal_": {SUPERVISION},
    "admin:accounts_essaisdelheure_": {SUPERVISION},
    "admin:accounts_compte_": {SUPERVISION},
    "admin:cotisations_": {COTISATIONS},
    "admin:documents_": {RELATION},
    "admin:retraite_": {RELATION},
    "admin:accounts_lotdecourriers_": {COURRIERS},
    "admin:accounts_demandemotdepasse_": {COURRIERS},
    "admin:accounts_pli_npai": {RELATION},  # who holds the letter that came back; before the next, which it begins with
    "admin:accounts_pli_": {COURRIERS, RELATION},
}


def roles_de(route: Route) -> set[str]:
    return next(roles for debut, roles in MODELES.items() if route.nom.startswith(debut))


PROPRES = [route for route in GUICHET if route.nom not in COMMUNES]


def nom(route: Route) -> str:
    return route.nom


@pytest.fixture
def objets(affilie: Persona, creer_agent: CreerAgent) -> dict[str, uuid.UUID]:
    """One row of each model that has a fiche."""
    autre = creer_agent(COURRIERS, nom="autre").compte
    with transaction.atomic():
        entree = journaliser(acte=Acte.CONNEXION, par=affilie.compte, dossier=affilie.dossier, essai="oui")
    envoi = Envoi.objects.create(genre="essai", cle="essai", dossier=affilie.dossier, etat="echec")
    secret(affilie)
    courriers = [lot(affilie), pli(affilie), demande(affilie, dossier=affilie.dossier)]
    due = echeance(affilie)
    cotisations = [due, ecriture(affilie), appel(affilie), estimation(affilie), paiement(affilie)]
    operation = proposer(affilie)
    deposes = [operation, operation.releve, document(affilie), piece(affilie), pension(affilie)]
    mandat = mandat_actif(affilie.dossier, affilie.compte)
    ligne = ligne_de(mandat, due, date(2026, 12, 7))
    debits = [mandat, ligne, lot_de_prelevements(affilie), retour_de_prelevement()]
    lignes: list[Any] = [affilie.dossier, autre, entree, envoi, *cotisations, *debits, *deposes, *courriers]
    return {f"admin:{ligne._meta.app_label}_{ligne._meta.model_name}_": ligne.public_id for ligne in lignes}


def adresse(route: Route, objets: dict[str, uuid.UUID]) -> str:
    objet = next((objets[debut] for debut in objets if route.nom.startswith(debut)), uuid.UUID(int=0))
    return route.adresse(public_id=objet)


# Who sees what -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_chaque_role_voit_ses_pages_et_aucune_autre(
    creer_agent: CreerAgent, objets: dict[str, uuid.UUID], role: str
) -> None:
    client = creer_agent(role).navigateur()
    for route in PROPRES:
        vue = client.get(adresse(route, objets)).status_code
        permis = {200, 302, 404, 405} if role in roles_de(route) else {403, 405}
        assert vue in permis, (route.nom, vue)


@pytest.mark.parametrize("role", ROLES)
def test_un_acte_d_un_autre_role_est_refuse(creer_agent: CreerAgent, objets: dict[str, uuid.UUID], role: str) -> None:
    client = creer_agent(role).navigateur()
    avant = EntreeJournal.objects.count()
    for route in PROPRES:
        if role not in roles_de(route):
            assert client.post(adresse(route, objets)).status_code in {403, 405}, route.nom
    assert EntreeJournal.objects.count() == avant


@pytest.mark.parametrize("methode", ["get", "post"])
def test_sans_code_rien_ne_s_ouvre(creer_agent: CreerAgent, objets: dict[str, uuid.UUID], methode: str) -> None:
    client = creer_agent(*ROLES, installe=False).navigateur(verifie=False)
    for route in [*PROPRES, *(r for r in GUICHET if r.nom in {"admin:index", "admin:code"})]:
        reponse = getattr(client, methode)(adresse(route, objets))
        assert reponse["Location"] == "/admin/installation/", route.nom


@pytest.mark.parametrize("methode", ["get", "post"])
def test_un_membre_ne_trouve_rien(
    client_de: ClientDe, affilie: Persona, objets: dict[str, uuid.UUID], methode: str
) -> None:
    client = client_de(affilie)
    for route in GUICHET:
        if route.nom not in {"admin:login", "admin:logout"}:
            assert getattr(client, methode)(adresse(route, objets)).status_code == 404, route.nom


def test_un_membre_dit_agent_sans_l_etre_n_entre_pas(affilie: Persona, creer_agent: CreerAgent) -> None:
    """Roles given by mistake to a member's compte open nothing."""
    creer_agent()
    affilie.compte.groups.set(creer_agent(*ROLES, nom="modele").compte.groups.all())
    client = ClientStrict()
    client.force_login(affilie.compte, backend="accounts.authentification.Agents")
    assert client.get("/admin/").status_code == 302
    assert not client.get("/admin/login/").wsgi_request.user.is_authenticated


def test_poser_les_roles_deux_fois_ne_change_rien(tout_role: Agent) -> None:
    avant = sorted(tout_role.compte.get_all_permissions())
    poser_les_roles(apps)
    assert sorted(Compte.objects.get(pk=tout_role.compte.pk).get_all_permissions()) == avant
    assert len(avant) == sum(map(len, ROLES.values()))


def test_aucun_formulaire_ne_touche_un_mot_de_passe(tout_role: Agent, objets: dict[str, uuid.UUID]) -> None:
    client = tout_role.navigateur()
    for route in PROPRES:
        reponse = client.get(adresse(route, objets))
        texte = reponse.content.decode().lower() if reponse.status_code == 200 else ""
        assert 'type="password"' not in texte, route.nom
        assert "argon2" not in texte, route.nom
    ajouts = [
        motif.name for admin in site._registry.values() for motif in admin.get_urls() if "_add" in str(motif.name)
    ]
    assert ajouts == []


def test_lire_n_ecrit_rien_et_django_ne_tient_pas_d_autre_journal(
    tout_role: Agent, objets: dict[str, uuid.UUID]
) -> None:
    client = tout_role.navigateur()
    avant = EntreeJournal.objects.count()
    for route in GUICHET:
        client.get(adresse(route, objets))  # the client refuses a GET that writes
    assert EntreeJournal.objects.count() == avant
    assert not LogEntry.objects.exists()


# The lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("recherche", ["7654321", "invent", "INVENTÉE"])
def test_un_dossier_se_cherche(creer_agent: CreerAgent, affilie: Persona, recherche: str) -> None:
    creer_dossier("7654321", prenoms="Emma", nom_naissance="INVENTÉE")
    page = creer_agent(RELATION).navigateur().get("/admin/accounts/dossier/", {"q": recherche}).content.decode()
    assert "7654321" in page
    assert affilie.dossier.numero not in page


def test_rien_ne_correspond(creer_agent: CreerAgent) -> None:
    page = creer_agent(RELATION).navigateur().get("/admin/accounts/dossier/", {"q": "9999999"}).content.decode()
    assert "Rien ne correspond" in page


@pytest.mark.parametrize(
    "liste",
    [
        "accounts/dossier",
        "accounts/entreejournal",
        "accounts/envoi",
        "accounts/compte",
        "documents/piece",
        "documents/document",
    ],
)
def test_une_liste_coute_autant_pleine_que_vide(tout_role: Agent, creer_agent: CreerAgent, liste: str) -> None:
    client = tout_role.navigateur()

    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(f"/admin/{liste}/").status_code == 200
        return len(requetes)

    def remplir(debut: int, nombre: int) -> None:
        for rang in range(debut, debut + nombre):
            dossier = creer_dossier(str(1_000_000 + rang))
            agent = creer_agent(SUPERVISION, nom=f"agent{rang}").compte
            Envoi.objects.create(genre="essai", cle=str(rang), dossier=dossier)
            persona = Persona(agent, Acces(dossier=dossier))
            document(persona), piece(persona)
            with transaction.atomic():
                journaliser(acte=Acte.CONNEXION, par=agent, dossier=dossier)

    remplir(0, 2)
    peu = cout()
    remplir(10, 55)
    assert cout() <= peu + 1  # two pages
    assert cout() <= 12


def test_le_journal_ne_se_compte_pas_en_entier(tout_role: Agent) -> None:
    with CaptureQueriesContext(connection) as requetes:
        tout_role.navigateur().get("/admin/accounts/entreejournal/")
    comptes = [r["sql"] for r in requetes if "COUNT(" in r["sql"] and "entreejournal" in r["sql"]]
    assert comptes
    assert all("LIMIT 5000" in sql for sql in comptes)


def test_le_journal_se_filtre(tout_role: Agent, affilie: Persona) -> None:
    with transaction.atomic():
        journaliser(acte=Acte.CONNEXION, par=affilie.compte, dossier=affilie.dossier)
        journaliser(acte=Acte.TENTATIVES_DEBLOQUEES, par=tout_role.compte)
    client = tout_role.navigateur()

    def lignes(**filtres: str) -> list[str]:
        contexte: Any = client.get("/admin/accounts/entreejournal/", filtres).context
        return [entree.acte for entree, _, _ in contexte["lignes"]]

    assert lignes() == ["tentatives_debloquees", "connexion"]
    assert lignes(acte="connexion") == ["connexion"]
    assert lignes(q=affilie.dossier.numero) == ["connexion"]
    assert lignes(q=tout_role.compte.identifiant, depuis="7") == ["tentatives_debloquees"]
    assert lignes(acte="deconnexion") == []


# The first page ----------------------------------------------------------------------------------


def test_l_accueil_dit_ce_qui_attend(tout_role: Agent, affilie: Persona) -> None:
    demande(affilie, canal="lettre", demandee_le="2026-11-20T09:00:00Z")
    demande(affilie, canal="lettre")
    demande(affilie, canal="courriel")
    lot(affilie, etat="pret")
    Envoi.objects.create(genre="essai", cle="essai", etat="echec")
    contexte: Any = tout_role.navigateur().get("/admin/").context
    cartes = {carte.titre: (carte.nombre, bool(carte.ton)) for carte in contexte["cartes"]}
    assert cartes["Courriers à préparer"] == (2, True)
    assert cartes["Lots à remettre à La Poste"] == (1, True)
    assert cartes["E-mails en échec"] == (1, True)
    assert cartes["Connexions refusées dans l’heure"] == (0, False)


def test_sans_role_l_accueil_le_dit(creer_agent: CreerAgent) -> None:
    assert "Aucun rôle ne vous est donné" in creer_agent().navigateur().get("/admin/").content.decode()


# Acts --------------------------------------------------------------------------------------------


def test_debloquer_rend_les_essais(creer_agent: CreerAgent, affilie: Persona, client: ClientStrict) -> None:
    saisie = {"type_dossier": "affilie", "numero": affilie.dossier.numero, "mot_de_passe": "Faux-2026"}
    for _ in range(6):
        refus = client.post("/connexion/", saisie)
    assert refus.status_code == 429
    agent = creer_agent(RELATION)
    guichet = agent.navigateur()
    page = f"/admin/accounts/dossier/{affilie.dossier.public_id}/debloquer/"
    assert "inscrit au journal" in guichet.get(page).content.decode()
    assert client.post("/connexion/", saisie).status_code == 429  # reading did nothing
    assert "sont débloquées" in guichet.post(page, follow=True).content.decode()
    assert client.post("/connexion/", saisie | {"mot_de_passe": MOT_DE_PASSE}).status_code == 302
    entree = EntreeJournal.objects.get(acte=Acte.TENTATIVES_DEBLOQUEES)
    assert (entree.par, entree.dossier) == (agent.compte, affilie.dossier)


def test_dissocier_franceconnect(creer_agent: CreerAgent, affilie: Persona) -> None:
    fiche = f"/admin/accounts/dossier/{affilie.dossier.public_id}/"
    page, agent = f"{fiche}dissocier/", creer_agent(RELATION)
    guichet = agent.navigateur()
    assert page not in guichet.get(fiche).content.decode()
    associer_franceconnect(dossier=affilie.dossier, sub="essai-sub", methode=MethodeLien.PIVOT, par=affilie.compte)
    texte = guichet.get(fiche).content.decode()
    assert page in texte
    assert "État civil" in texte
    assert "essai-sub" not in texte
    assert "avertie par e-mail" in guichet.get(page).content.decode()
    assert LienFranceConnect.objects.exists()
    assert "n’ouvre plus le dossier" in guichet.post(page, follow=True).content.decode()
    assert not LienFranceConnect.objects.exists()
    entree = EntreeJournal.objects.get(acte=Acte.FRANCECONNECT_DISSOCIE)
    assert (entree.par, entree.dossier, entree.details) == (agent.compte, affilie.dossier, {"agent": True})
    assert Envoi.objects.filter(genre="franceconnect-dissocie", dossier=affilie.dossier).count() == 1
    assert "plus, à faire" in guichet.post(page, follow=True).content.decode()


def test_revoquer_les_provisoires(creer_agent: CreerAgent, affilie: Persona) -> None:
    secret(affilie)
    page = f"/admin/accounts/dossier/{affilie.dossier.public_id}/revoquer/"
    creer_agent(RELATION).navigateur().post(page)
    assert SecretProvisoire.objects.get().etat == "revoque"


def test_un_acte_demande_un_code_recent(
    creer_agent: CreerAgent, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    agent = creer_agent(RELATION)
    guichet = agent.navigateur()
    page = f"/admin/accounts/dossier/{affilie.dossier.public_id}/revoquer/"
    horloge.shift(timedelta(minutes=10))
    secret(affilie)
    for methode in (guichet.get, guichet.post):
        assert methode(page)["Location"] == f"/admin/code/?next={page}"
    assert SecretProvisoire.objects.get().etat == "actif"
    assert "Ce code n’est pas celui du moment" in guichet.post("/admin/code/", {"code": "000000"}).content.decode()
    reponse = guichet.post("/admin/code/", {"code": agent.code(), "next": page})
    assert reponse["Location"] == page
    assert guichet.get(page).status_code == 200
    horloge.shift(timedelta(minutes=10))
    rejoue = guichet.post("/admin/code/", {"code": agent.code(-20), "next": page})
    assert rejoue.status_code == 200  # the same code again


def test_rejouer_un_ou_plusieurs_e_mails(creer_agent: CreerAgent, affilie: Persona) -> None:
    envois = [
        Envoi.objects.create(genre="compte-ouvert", cle=str(rang), dossier=affilie.dossier, etat="echec", essais=12)
        for rang in range(3)
    ]
    parti = Envoi.objects.create(genre="compte-ouvert", cle="parti", etat="a_envoyer", essais=3)
    guichet = creer_agent(SUPERVISION).navigateur()
    liste = guichet.get("/admin/accounts/envoi/", {"etat__exact": "echec"}).content.decode()
    assert 'formaction="/admin/accounts/envoi/rejouer/"' in liste
    guichet.post(f"/admin/accounts/envoi/{envois[0].public_id}/rejouer/")
    choix = {f"choix-{choisi}": "oui" for choisi in (envois[1].public_id, parti.public_id, "n-importe-quoi")}
    assert "remis à envoyer" in guichet.post("/admin/accounts/envoi/rejouer/", choix, follow=True).content.decode()
    etats = dict(Envoi.objects.values_list("cle", "essais"))
    assert etats == {"0": 0, "1": 0, "2": 12, "parti": 3}
    encore = guichet.post(f"/admin/accounts/envoi/{parti.public_id}/rejouer/", follow=True).content.decode()
    assert "plus, à faire" in encore
    assert EntreeJournal.objects.filter(acte=Acte.ENVOI_REJOUE).count() == 2


def test_fermer_puis_retablir_un_acces(creer_agent: CreerAgent) -> None:
    autre = creer_agent(COURRIERS, nom="autre")
    guichet = creer_agent(SUPERVISION).navigateur()
    fiche = f"/admin/accounts/compte/{autre.compte.public_id}/"
    assert "Fermer l’accès" in guichet.get(fiche).content.decode()
    guichet.post(f"{fiche}desactiver/")
    page = guichet.get(fiche).content.decode()
    assert "Rétablir l’accès" in page
    assert "Fermer l’accès" not in page
    guichet.post(f"{fiche}reactiver/")
    assert Compte.objects.get(pk=autre.compte.pk).is_active


def test_un_membre_n_est_pas_dans_la_liste_des_agents(creer_agent: CreerAgent, affilie: Persona) -> None:
    guichet = creer_agent(SUPERVISION, nom="vigie").navigateur()
    assert guichet.get(f"/admin/accounts/compte/{affilie.compte.public_id}/").status_code == 404
    page = guichet.get("/admin/accounts/compte/").content.decode()
    assert affilie.compte.identifiant not in page
    assert "vigie@caisse.example" in page


def test_demander_la_verification_du_journal(creer_agent: CreerAgent) -> None:
    from accounts.tasks import verifier_le_journal

    guichet = creer_agent(SUPERVISION).navigateur()
    page = "/admin/accounts/entreejournal/verification/"
    assert "Aucune vérification" in guichet.get(page).content.decode()
    for _ in range(2):  # asked twice, written once
        assert "est en cours" in guichet.post(page, follow=True).content.decode()
    verifier_le_journal()
    assert "Le journal est intact" in guichet.get(page).content.decode()
    assert EntreeJournal.objects.filter(acte=Acte.VERIFICATION_DEMANDEE).count() == 1


# The command -------------------------------------------------------------------------------------


def test_creer_agent_ne_montre_le_mot_de_passe_qu_a_la_premiere_supervision(creer_agent: CreerAgent) -> None:
    creer_agent()
    for nom, approuve in (("premiere", True), ("seconde", False)):
        sortie = StringIO()
        with patch("builtins.input", side_effect=[f"{nom}@Caisse.example ", "1 4"]):
            call_command("creer_agent", stdout=sortie)
        compte = Compte.objects.get(identifiant=f"{nom}@caisse.example")
        montre = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}", sortie.getvalue())
        assert [compte.check_password(un) for un in montre] == [True] * approuve
        assert Authentificateur.objects.get(user=compte).a_approuver is not approuve
        assert [groupe.name for groupe in compte.groups.order_by("name")] == [COTISATIONS, SUPERVISION]


@pytest.mark.parametrize("identifiant", ["pas une adresse", "agent@caisse.example"])
def test_creer_agent_refuse(creer_agent: CreerAgent, identifiant: str) -> None:
    creer_agent()
    with pytest.raises(CommandError):
        call_command("creer_agent", identifiant=identifiant, role=[RELATION])


def test_creer_agent_veut_des_roles_de_la_liste(creer_agent: CreerAgent) -> None:
    with patch("builtins.input", side_effect=["9"]), pytest.raises(CommandError):
        call_command("creer_agent", identifiant="nouveau@caisse.example", stdout=StringIO())
