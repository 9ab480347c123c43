"""Agents import statements and decide of operations."""

from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.administration.roles import COTISATIONS, RELATION
from accounts.models import EntreeJournal
from cotisations import verification
from cotisations.banque.administration.lectures import _au_milieu
from cotisations.banque.etats import EtatOperation, Methode
from cotisations.models import Ecriture, Operation, Releve
from cotisations.virement.reference import reference_rf
from tests.administration.conftest import Agent, CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.cotisations.banque.fabrique import PAYEUR, SOLDE, camt, prendre, proposer, recu, seule
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
IMPORT = "/admin/cotisations/releve/importer/"
LISTE = "/admin/cotisations/operation/"


@pytest.fixture
def moi(creer_agent: CreerAgent) -> Agent:  # noqa: F811 - the fixture imported above
    return creer_agent(COTISATIONS)


def envoyer(moi: Agent, octets: bytes, **champs: str) -> Any:
    fichier = BytesIO(octets)
    fichier.name = "releve.xml"
    return moi.navigateur().post(IMPORT, {"fichier": fichier, **champs}, follow=True)


def lignes(moi: Agent, **filtres: str) -> list[Operation]:
    contexte: Any = moi.navigateur().get(LISTE, filtres).context
    return [operation for operation, _, _ in contexte["lignes"]]


# Importing --------------------------------------------------------------------------------------
def test_un_releve_s_importe_et_se_dit(moi: Agent, affilie: Persona) -> None:
    octets = camt(recu(50_000, reference_rf(affilie.dossier.numero)), recu(20_000, "sans rien"))
    page = envoyer(moi, octets).content.decode()
    assert "2 opérations nouvelles sur 2" in page
    releve = Releve.objects.get()
    assert releve.importe_par == moi.compte
    assert str(releve.sha256) in page
    assert EntreeJournal.objects.filter(acte="releve_importe", par=moi.compte).exists()


def test_un_essai_ne_garde_rien(moi: Agent, affilie: Persona) -> None:
    page = envoyer(moi, camt(recu(50_000, reference_rf(affilie.dossier.numero))), essayer="oui").content.decode()
    assert "Essai réussi" in page
    assert not Releve.objects.exists()
    assert not Ecriture.objects.exists()


@pytest.mark.parametrize("octets", [camt(recu())[:-50], b"%PDF-1.7", b"<!DOCTYPE a><a/>", b"x" * 300_000])
def test_un_mauvais_fichier_est_refuse_sans_panne(moi: Agent, octets: bytes) -> None:
    reponse = envoyer(moi, octets)
    assert reponse.status_code == 200
    assert "Rien n’a été importé." in reponse.content.decode()
    assert not Releve.objects.exists()


def test_un_format_inconnu_nomme_les_deux_autres(moi: Agent) -> None:
    """As they are written: a sentence has one capital, formats have theirs."""
    page = envoyer(moi, b"%PDF").content.decode()
    assert "Ligne 1\u00a0: ce n’est ni un relevé camt.053 ni un relevé CFONB120." in page


def test_sans_fichier_la_page_le_dit(moi: Agent) -> None:
    assert "Choisissez le fichier" in moi.navigateur().post(IMPORT).content.decode()


def test_le_meme_fichier_deux_fois_se_dit(moi: Agent) -> None:
    envoyer(moi, camt(recu()))
    assert "ce fichier a déjà été importé" in envoyer(moi, camt(recu())).content.decode().lower()


def test_un_releve_manquant_alarme_a_l_accueil(moi: Agent) -> None:
    prendre(camt(recu(10_000)))
    assert "Relevés manquants" not in moi.navigateur().get("/admin/").content.decode()
    manquant = camt(recu(5_000), solde=SOLDE + 99_000).replace(b"2026-11-20", b"2026-11-21")
    assert "Un relevé n’a pas été importé" in envoyer(moi, manquant).content.decode()
    assert "Relevés manquants" in moi.navigateur().get("/admin/").content.decode()
    assert "Les soldes ne se suivent pas" in moi.navigateur().get("/admin/cotisations/releve/").content.decode()


# The queue --------------------------------------------------------------------------------------
def test_la_file_dit_ce_qui_attend(moi: Agent, affilie: Persona) -> None:
    operation = proposer(affilie)
    contexte: Any = moi.navigateur().get("/admin/").context
    carte = next(carte for carte in contexte["cartes"] if carte.titre == "Opérations à rapprocher")
    assert (carte.nombre, carte.depuis, carte.ton) == (1, operation.importee_le, "attention")
    assert lignes(moi, file="a-rapprocher") == lignes(moi, file="proposee") == [operation]
    assert lignes(moi, file="attente") == []
    assert lignes(moi, q=affilie.dossier.numero) == [operation]
    assert lignes(moi, file="invente") == [operation]


def test_la_fiche_masque_le_compte_du_payeur(moi: Agent, affilie: Persona) -> None:
    operation = proposer(affilie)
    page = moi.navigateur().get(f"{LISTE}{operation.public_id}/").content.decode()
    assert "Payeur Fictif" in page
    assert f"{PAYEUR[:4]} •••• {PAYEUR[-4:]}" in page
    assert PAYEUR not in page


def test_la_liste_coute_autant_pleine_que_vide(moi: Agent, affilie: Persona) -> None:
    client = moi.navigateur()

    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(LISTE).status_code == 200
        return len(requetes)

    numero = affilie.dossier.numero
    prendre(camt(recu(1_000, numero)))
    peu = cout()
    suite = [recu(2_000 + rang, numero) for rang in range(55)]
    prendre(camt(*suite, solde=SOLDE + 1_000))
    assert cout() <= peu + 1  # two pages


def test_la_fiche_dit_comment_l_operation_a_ete_reconnue(moi: Agent, affilie: Persona) -> None:
    prendre(camt(recu(10_000, reference_rf(affilie.dossier.numero)), solde=SOLDE))
    page = moi.navigateur().get(f"{LISTE}{seule().public_id}/").content.decode()
    credit = Ecriture.objects.get(cle__startswith="operation:")
    assert f"Rapprochée, dossier {affilie.dossier.numero}, référence RF, <a href=" in page
    assert f"/admin/cotisations/ecriture/{credit.public_id}/" in page


# Deciding ---------------------------------------------------------------------------------------
def test_accepter_dit_d_abord_a_qui(moi: Agent, affilie: Persona) -> None:
    operation, guichet = proposer(affilie), moi.navigateur()
    fiche = f"{LISTE}{operation.public_id}/"
    assert f"{fiche}accepter/" in guichet.get(fiche).content.decode()
    page = guichet.get(f"{fiche}accepter/").content.decode()
    for dit in (affilie.dossier.nom, affilie.dossier.metier, "Reste à payer", "Ce que le virement paiera"):
        assert dit in page
    assert seule().etat == EtatOperation.PROPOSEE
    guichet.post(f"{fiche}accepter/", {"vu": str(affilie.dossier)})
    assert seule().etat == EtatOperation.RAPPROCHEE
    assert "n’est plus, à faire" in guichet.post(f"{fiche}accepter/", follow=True).content.decode()
    assert Ecriture.objects.filter(cle__startswith="operation:").count() == 1


def test_accepter_refuse_un_autre_dossier_que_celui_qui_a_ete_lu(moi: Agent, affilie: Persona) -> None:
    adresse = f"{LISTE}{proposer(affilie).public_id}/accepter/"
    page = moi.navigateur().post(adresse, {"vu": "Dossier 7654321"}).content.decode()
    assert "a changé entre-temps" in page
    assert seule().etat == EtatOperation.PROPOSEE


def test_plusieurs_s_acceptent_d_un_geste(moi: Agent, affilie: Persona) -> None:
    premiere = proposer(affilie, 10_000)
    prendre(camt(recu(20_000, affilie.dossier.numero), recu(30_000, "sans rien"), solde=SOLDE + 10_000))
    coches = {f"choix-{une.public_id}": "oui" for une in Operation.objects.all()}
    page = moi.navigateur().post(f"{LISTE}accepter/", coches, follow=True).content.decode()
    assert "Propositions acceptées\u00a0: 2." in page
    assert premiere.rapprochements.filter(decision="rapprocher", par=moi.compte).exists()
    assert Operation.objects.filter(etat=EtatOperation.RAPPROCHEE).count() == 2


@pytest.mark.parametrize(
    ("code", "champs", "etat"),
    [
        ("attribuer", {"dossier": "1234567", "motif": "Bordereau", "confirmer": "oui"}, EtatOperation.RAPPROCHEE),
        ("refuser", {"motif": "Autre personne"}, EtatOperation.A_IDENTIFIER),
        ("attendre", {"motif": "À rappeler"}, EtatOperation.ATTENTE),
        ("ecarter", {"motif": "Loyer"}, EtatOperation.ECARTEE),
    ],
)  # fmt: skip
def test_chaque_decision_demande_pourquoi(
    moi: Agent, affilie: Persona, code: str, champs: dict[str, str], etat: EtatOperation
) -> None:
    adresse = f"{LISTE}{proposer(affilie).public_id}/{code}/"
    assert "Dites pourquoi" in moi.navigateur().post(adresse, champs | {"motif": " "}).content.decode()
    assert seule().etat == EtatOperation.PROPOSEE
    moi.navigateur().post(adresse, champs)
    assert seule().etat == etat
    decision = seule().rapprochements.get(rang=2)
    assert (decision.par, decision.motif) == (moi.compte, champs["motif"])


@pytest.mark.parametrize(
    ("numero", "dit"),
    [
        ("9999999", "Aucun dossier n’a le numéro 9999999."),
        ("12345", "celui-ci en a 5."),
        ("RF12 1234567", "en chiffres"),
    ],
)
def test_attribuer_a_un_dossier_qui_n_existe_pas(moi: Agent, affilie: Persona, numero: str, dit: str) -> None:
    adresse = f"{LISTE}{proposer(affilie).public_id}/attribuer/"
    page = moi.navigateur().post(adresse, {"dossier": numero, "motif": "Un essai"}).content.decode()
    assert dit in page
    assert f'value="{numero}"' in page
    assert 'value="Un essai"' in page


def test_attribuer_montre_a_qui_avant_de_poster(moi: Agent, affilie: Persona) -> None:
    """Typed, read again, corrected, then confirmed; confirmed twice, it posts once."""
    adresse, guichet = f"{LISTE}{proposer(affilie).public_id}/attribuer/", moi.navigateur()
    saisie = {"dossier": "123 45 67", "motif": "Bordereau"}
    assert ">Continuer</button>" in guichet.get(adresse).content.decode()
    page = guichet.post(adresse, saisie).content.decode()
    for dit in (affilie.dossier.nom, affilie.dossier.metier, "Reste à payer", "500,00", "Payeur Fictif", "par e-mail"):
        assert dit in page
    assert (seule().etat, Ecriture.objects.filter(cle__startswith="operation:").count()) == ("proposee", 0)
    corrigee = guichet.post(adresse, saisie | {"corriger": "oui"}).content.decode()
    assert 'value="123 45 67"' in corrigee
    assert 'name="confirmer"' not in corrigee
    for _ in range(2):
        guichet.post(adresse, saisie | {"confirmer": "oui"})
    assert seule().etat == EtatOperation.RAPPROCHEE
    assert Ecriture.objects.filter(cle__startswith="operation:").count() == 1


def test_une_decision_s_annule(moi: Agent, affilie: Persona) -> None:
    adresse = f"{LISTE}{proposer(affilie).public_id}"
    moi.navigateur().post(f"{adresse}/accepter/")
    moi.navigateur().post(f"{adresse}/annuler/", {"motif": "Homonyme"})
    assert seule().etat == EtatOperation.A_IDENTIFIER
    assert sum(Ecriture.objects.values_list("montant_centimes", flat=True)) == 0


# The command and the proofs -----------------------------------------------------------------------
def test_la_commande_importe_et_essaie(affilie: Persona, tmp_path: Path) -> None:
    fichier, sortie = tmp_path / "releve.xml", StringIO()
    fichier.write_bytes(camt(recu(50_000, reference_rf(affilie.dossier.numero))))
    call_command("importer_releve", str(fichier), "--essai", stdout=sortie)
    assert "rien n’a été écrit" in sortie.getvalue()
    assert not Releve.objects.exists()
    call_command("importer_releve", str(fichier), stdout=sortie)
    assert Releve.objects.count() == 1
    for mauvais in (fichier, tmp_path / "absent.xml"):
        with pytest.raises(CommandError) as refus:
            call_command("importer_releve", str(mauvais))
        assert refus.value.returncode == 2


def anomalies() -> dict[str, tuple[str, ...]]:
    return {un.preuve.code: un.anomalies for un in verification.verifier() if un.preuve.code.startswith("banque")}


def test_les_comptes_se_prouvent(moi: Agent, affilie: Persona) -> None:
    adresse = f"{LISTE}{proposer(affilie).public_id}"
    moi.navigateur().post(f"{adresse}/accepter/")
    moi.navigateur().post(f"{adresse}/annuler/", {"motif": "Homonyme"})
    moi.navigateur().post(
        f"{adresse}/attribuer/", {"dossier": affilie.dossier.numero, "motif": "Oui", "confirmer": "oui"}
    )
    constats = anomalies()
    assert len(constats) == 5
    assert not any(constats.values()), constats


def test_chaque_faute_se_voit(moi: Agent, affilie: Persona) -> None:
    operation = proposer(affilie)
    Operation.objects.filter(pk=operation.pk).update(etat=EtatOperation.RAPPROCHEE)
    assert "sans rien qui le montre" in anomalies()["banque-etats"][0]
    Operation.objects.filter(pk=operation.pk).update(montant_centimes=49_999)
    assert "0,01" in anomalies()["banque-soldes"][0]
    Ecriture.objects.create(
        dossier=affilie.dossier, cle="operation:inventee", nature="virement", annee=2026, montant_centimes=100,
        date_operation="2026-11-20", libelle="Virement reçu",
    )  # fmt: skip
    constats = anomalies()
    assert "aucune opération bancaire" in constats["banque-virements"][0]
    assert "portés aux comptes" in constats["banque-sommes"][0]
    prendre(camt(recu(1_000), solde=SOLDE + 50_000))
    Operation.objects.exclude(pk=operation.pk).delete()
    assert "0 opérations gardées, 1 importées" in anomalies()["banque-releves"][0]


# A fresh code -------------------------------------------------------------------------------------
def test_un_code_de_plus_de_dix_minutes_n_importe_rien(moi: Agent, horloge: time_machine.Traveller) -> None:
    """The file alone has to be chosen again, and the page says so; with it and a code, it is imported at once."""
    guichet = moi.navigateur()
    horloge.shift(timedelta(minutes=10))
    assert guichet.get(IMPORT)["Location"] == f"/admin/code/?next={IMPORT}"
    page = guichet.post(IMPORT, {"fichier": _fichier(), "essayer": "oui"}).content.decode()
    assert "Choisissez de nouveau le fichier «\u00a0releve.xml\u00a0»" in page
    assert '<input type="hidden" name="essayer" value="oui">' in page
    faux = guichet.post(IMPORT, {"fichier": _fichier(), "essayer": "oui", "code": "000000"}).content.decode()
    assert "Ce code n’est pas celui du moment" in faux
    assert not Releve.objects.exists()
    essai = guichet.post(IMPORT, {"fichier": _fichier(), "essayer": "oui", "code": moi.code()}).content.decode()
    assert "Essai réussi" in essai


def _fichier() -> BytesIO:
    fichier = BytesIO(camt(recu()))
    fichier.name = "releve.xml"
    return fichier


def test_un_code_se_redonne_avant_toute_decision(moi: Agent, affilie: Persona, horloge: time_machine.Traveller) -> None:
    fiche, guichet = f"{LISTE}{proposer(affilie).public_id}/", moi.navigateur()
    horloge.shift(timedelta(minutes=10))
    for code in ("accepter", "attribuer", "refuser", "attendre", "ecarter", "annuler"):
        page = f"{fiche}{code}/"
        for methode in (guichet.get, guichet.post):
            assert methode(page)["Location"] == f"/admin/code/?next={page}"
    assert seule().etat == EtatOperation.PROPOSEE


def test_ce_qui_est_saisi_passe_par_la_page_du_code(
    moi: Agent, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    adresse, guichet = f"{LISTE}{proposer(affilie).public_id}/refuser/", moi.navigateur()
    horloge.shift(timedelta(minutes=10))
    page = guichet.post(adresse, {"motif": "Le père & le fils"}).content.decode()
    assert "Confirmez que c’est vous" in page
    assert '<input type="hidden" name="motif" value="Le père &amp; le fils">' in page
    assert seule().etat == EtatOperation.PROPOSEE
    guichet.post(adresse, {"motif": "Le père & le fils", "code": moi.code()})
    assert seule().etat == EtatOperation.A_IDENTIFIER
    assert seule().rapprochements.get(rang=2).motif == "Le père & le fils"


def test_ce_qui_est_coche_passe_par_la_page_du_code(
    moi: Agent, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    operation, guichet = proposer(affilie), moi.navigateur()
    horloge.shift(timedelta(minutes=10))
    assert "Accepter les propositions choisies" in guichet.get(f"{LISTE}?file=proposee").content.decode()
    choix = {f"choix-{operation.public_id}": "oui"}
    assert f'name="choix-{operation.public_id}"' in guichet.post(f"{LISTE}accepter/", choix).content.decode()
    assert seule().etat == EtatOperation.PROPOSEE
    guichet.post(f"{LISTE}accepter/", choix | {"code": moi.code()})
    assert seule().etat == EtatOperation.RAPPROCHEE


def test_sans_rien_de_coche_le_code_ramene_a_la_liste(
    moi: Agent, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    proposer(affilie)
    guichet = moi.navigateur()
    horloge.shift(timedelta(minutes=10))
    page = guichet.post(f"{LISTE}accepter/")["Location"]
    reponse = guichet.post(page, {"code": moi.code()}, follow=True)
    assert reponse.status_code == 200
    assert reponse.redirect_chain[-1][0] == f"{LISTE}?file=proposee"
    assert seule().etat == EtatOperation.PROPOSEE


def test_un_nom_de_fichier_ne_devient_pas_du_html(moi: Agent, horloge: time_machine.Traveller) -> None:
    guichet, fichier = moi.navigateur(), _fichier()
    fichier.name = "<b onclick=x>.xml"
    horloge.shift(timedelta(minutes=10))
    page = guichet.post(IMPORT, {"fichier": fichier, "<i>": '"><i>'}).content.decode()
    assert "onclick" in page
    assert "<b onclick" not in page
    assert "<i>" not in page


# A statement --------------------------------------------------------------------------------------
def test_un_releve_mene_a_ses_operations(moi: Agent, affilie: Persona) -> None:
    prendre(camt(recu(10_000, reference_rf(affilie.dossier.numero)), recu(20_000, "sans rien"), recu(30_000, "rien")))
    prendre(camt(recu(40_000, "d’un autre relevé"), solde=SOLDE + 60_000))
    releve = Releve.objects.order_by("pk")[0]
    page = moi.navigateur().get(f"/admin/cotisations/releve/{releve.public_id}/").content.decode()
    assert f'{LISTE}?releve={releve.public_id}&amp;file=rapprochee">1</a>' in page
    assert f'{LISTE}?releve={releve.public_id}&amp;file=a-identifier">2</a>' in page
    assert f'{LISTE}?releve={releve.public_id}">3</a>' in page
    attendent = lignes(moi, releve=str(releve.public_id), file="a-identifier")
    assert sorted(une.montant_centimes for une in attendent) == [20_000, 30_000]
    assert all(f"{LISTE}{une.public_id}/" in page for une in attendent)
    assert len(lignes(moi, releve=str(releve.public_id))) == 3
    assert len(lignes(moi, releve="invente")) == 4


# Renvois ------------------------------------------------------------------------------------------
def test_un_dossier_nomme_est_un_lien_pour_qui_peut_le_voir(
    moi: Agent,
    affilie: Persona,
    creer_agent: CreerAgent,  # noqa: F811
) -> None:
    fiche = f"{LISTE}{proposer(affilie).public_id}/"
    autre = creer_agent(COTISATIONS, RELATION, nom="autre").navigateur()
    lien = f"/admin/accounts/dossier/{affilie.dossier.public_id}/"
    for page in (fiche, LISTE):
        assert lien in autre.get(page).content.decode()
        sans = moi.navigateur().get(page).content.decode()
        assert lien not in sans
        assert affilie.dossier.numero in sans


@pytest.mark.parametrize(
    ("methode", "dit"),
    [(Methode.REFERENCE, "référence RF"), (Methode.IBAN_MONTANT, "IBAN connu"), (Methode.AGENT, "par un agent")],
)
def test_une_methode_garde_ses_sigles_au_milieu_d_une_phrase(methode: Methode, dit: str) -> None:
    assert _au_milieu(methode.label).startswith(dit)
