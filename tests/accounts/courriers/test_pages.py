"""The agents' pages: each step is offered to whoever may take it, and the strict client looks at every page."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group

from accounts.courriers.preparation import preparer_lot
from accounts.enums import EtatLot, EtatPli
from accounts.models import LotDeCourriers, Pli
from tests.accounts.courriers.conftest import demander, dossiers, lot_imprime, lot_telecharge
from tests.administration.conftest import Agent, CreerAgent, creer_agent  # noqa: F401 - a fixture

LOTS = "/admin/accounts/lotdecourriers/"


@pytest.fixture
def alice(creer_agent: CreerAgent) -> Agent:  # noqa: F811 - the fixture imported above
    return creer_agent("Courriers", nom="alice")


@pytest.fixture
def basile(creer_agent: CreerAgent) -> Agent:  # noqa: F811 - same cause
    return creer_agent("Courriers", nom="basile")


def page(reponse: Any) -> str:
    assert reponse.status_code == 200, reponse
    return str(reponse.content.decode())


def de(lot: LotDeCourriers, acte: str = "") -> str:
    return f"{LOTS}{lot.public_id}/{acte}"


def test_le_chemin_entier(alice: Agent, basile: Agent) -> None:
    for dossier in dossiers(2):
        demander(dossier)
    demander("9999999")
    a, b = alice.navigateur(), basile.navigateur()
    assert "Courriers à préparer" in page(a.get("/admin/"))
    assert "Préparer un lot" in page(a.get(LOTS))
    assert "2 lettres" in page(a.get(f"{LOTS}preparer/"))
    reponse = a.post(f"{LOTS}preparer/")
    lot = LotDeCourriers.objects.get()
    assert reponse["Location"] == de(lot)
    assert "s’impriment" in page(a.get(de(lot)))
    assert a.get(de(lot, "progression/")).json()["imprimes"] == 0
    assert "n’est pas terminé" in page(b.get(LOTS))

    lot_fini = _imprimer(lot)
    assert "Télécharger les lettres" in page(a.get(de(lot)))
    assert "Télécharger les lettres" not in page(b.get(de(lot)))
    page(a.get(de(lot, "telecharger/")))
    html = page(a.post(de(lot, "telecharger/")))
    billet = re.search(r'name="billet" value="([^"]+)"', html)
    assert billet
    assert re.search(r"<code>(\w{4}-){4}\w{4}</code>", html)
    fichier = a.post(de(lot, "fichier/"), {"billet": billet[1]})
    assert fichier["Content-Type"] == "application/pdf"
    assert fichier["Content-Disposition"] == f'attachment; filename="{lot_fini.reference}.pdf"'
    assert fichier.content.startswith(b"%PDF")
    assert a.post(de(lot, "fichier/"), {"billet": billet[1]})["Location"] == de(lot)
    assert "n’est plus à télécharger" in page(a.get(de(lot)))

    assert a.get(de(lot, "manifeste/"))["Content-Type"].startswith("text/csv")
    assert "Feuille de comptes du" in page(b.get(de(lot, "comptes/")))
    assert "une autre personne le confirme" in page(a.get(de(lot)))
    assert "Vous avez préparé ce lot" in page(a.post(de(lot, "confirmer/"), _remise(2)))
    assert "le lot en a 2" in page(b.post(de(lot, "confirmer/"), _remise(3)))
    page(b.get(de(lot, "confirmer/")))
    assert b.post(de(lot, "confirmer/"), _remise(2))["Location"] == de(lot)
    assert "2 mots de passe sont utilisables" in page(b.get(de(lot)))
    lot.refresh_from_db()
    assert lot.etat == EtatLot.POSTE


def _imprimer(lot: LotDeCourriers) -> LotDeCourriers:
    from accounts.courriers.tirage import imprimer_les_dues

    imprimer_les_dues()
    lot.refresh_from_db()
    assert lot.etat == EtatLot.PRET
    return lot


def _remise(nombre: int) -> dict[str, Any]:
    return {"poste_le": "2026-11-22", "nombre_de_plis": nombre}


def test_regenerer_puis_abandonner(alice: Agent, basile: Agent) -> None:
    for dossier in dossiers(3):
        demander(dossier)
    lot = lot_telecharge(alice.compte)
    b = basile.navigateur()
    assert "Écrivez des rangs" in page(b.post(de(lot, "regenerer/"), {"motif": "Bourrage", "rangs": "a"}))
    page(b.get(de(lot, "regenerer/")))
    b.post(de(lot, "regenerer/"), {"motif": "Bourrage", "rangs": "1-2"})
    nouveau = LotDeCourriers.objects.get(origine=lot)
    assert nouveau.plis == 2
    assert "Bourrage" in page(b.get(de(nouveau)))
    page(b.get(de(nouveau, "abandonner/")))
    b.post(de(nouveau, "abandonner/"), {"motif": "Essai"})
    assert "attendent le prochain lot" in page(b.get(de(nouveau)))


def test_noter_un_retour(alice: Agent, basile: Agent, creer_agent: CreerAgent) -> None:  # noqa: F811
    from django.utils import timezone

    from accounts.courriers.remise import confirmer_remise

    demander(dossiers(1)[0])
    lot = lot_telecharge(alice.compte)
    confirmer_remise(lot=lot, par=basile.compte, poste_le=timezone.localdate(), nombre_de_plis=1)
    pli, a = Pli.objects.get(), creer_agent("Relation affiliés", "Courriers", nom="claude").navigateur()
    page(a.get("/admin/accounts/pli/?q=3000000"))
    adresse = f"/admin/accounts/pli/{pli.public_id}/"
    assert "Noter son retour" in page(a.get(adresse))
    page(a.get(f"{adresse}npai/"))
    a.post(f"{adresse}npai/")
    pli.refresh_from_db()
    assert pli.etat == EtatPli.NPAI
    page(a.get(adresse))
    page(a.get("/admin/accounts/demandemotdepasse/"))


@pytest.mark.parametrize("acte", ["telecharger/", "confirmer/", "regenerer/"])
def test_ce_qui_ne_se_defait_pas_demande_un_code_recent(
    alice: Agent, acte: str, horloge: time_machine.Traveller
) -> None:
    demander(dossiers(1)[0])
    lot = lot_imprime(alice.compte)
    client = alice.navigateur()
    horloge.shift(timedelta(minutes=11))
    for reponse in (client.get(de(lot, acte)), client.post(de(lot, acte))):
        assert reponse["Location"] == f"/admin/code/?next={de(lot, acte)}"


@pytest.mark.parametrize("acte", ["telecharger/", "fichier/", "confirmer/", "regenerer/", "abandonner/"])
def test_sans_le_role_rien_n_est_permis(alice: Agent, creer_agent: CreerAgent, acte: str) -> None:  # noqa: F811
    demander(dossiers(1)[0])
    lot = lot_imprime(alice.compte)
    intrus = creer_agent("Relation affiliés", nom="intrus")
    client = intrus.navigateur()
    assert client.post(de(lot, acte)).status_code == 403
    assert client.get(LOTS).status_code == 403
    assert client.get(de(lot, "manifeste/")).status_code == 403
    assert client.post(f"{LOTS}preparer/").status_code == 403


def test_la_liste_coute_le_meme_prix_a_un_et_a_vingt(alice: Agent, django_assert_max_num_queries: Any) -> None:
    for rang, dossier in enumerate(dossiers(20)):
        demander(dossier)
        LotDeCourriers.objects.create(etat=EtatLot.ABANDONNE, abandonne_le="2026-11-01T00:00Z", plis=rang)
    client = alice.navigateur()
    with django_assert_max_num_queries(20):
        client.get(LOTS)


def test_deux_clics_sur_preparer(alice: Agent, basile: Agent) -> None:
    demander(dossiers(1)[0])
    preparer_lot(par=alice.compte)
    demander("9999999")
    reponse = basile.navigateur().post(f"{LOTS}preparer/")
    assert "déjà en cours de préparation" in page(reponse)
    assert LotDeCourriers.objects.count() == 1


def test_les_roles_ont_leurs_permissions(alice: Agent) -> None:
    codes = set(Group.objects.get(name="Courriers").permissions.values_list("codename", flat=True))
    assert {"view_lotdecourriers", "preparer_lot", "confirmer_lot", "regenerer_courrier"} <= codes
