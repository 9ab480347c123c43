"""What agents do with documents: issue again, revoke with a reason, count."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.administration.roles import COTISATIONS, RELATION
from accounts.models import EntreeJournal
from cotisations.justificatifs.recu import RECU_PAIEMENT
from cotisations.paiements.application import appliquer
from cotisations.paiements.etats import EtatEvenement, Origine
from documents.attestations import ATTESTATION_AFFILIATION
from documents.enums import Motif
from documents.models import Document, Revocation
from documents.services import emettre_document, revoquer_document
from documents.statistiques import statistiques
from documents.verification import compter_verification
from tests.administration.conftest import CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.conftest import MAINTENANT, ClientDe
from tests.cotisations.paiements.fabrique import nouvelle, paiement
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
FILE = "/admin/documents/document/"


@pytest.fixture
def guichet(creer_agent: CreerAgent) -> Any:  # noqa: F811 - the fixture imported above
    return creer_agent(RELATION).navigateur()


@pytest.fixture
def document(affilie: Persona) -> Document:
    return emettre_document(dossier=affilie.dossier, type_document=ATTESTATION_AFFILIATION, par=affilie.compte)


def test_la_fiche_dit_tout_sans_rien_donner(guichet: Any, document: Document) -> None:
    compter_verification(document=document, moyen="code")  # type: ignore[arg-type] # its value
    page = guichet.get(f"{FILE}{document.public_id}/").content.decode()
    for mots in (document.reference, document.sha256, "Son titulaire", "intact", "Par son code", "Valide"):
        assert mots in page
    assert document.reference in guichet.get(FILE, {"q": "1234567"}).content.decode()


def test_reemettre_ne_double_pas_ce_qui_tient(
    guichet: Any, document: Document, horloge: time_machine.Traveller
) -> None:
    horloge.shift(60)
    ici = f"{FILE}{document.public_id}/reemettre/"
    assert "dit déjà la même chose" in guichet.post(ici, follow=True).content.decode()
    assert Document.objects.count() == 1


def test_reemettre_remplace_ce_qui_a_change(guichet: Any, document: Document, horloge: time_machine.Traveller) -> None:
    horloge.shift(60)
    dossier = document.dossier
    dossier.nom_usage = "CORRIGÉ"
    dossier.save()
    page = guichet.post(f"{FILE}{document.public_id}/reemettre/", follow=True).content.decode()
    assert "Document émis" in page
    assert "Remplacé" in page
    dernier = Document.objects.latest("pk")
    assert (dernier.version, dernier.emis_par and dernier.emis_par.est_agent) == (2, True)


def test_reemettre_un_recu_le_donne_pour_le_meme_paiement(guichet: Any, affilie: Persona) -> None:
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    sujet = str(essai.public_id)
    recu = emettre_document(dossier=affilie.dossier, type_document=RECU_PAIEMENT, par=affilie.compte, sujet=sujet)
    revoquer_document(document=recu, motif=Motif.PERTE, par=affilie.compte)
    page = guichet.post(f"{FILE}{recu.public_id}/reemettre/", follow=True).content.decode()
    assert "Document émis" in page
    assert Document.objects.latest("pk").sujet == sujet


def test_un_agent_revoque_et_le_titulaire_lit_pourquoi(
    guichet: Any, document: Document, client_de: ClientDe, affilie: Persona
) -> None:
    ici = f"{FILE}{document.public_id}/revoquer/"
    assert "Dites ce qui s’est passé" in guichet.post(ici, {"motif": "erreur_caisse"}).content.decode()
    assert guichet.post(ici, {"motif": "perte", "precision": "x"}).status_code == 200  # a holder's reason
    suite = guichet.post(ici, {"motif": "erreur_caisse", "precision": "La date d’affiliation est fausse."}, follow=True)
    assert "La date d’affiliation est fausse." in suite.content.decode()
    assert "Révoqué" in suite.content.decode()
    page = client_de(affilie).get(f"/documents/{document.public_id}/").content.decode()
    assert "La caisse s’est trompée" in page
    assert "La date d’affiliation est fausse." in page
    entree = EntreeJournal.objects.get(acte="document_revoque")
    assert entree.par
    assert entree.par.est_agent
    guichet.post(ici, {"motif": "fraude", "precision": "Encore."})
    assert Revocation.objects.get().motif == Motif.ERREUR_CAISSE


def test_le_tiers_n_apprend_pas_pourquoi(guichet: Any, document: Document, client: Any) -> None:
    guichet.post(f"{FILE}{document.public_id}/revoquer/", {"motif": "fraude", "precision": "Secret de la caisse."})
    assert Revocation.objects.exists()
    from documents.selectors import lire_document
    from tests.documents.test_verification import FICHIER, envoyer

    page = envoyer(client, lire_document(document)).content.decode()
    assert "révoqué" in page.lower()
    assert "Secret de la caisse" not in page
    assert FICHIER


def test_un_autre_role_ne_touche_a_rien(creer_agent: CreerAgent, document: Document) -> None:  # noqa: F811 - the fixture imported above
    autre = creer_agent(COTISATIONS).navigateur()
    for adresse in ("", "statistiques/", f"{document.public_id}/"):
        assert autre.get(f"{FILE}{adresse}").status_code == 403
    saisie = {"motif": "fraude", "precision": "x"}
    assert autre.post(f"{FILE}{document.public_id}/revoquer/", saisie).status_code == 403
    assert not Revocation.objects.exists()


def test_les_statistiques_comptent(
    creer_agent: CreerAgent,  # noqa: F811 - the fixture imported above
    document: Document,
    affilie: Persona,
    horloge: time_machine.Traveller,
) -> None:
    compter_verification(document=document, moyen="code")  # type: ignore[arg-type] # its value
    revoquer_document(document=document, motif=Motif.PERTE, par=affilie.compte)
    horloge.move_to(MAINTENANT.replace(month=12, day=1, hour=0, minute=30))  # November still, in UTC
    emettre_document(dossier=affilie.dossier, type_document=ATTESTATION_AFFILIATION, par=None)
    lues = statistiques(date(2026, 12, 1))
    (ligne,) = lues.emis
    assert (ligne.titre, ligne.nombres[-2:], ligne.total) == ("Attestation d’affiliation", (1, 1), 2)
    assert (lues.mois[0], lues.mois[-1]) == ("janv. 2026", "déc. 2026")
    assert [une.nombres[-2:] for une in lues.autres] == [(1, 0), (1, 0)]
    assert dict(lues.etats) == {"Valide": 1, "Remplacé": 0, "Révoqué": 1, "Expiré": 0}
    guichet = creer_agent(RELATION).navigateur()
    with CaptureQueriesContext(connection) as requetes:
        page = guichet.get(f"{FILE}statistiques/").content.decode()
    assert "Attestation d’affiliation" in page
    assert len(requetes) <= 12
