"""Which addresses are taken, and which of them the secret has proven."""

import pytest
from django.utils import timezone

from accounts.envois.composition import composer
from accounts.models import Dossier, Envoi
from accounts.mots_de_passe.champs import AdresseForm
from tests.accounts.choix.fabrique import CONFIRMER, choisir, creer_secret, lire_le_code, presenter
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

REFUSEES = [
    '"a b"@x.fr', '"a@b,c"@x.fr', "x@localhost", "\u212aevin@x.fr", "\u017fam@x.fr", "a@stra\u00dfe.fr",
    "a@\u0430pple.com", '"\x01"@x.fr', "a@[127.0.0.1]", "a@x.fr\r\nBcc: z@z.fr", "a@x.fr,b@y.fr", '"<z@evil.fr>,"@x.fr',
]  # fmt: skip


@pytest.mark.parametrize("adresse", REFUSEES, ids=ascii)
def test_une_adresse_trompeuse_est_refusee(adresse: str) -> None:
    form = AdresseForm({"courriel": adresse})
    assert not form.is_valid()
    assert ("autre alphabet" in str(form.errors)) == (not adresse.isascii())


@pytest.mark.parametrize(
    "adresse", ["a.b+c@exemple.fr", "o'neil@cabinet-dupont.fr", "a@EXEMPLE.fr", "a@xn--strae-oqa.fr"]
)
def test_une_adresse_ordinaire_est_prise(adresse: str) -> None:
    assert AdresseForm({"courriel": adresse}).is_valid()


def test_une_lettre_qui_ressemble_n_est_pas_prouvee(client: ClientStrict, affilie: Persona) -> None:
    from accounts.choix.services import adresse_prouvee

    Dossier.objects.update(courriel="kevin@x.example")
    affilie.dossier.refresh_from_db()
    secret = creer_secret(affilie.dossier)
    assert adresse_prouvee(secret, "KEVIN@x.example")
    assert not adresse_prouvee(secret, "\u212aevin@x.example")


def test_l_adresse_prouvee_reste_celle_du_dossier(client: ClientStrict, affilie: Persona) -> None:
    creer_secret(affilie.dossier)
    presenter(client, affilie.dossier)
    assert choisir(client, affilie.dossier.courriel.upper())["Location"] == "/espace/"
    dossier = Dossier.objects.get()
    assert (dossier.courriel, dossier.courriel_confirme_le) == (affilie.dossier.courriel, timezone.now())


def test_l_ancienne_adresse_apprend_aussi_le_mot_de_passe(client: ClientStrict, affilie: Persona) -> None:
    creer_secret(affilie.dossier)
    presenter(client, affilie.dossier)
    assert choisir(client, "neuve@portail.example")["Location"] == CONFIRMER
    client.post(CONFIRMER, {"code": lire_le_code()})
    avis = Envoi.objects.filter(genre="mot-de-passe-change")
    vers = [composer(un).to for un in avis.order_by("pk")]
    assert vers == [["neuve@portail.example"], [affilie.dossier.courriel]]
