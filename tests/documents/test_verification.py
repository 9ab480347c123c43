"""A third party checks a document: what they learn, what they cannot, and what its holder sees."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.limites import seaux
from accounts.models import EntreeJournal
from carpimko_portal.lib.symboles import presenter
from documents import codes, services
from documents.attestations import ATTESTATION_AFFILIATION
from documents.enums import Motif
from documents.models import Document, Revocation, Verification
from documents.selectors import lire_document
from tests.conftest import ClientDe
from tests.documents.lecture import texte as texte_du_pdf
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
ACCUEIL, FICHIER = "/verification/", "/verification/fichier/"


@pytest.fixture
def document(affilie: Persona) -> Document:
    return services.emettre_document(dossier=affilie.dossier, type_document=ATTESTATION_AFFILIATION, par=affilie.compte)


def code_de(document: Document) -> str:
    """As it is printed."""
    trouve = re.search(r"saisissez ((?:[A-Z0-9]{4}-){3}[A-Z0-9]{4})", texte_du_pdf(lire_document(document)))
    assert trouve
    return trouve[1]


def verifier(client: ClientStrict, code: str) -> str:
    reponse = client.post(ACCUEIL, {"code": code})
    assert reponse.status_code == 200
    assert "no-store" in reponse["Cache-Control"]
    return str(reponse.content.decode())


def envoyer(client: ClientStrict, octets: bytes, nom: str = "a.pdf") -> Any:
    return client.post(FICHIER, {"fichier": SimpleUploadedFile(nom, octets, "application/pdf")})


def test_le_code_imprime_dit_quatre_choses(client: ClientStrict, document: Document) -> None:
    page = verifier(client, code_de(document).lower().replace("-", " "))
    for mots in ("Ce document vient bien de nous", "Il est valide", "Attestation d’affiliation", "A.\u00a0F."):
        assert mots in page
    assert "22\u00a0novembre 2026" in page
    dossier = document.dossier
    for secret in (dossier.numero, dossier.nom, dossier.prenom, document.reference, str(document.public_id)):
        assert secret not in page


def test_le_code_n_est_pas_dans_la_base(document: Document) -> None:
    code = code_de(document).replace("-", "")
    assert document.empreinte_code == codes.empreinte(code)
    assert code not in str(list(Document.objects.values())) + str(list(EntreeJournal.objects.values()))


def test_le_qr_mene_a_une_page_qui_ne_cherche_rien(
    client: ClientStrict, document: Document, django_assert_num_queries: Any
) -> None:
    code = code_de(document).replace("-", "")
    with django_assert_num_queries(0):
        page = client.get(reverse("verification:code", args=[code])).content.decode()
    assert f'value="{presenter(code)}"' in page
    assert "Attestation" not in page
    assert Verification.objects.count() == 0
    inconnue = client.get(reverse("verification:code", args=["A" * 16])).content.decode()
    assert re.sub(r'value="[^"]*"', "", page) == re.sub(r'value="[^"]*"', "", inconnue)


@pytest.mark.parametrize("saisie", ["<script>", "A" * 300, "é" * 16])
def test_un_lien_abime_ne_repete_pas_ce_qu_il_porte(client: ClientStrict, saisie: str) -> None:
    reponse = client.get(reverse("verification:code", args=[saisie]))
    assert reponse.status_code == 200
    assert saisie not in reponse.content.decode().split("<main", 1)[1]


@pytest.mark.parametrize("code", ["ACDE-FGHJ-KMNP-QRTU", "0000-0000-0000-0000", "n’importe quoi"])
def test_tous_les_codes_inconnus_ont_la_meme_reponse(client: ClientStrict, code: str) -> None:
    attendue, page = verifier(client, "A" * 16), verifier(client, code)
    jeton = r'name="csrfmiddlewaretoken" value="[^"]*"'
    assert re.sub(jeton, "", page) == re.sub(jeton, "", attendue)
    assert "Aucun document ne porte ce code" in page
    assert (Verification.objects.count(), EntreeJournal.objects.count()) == (0, 0)


def test_le_titulaire_voit_combien_de_fois(client: ClientStrict, client_de: ClientDe, document: Document) -> None:
    adresse = f"/documents/{document.public_id}/"
    acces = document.dossier.acces.get()
    membre = client_de(Persona(acces.compte, acces))
    assert "Personne ne l’a encore vérifié" in membre.get(adresse).content.decode()
    verifier(client, code_de(document))
    envoyer(client, lire_document(document))
    assert "2 fois, la dernière le 22\u00a0novembre 2026" in membre.get(adresse).content.decode()
    assert sorted(Verification.objects.values_list("moyen", flat=True)) == ["code", "fichier"]
    assert EntreeJournal.objects.filter(acte="document_verifie", par=None).count() == 2


def test_le_fichier_d_origine_et_lui_seul(client: ClientStrict, document: Document) -> None:
    octets = lire_document(document)
    assert "octet pour octet" in envoyer(client, octets).content.decode()
    for altere in (octets[:-1], octets + b" ", octets[:500] + bytes([octets[500] ^ 1]) + octets[501:]):
        assert "Ce fichier n’est pas l’un des nôtres" in envoyer(client, altere).content.decode()


def test_les_etats_dans_leur_ordre(
    client: ClientStrict, affilie: Persona, document: Document, horloge: time_machine.Traveller
) -> None:
    code = code_de(document)
    horloge.shift(timedelta(days=1))
    services.emettre_document(dossier=affilie.dossier, type_document=ATTESTATION_AFFILIATION, par=None)
    assert "Il a été remplacé" in verifier(client, code)
    horloge.move_to(datetime.fromisoformat("2027-05-23T12:00:00+02:00"))
    assert "Il a été remplacé" in verifier(client, code), "son dernier jour compte encore"
    horloge.shift(timedelta(days=1))
    assert "Il a expiré" in verifier(client, code)
    services.revoquer_document(document=document, motif=Motif.PERTE, par=affilie.compte)
    assert "Il est révoqué" in verifier(client, code)


def test_revoquer(client: ClientStrict, client_de: ClientDe, affilie: Persona, document: Document) -> None:
    membre, adresse = client_de(affilie), f"/documents/{document.public_id}/revoquer/"
    assert "La révocation est définitive" in membre.get(adresse).content.decode()
    assert "Choisissez une raison." in membre.post(adresse, {}).content.decode()
    assert not Revocation.objects.exists()
    for _ in range(2):
        assert membre.post(adresse, {"motif": "perte"})["Location"] == f"/documents/{document.public_id}/"
    assert Revocation.objects.get().motif == Motif.PERTE
    entree = EntreeJournal.objects.get(acte="document_revoque")
    assert (entree.par, entree.details["motif"]) == (affilie.compte, "perte")
    assert "déjà révoqué" in membre.get(adresse).content.decode()
    page = verifier(client, code_de(document))
    assert "Il est révoqué" in page
    assert "perdu" not in page, "un tiers ne sait pas pourquoi"


def test_un_document_revoque_se_remplace(affilie: Persona, document: Document) -> None:
    services.revoquer_document(document=document, motif=Motif.ERREUR, par=affilie.compte)
    nouveau = services.emettre_document(dossier=affilie.dossier, type_document=ATTESTATION_AFFILIATION, par=None)
    assert (nouveau.version, nouveau != document) == (2, True)


def test_deviner_est_limite(client: ClientStrict, document: Document) -> None:
    for _ in range(seaux.VERIFICATION_ADRESSE.rafale):
        verifier(client, "A" * 16)
    refus = client.post(ACCUEIL, {"code": code_de(document)})
    assert refus.status_code == 429
    assert "Retry-After" in refus
    assert envoyer(client, lire_document(document)).status_code == 429
    assert Verification.objects.count() == 0


def test_l_alarme_parle_une_fois(client: ClientStrict, caplog: pytest.LogCaptureFixture) -> None:
    for rang in range(seaux.VERIFICATION_INCONNUS.rafale + 5):
        assert client.post(ACCUEIL, {"code": "A" * 16}, REMOTE_ADDR=f"192.0.2.{rang}").status_code == 200
    assert [r.levelname for r in caplog.records if r.name == "documents.verification"] == ["ERROR"]


# The only door that takes a file -----------------------------------------------------------------


@pytest.mark.parametrize("adresse", ["/connexion/", "/verification/", "/reglages/"])
def test_un_fichier_est_refuse_partout_ailleurs(client: ClientStrict, adresse: str) -> None:
    fichier = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    assert client.post(adresse, {"fichier": fichier, "code": "A" * 16}).status_code == 400


def test_deux_fichiers_sont_refuses(client: ClientStrict) -> None:
    fichiers = [SimpleUploadedFile(f"{rang}.pdf", b"%PDF-1.7") for rang in range(2)]
    assert client.post(FICHIER, {"fichier": fichiers}).status_code == 400


def test_un_fichier_vide_absent_ou_trop_lourd_est_dit(client: ClientStrict) -> None:
    assert "Choisissez le fichier PDF" in client.post(FICHIER, {}).content.decode()
    assert "Ce fichier est vide" in envoyer(client, b"").content.decode()
    assert "trop lourd" in envoyer(client, b"0" * 2_000_001).content.decode()


@pytest.mark.parametrize("nom", ["../../etc/passwd", "a\r\nX: y.pdf", "é" * 300, "a.exe"])
def test_le_nom_du_fichier_ne_compte_pas(client: ClientStrict, document: Document, nom: str) -> None:
    reponse = envoyer(client, lire_document(document), nom)
    assert reponse.status_code in {200, 400}
    assert "passwd" not in reponse.content.decode()
