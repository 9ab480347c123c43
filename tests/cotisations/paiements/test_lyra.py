"""What the form of Lyra says, and what a notification has to pass before anything is believed of it."""

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as reglages
from django.test import RequestFactory

from accounts.models import EntreeJournal
from cotisations.models import Ecriture, NotificationPSP, Paiement
from cotisations.paiements.etats import EtatEvenement, Mode, TypeEvenement
from cotisations.paiements.evenement import Evenement
from cotisations.paiements.lyra import Lyra, signer
from cotisations.paiements.passerelle import NonPrisEnCharge, SignatureInvalide, Urls
from tests.cotisations.paiements.fabrique import appeler, paiement
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

CLE, SITE = "cle-d-essai", "12345678"
NOTIFICATION = "/cotisations/payer/notification/lyra/"
BANQUE = Lyra(adresse="https://banque.example/payer/", site=SITE, cle=CLE, mode=Mode.PRODUCTION)
REFERENCE = uuid.UUID(int=7)


def dits(cle: str = CLE, *, sans: str = "", **champs: str) -> dict[str, str]:
    """The signed fields of a notification: captured, 500 €, unless told otherwise."""
    valeurs = {
        "vads_site_id": SITE, "vads_ctx_mode": "PRODUCTION", "vads_currency": "978", "vads_amount": "50000",
        "vads_operation_type": "DEBIT", "vads_trans_status": "CAPTURED", "vads_trans_uuid": "a" * 32,
        "vads_order_id": str(REFERENCE), "vads_effective_creation_date": "20261122085959",
        "vads_card_number": "497010XXXXXX0014", "vads_cust_name": "FICTIVE",
    } | champs  # fmt: skip
    valeurs.pop(sans, None)
    return {**valeurs, "signature": signer(valeurs, cle)}


def lire(champs: dict[str, str] | bytes, banque: Lyra = BANQUE) -> list[Evenement]:
    corps = champs if isinstance(champs, bytes) else urlencode(champs).encode()
    return banque.lire_notification(RequestFactory().post("/", corps, content_type="application/x-www-form-urlencoded"))


def test_la_signature_est_celle_de_la_documentation() -> None:
    """Values in the order of the names, then the key, joined by `+`; other fields do not count."""
    champs = {"vads_b": "2", "vads_a": "é", "autre": "x"}
    assert signer(champs, "k") == "kZG0T4GiYbaLFYr5X0Gjd2fsx+sywH5ptGMKRxCxvk8="  # openssl dgst -sha256 -hmac k
    assert signer({**champs, "autre": "y"}, "k") == signer(champs, "k")
    assert signer({**champs, "vads_a": "e"}, "k") != signer(champs, "k")


def test_une_notification_lue_dit_tout_sans_rien_garder_de_la_carte() -> None:
    (evenement,) = lire(dits())
    assert (evenement.type, evenement.etat) == (TypeEvenement.PAIEMENT, EtatEvenement.PAYE)
    assert (evenement.centimes, evenement.devise, evenement.mode) == (50_000, "EUR", Mode.PRODUCTION)
    assert (evenement.ref_paiement, evenement.id_psp) == (REFERENCE, "a" * 32)
    assert evenement.id_evenement == f"{'a' * 32}:CAPTURED:DEBIT"
    assert evenement.horodatage.isoformat() == "2026-11-22T08:59:59+00:00"
    assert not {"vads_card_number", "vads_cust_name"} & evenement.brut.keys()


@pytest.mark.parametrize(
    ("statut", "operation", "attendu"),
    [
        ("AUTHORISED", "DEBIT", EtatEvenement.PAYE),
        ("CAPTURED", "DEBIT", EtatEvenement.PAYE),
        ("WAITING_AUTHORISATION", "DEBIT", EtatEvenement.EN_ATTENTE),
        ("AUTHORISED_TO_VALIDATE", "DEBIT", EtatEvenement.EN_ATTENTE),
        ("WAITING_AUTHORISATION_TO_VALIDATE", "DEBIT", EtatEvenement.EN_ATTENTE),
        ("UNDER_VERIFICATION", "DEBIT", EtatEvenement.EN_ATTENTE),
        ("REFUSED", "DEBIT", EtatEvenement.TENTATIVE_REFUSEE),
        ("ABANDONED", "DEBIT", EtatEvenement.ABANDONNE),
        ("EXPIRED", "DEBIT", EtatEvenement.EXPIRE),
        ("CANCELLED", "DEBIT", EtatEvenement.CAPTURE_ECHOUEE),
        ("CAPTURE_FAILED", "DEBIT", EtatEvenement.CAPTURE_ECHOUEE),
        ("AUTHORISED", "CREDIT", EtatEvenement.FAIT),
        ("CAPTURED", "CREDIT", EtatEvenement.FAIT),
        ("REFUSED", "CREDIT", EtatEvenement.ECHOUE),
        ("CAPTURE_FAILED", "CREDIT", EtatEvenement.ECHOUE),
    ],
)
def test_chaque_etat_de_la_banque(statut: str, operation: str, attendu: EtatEvenement) -> None:
    (evenement,) = lire(dits(vads_trans_status=statut, vads_operation_type=operation))
    assert evenement.etat == attendu
    assert (evenement.type == TypeEvenement.REMBOURSEMENT) == (operation == "CREDIT")


def test_un_remboursement_en_route_ne_dit_rien() -> None:
    assert lire(dits(vads_trans_status="WAITING_AUTHORISATION", vads_operation_type="CREDIT")) == []


@pytest.mark.parametrize(
    ("champs", "motif"),
    [
        (dits("autre cle"), "signature"),
        ({**dits(), "vads_amount": "1"}, "signature"),
        ({**dits(), "signature": ""}, "signature"),
        ({**dits(), "signature": "é"}, "signature"),
        ({}, "signature"),
        (dits(vads_site_id="87654321"), "boutique"),
        (dits(sans="vads_site_id"), "boutique"),
        (dits(vads_ctx_mode="TEST"), "mode"),
        (dits(vads_currency="euro"), "devise"),
        (dits(vads_amount="-1"), "montant"),
        (dits(vads_amount="1e3"), "montant"),
        (dits(vads_amount="٣"), "montant"),
        (dits(vads_operation_type="VERIFICATION"), "opération"),
        (dits(vads_trans_status="ACCEPTED"), "état"),
        (dits(vads_trans_status="PARDON", vads_operation_type="CREDIT"), "état"),
        (dits(vads_trans_uuid="../../x"), "transaction"),
        (dits(vads_order_id="pas une référence"), "référence"),
        (b"\xff\xfe", "corps illisible"),
        (urlencode(dits()).encode() + b"&vads_amount=1", "champ répété"),
        (b"&".join(b"a%d=1" % rang for rang in range(300)), "corps illisible"),
    ],
)
def test_ce_qui_n_est_pas_de_la_banque_est_refuse(champs: dict[str, str] | bytes, motif: str) -> None:
    with pytest.raises(SignatureInvalide, match=motif):
        lire(champs)


def test_un_autre_montant_ou_une_autre_monnaie_passent_jusqu_a_l_agent() -> None:
    (evenement,) = lire(dits(vads_currency="840", vads_amount="12"))
    assert (evenement.devise, evenement.centimes) == ("840", 12)


def test_l_argent_d_essai_est_refuse_en_production_et_l_inverse() -> None:
    essai = Lyra(adresse="", site=SITE, cle=CLE, mode=Mode.TEST)
    with pytest.raises(SignatureInvalide, match="mode"):
        lire(dits(vads_ctx_mode="TEST"))
    with pytest.raises(SignatureInvalide, match="mode"):
        lire(dits(), essai)
    assert lire(dits(vads_ctx_mode="TEST"), essai)


@pytest.mark.django_db
def test_le_formulaire_est_le_meme_pour_le_meme_paiement(affilie: Persona) -> None:
    essai = paiement(affilie, 12_345)
    urls = Urls("https://portail.example/retour/", "https://portail.example/annulation/")
    redirection = BANQUE.ouvrir(essai, urls)
    champs = dict(redirection.champs)
    assert redirection == BANQUE.ouvrir(Paiement.objects.get(pk=essai.pk), urls)
    assert champs.pop("signature") == signer(champs, CLE)
    assert (champs["vads_amount"], champs["vads_currency"], champs["vads_return_mode"]) == ("12345", "978", "GET")
    assert (champs["vads_order_id"], champs["vads_trans_date"]) == (str(essai.public_id), "20261122090000")
    assert BANQUE.interroger(essai) is None
    with pytest.raises(NonPrisEnCharge):
        BANQUE.rembourser(essai, 1, "x")


# The address that the bank knows ------------------------------------------------------------------


def notifier(client: ClientStrict, essai: Paiement, **champs: str) -> Any:
    boutique = {"vads_site_id": reglages.LYRA_SITE, "vads_ctx_mode": "TEST", "vads_order_id": str(essai.public_id)}
    return poster(client, dits(reglages.LYRA_CLE, **boutique | champs))


def poster(client: ClientStrict, corps: dict[str, str]) -> Any:
    return client.post(NOTIFICATION, urlencode(corps), content_type="application/x-www-form-urlencoded")


@pytest.mark.django_db
def test_une_notification_credite_le_compte(client: ClientStrict, affilie: Persona) -> None:
    appeler(affilie.dossier, date(2026, 12, 5))
    essai = paiement(affilie)
    assert [notifier(client, essai).status_code for _ in range(2)] == [200, 200]
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == 0
    assert NotificationPSP.objects.get().corps["vads_amount"] == "50000"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("champs", "statut", "motif"),
    [
        ({"vads_site_id": "99999999"}, 400, "boutique"),
        ({"vads_ctx_mode": "PRODUCTION"}, 400, "mode"),
        ({"vads_trans_status": "ACCEPTED"}, 400, "état"),
        ({"vads_order_id": str(uuid.UUID(int=1))}, 404, "paiement inconnu"),
    ],
)
def test_une_notification_refusee_laisse_une_trace_et_rien_d_autre(
    client: ClientStrict, affilie: Persona, champs: dict[str, str], statut: int, motif: str
) -> None:
    essai = paiement(affilie)
    assert notifier(client, essai, **champs).status_code == statut
    assert notifier(client, essai, **champs).status_code == statut
    assert Paiement.objects.get().etat == "ouvert"
    assert not Ecriture.objects.exists()
    trace = NotificationPSP.objects.get()
    assert (trace.erreur, trace.paiement, trace.corps) == (motif, None, {})
    entree = EntreeJournal.objects.get(acte="notification_refusee")
    assert entree.details["motif"] == motif


@pytest.mark.django_db
def test_une_notification_alteree_est_refusee_sans_fin(client: ClientStrict, affilie: Persona) -> None:
    """Whoever insists is refused all the same, and fills no table."""
    for rang in range(40):
        assert poster(client, {"vads_amount": str(rang)}).status_code == 400
    assert NotificationPSP.objects.count() == EntreeJournal.objects.count() == 30


@pytest.mark.django_db
def test_un_formulaire_en_morceaux_n_est_pas_une_notification(client: ClientStrict) -> None:
    assert client.post(NOTIFICATION, {"vads_amount": "1"}).status_code == 400
    assert client.post(NOTIFICATION, b"", content_type="text/plain").status_code == 400


@pytest.mark.django_db
def test_un_corps_demesure_ou_une_lecture_ne_disent_rien(client: ClientStrict, affilie: Persona) -> None:
    """Signed as it should be, and longer than anything a bank sends; or asked by GET."""
    essai = paiement(affilie)
    assert notifier(client, essai, vads_order_info="x" * 262_144).status_code in {400, 413}
    assert client.get(NOTIFICATION).status_code == 405
    assert Paiement.objects.get().etat == "ouvert"
    assert not Ecriture.objects.exists()
    assert not NotificationPSP.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statut", "operation", "etat"),
    [("CAPTURE_FAILED", "DEBIT", "annule_banque"), ("CAPTURED", "CREDIT", "rembourse")],
)
def test_ce_qui_se_fait_sur_les_pages_de_la_banque_s_entend(
    client: ClientStrict, affilie: Persona, statut: str, operation: str, etat: str
) -> None:
    essai = paiement(affilie)
    notifier(client, essai)
    dit = {"vads_trans_status": statut, "vads_operation_type": operation}
    if operation == "CREDIT":
        dit |= {"vads_trans_uuid": "b" * 32}
    assert [notifier(client, essai, **dit).status_code for _ in range(2)] == [200, 200]
    assert Paiement.objects.get().etat == etat
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["stripe", "inconnue"])
def test_une_banque_que_la_caisse_n_a_pas_n_a_pas_d_adresse(client: ClientStrict, code: str) -> None:
    assert client.post(f"/cotisations/payer/notification/{code}/", {}).status_code == 404
