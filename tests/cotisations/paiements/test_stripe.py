"""Stripe Checkout: the official library, in front of a peer on the loopback."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import RequestFactory

from cotisations.models import Ecriture, Paiement
from cotisations.paiements import decisions, interrogation
from cotisations.paiements.application import appliquer
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Mode, Origine, TypeEvenement
from cotisations.paiements.evenement import Evenement
from cotisations.paiements.passerelle import PasserelleInjoignable, SignatureInvalide, Urls
from cotisations.paiements.selectors import voir
from cotisations.paiements.stripe_checkout import StripeCheckout
from tests.cotisations.paiements.fabrique import nouvelle, paiement
from tests.cotisations.paiements.pair_stripe import CREE_LE, PAYE_LE, Pair, pair, signee
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
CLE = "whsec_essai"
URLS = Urls("https://portail.example/retour/", "https://portail.example/annulation/")


@pytest.fixture
def stripe() -> Iterator[Pair]:
    with pair() as un:
        yield un


@pytest.fixture
def banque(stripe: Pair) -> StripeCheckout:
    return StripeCheckout(cle="sk_test_essai", cle_notification=CLE, mode=Mode.TEST, adresse=stripe.adresse)


@pytest.fixture
def essai(affilie: Persona) -> Paiement:
    return paiement(affilie, 12_345, passerelle="stripe", id_psp="cs_test_1")


@pytest.fixture
def paye(essai: Paiement, stripe: Pair, banque: StripeCheckout, monkeypatch: pytest.MonkeyPatch) -> Paiement:
    for module in (interrogation, decisions):
        monkeypatch.setattr(module, "passerelle", lambda code: banque)
    stripe.session(str(essai.public_id), 12_345)
    appliquer(nouvelle(essai, EtatEvenement.PAYE, id_psp="pi_1"), origine=Origine.NOTIFICATION)
    essai.refresh_from_db()
    return essai


def lire(banque: StripeCheckout, corps: bytes, sceau: str) -> list[Evenement]:
    requete = RequestFactory().post("/", corps, content_type="application/json", headers={"Stripe-Signature": sceau})
    return banque.lire_notification(requete)


def test_ouvrir_deux_fois_donne_la_meme_page(banque: StripeCheckout, stripe: Pair, essai: Paiement) -> None:
    premiere, seconde = banque.ouvrir(essai, URLS), banque.ouvrir(essai, URLS)
    assert premiere == seconde
    assert (premiere.id_psp, premiere.champs) == ("cs_test_1", {})
    _, chemin, champs = stripe.appels[0]
    assert chemin == "/v1/checkout/sessions"
    assert champs["line_items[0][price_data][unit_amount]"] == "12345"
    assert champs["line_items[0][price_data][currency]"] == "eur"
    assert champs["payment_intent_data[metadata][paiement]"] == str(essai.public_id)
    assert set(stripe.cles) == {str(essai.public_id)}


def test_le_meme_paiement_d_un_autre_montant_est_refuse(banque: StripeCheckout, essai: Paiement) -> None:
    banque.ouvrir(essai, URLS)
    essai.montant_centimes += 1
    with pytest.raises(PasserelleInjoignable, match="IdempotencyError"):
        banque.ouvrir(essai, URLS)


def test_une_panne_se_dit_sans_rien_citer(banque: StripeCheckout, stripe: Pair, essai: Paiement) -> None:
    stripe.en_panne = True
    for geste in (lambda: banque.ouvrir(essai, URLS), lambda: banque.interroger(essai)):
        with pytest.raises(PasserelleInjoignable) as panne:
            geste()
        assert "sk_test" not in str(panne.value)
    banque.annuler(essai)  # best effort
    absente = StripeCheckout(cle="sk_test_x", cle_notification=CLE, mode=Mode.TEST, adresse="http://127.0.0.1:9")
    with pytest.raises(PasserelleInjoignable, match="APIConnectionError"):
        absente.interroger(essai)


@pytest.mark.parametrize(
    ("champs", "genre", "attendu"),
    [
        ({"status": "complete", "payment_status": "paid", "payment_intent": "pi_1"}, "completed", EtatEvenement.PAYE),
        ({"status": "complete"}, "completed", EtatEvenement.EN_ATTENTE),
        ({"status": "complete"}, "async_payment_failed", EtatEvenement.REFUSE),
        ({"status": "expired"}, "expired", EtatEvenement.EXPIRE),
        ({"status": "open"}, "completed", None),
    ],
)
def test_une_notification_n_est_qu_une_raison_de_regarder(
    stripe: Pair, essai: Paiement, champs: dict[str, Any], genre: str, attendu: EtatEvenement | None
) -> None:
    """What it pretends does not count: it says « paid », of one cent."""
    banque = StripeCheckout(cle="sk_test_essai", cle_notification=CLE, mode=Mode.TEST, adresse=stripe.adresse)
    vraie = stripe.session(str(essai.public_id), 12_345, **champs)
    fausse = {**vraie, "payment_status": "paid", "status": "complete", "amount_total": 1}
    lues = lire(banque, *signee(fausse, f"checkout.session.{genre}", cle=CLE))
    assert [une.etat for une in lues] == ([attendu] if attendu else [])
    assert all(une.centimes == 12_345 and une.ref_paiement == essai.public_id for une in lues)


def test_ce_que_dit_une_question_est_ce_que_dit_la_notification(
    banque: StripeCheckout, stripe: Pair, essai: Paiement
) -> None:
    vraie = stripe.session(
        str(essai.public_id), 12_345, status="complete", payment_status="paid", payment_intent="pi_1"
    )
    (notifiee,) = lire(banque, *signee(vraie, "checkout.session.completed", cle=CLE))
    assert banque.interroger(essai) == notifiee
    assert (notifiee.id_psp, notifiee.devise, notifiee.mode) == ("pi_1", "EUR", Mode.TEST)


def test_l_argent_est_du_jour_ou_il_a_bouge(banque: StripeCheckout, stripe: Pair, essai: Paiement) -> None:
    """Not of the day when the session, the refund or the dispute began."""
    vraie = stripe.session(
        str(essai.public_id), 12_345, status="complete", payment_status="paid", payment_intent="pi_1"
    )
    suite = CREE_LE + 40 * 86_400
    cas: list[tuple[Callable[[], dict[str, Any]], str, int]] = [
        (lambda: vraie, "checkout.session.completed", PAYE_LE),
        (lambda: stripe.remboursement("re_1", 5_000), "refund.created", CREE_LE),
        (lambda: stripe.remboursement("re_1", 5_000, status="failed"), "refund.failed", suite),
        (lambda: stripe.litige(12_345, "needs_response"), "charge.dispute.created", CREE_LE),
        (lambda: stripe.litige(12_345, "won"), "charge.dispute.closed", suite),
    ]
    for preparer, genre, le in cas:
        (lue,) = lire(banque, *signee(preparer(), genre, cle=CLE, dit_le=suite))
        assert lue.horodatage.timestamp() == le, genre


def test_rembourser_puis_l_entendre_dire(banque: StripeCheckout, stripe: Pair, essai: Paiement) -> None:
    stripe.session(str(essai.public_id), 12_345)
    essai.id_psp = "pi_1"
    ici = banque.rembourser(essai, 5_000, "cle")
    assert banque.rembourser(essai, 5_000, "cle") == ici
    (ailleurs,) = lire(banque, *signee({"id": "ch_1", "object": "charge"}, "charge.refunded", cle=CLE))
    assert (ici.type, ici.etat, ici.centimes, ici.id_psp) == (
        TypeEvenement.REMBOURSEMENT, EtatEvenement.FAIT, 5_000, "re_1",
    )  # fmt: skip
    assert ailleurs.id_evenement == ici.id_evenement
    stripe.remboursement("re_1", 5_000, status="failed")
    (echec,) = lire(banque, *signee({"id": "re_1", "object": "refund"}, "refund.failed", cle=CLE))
    assert echec.etat == EtatEvenement.ECHOUE


@pytest.mark.parametrize("statut", ["pending", "requires_action"])
@pytest.mark.parametrize(("fin", "par_question"), [("succeeded", True), ("succeeded", False), ("failed", True)])
def test_un_remboursement_en_route_attend_la_banque(
    banque: StripeCheckout, stripe: Pair, paye: Paiement, agent: Persona, *, statut: str, fin: str, par_question: bool
) -> None:
    """Asked is not done, and is not asked again; what the bank says in the end is what counts, once."""
    stripe.statut_des_remboursements = statut
    assert decisions.rembourser_paiement(paiement=paye, attendu=12_345, par=agent.compte).apres == EtatPaiement.PAYE
    assert voir(paye).remboursement_demande == 12_345
    with pytest.raises(decisions.DecisionImpossible, match="déjà demandé"):
        decisions.rembourser_paiement(paiement=paye, attendu=12_345, par=agent.compte)
    interrogation.interroger_paiements()  # nothing new
    stripe.remboursement("re_1", 12_345, status=fin)
    if par_question:
        assert interrogation.interroger_paiements() == 1
    for _ in range(2):
        for entendu in lire(banque, *signee({"id": "re_1", "object": "refund"}, "refund.updated", cle=CLE)):
            appliquer(entendu, origine=Origine.NOTIFICATION)
    assert interrogation.interroger_paiements() == 0
    rendu = fin == "succeeded"
    assert Paiement.objects.get().etat == (EtatPaiement.REMBOURSE if rendu else EtatPaiement.PAYE)
    assert Ecriture.objects.du_dossier(paye.dossier).solde_centimes() == 12_345 * (not rendu)
    assert voir(paye).remboursement_demande == 0
    assert sum(chemin == "/v1/refunds" and methode == "POST" for methode, chemin, _ in stripe.appels) == 1


def test_un_remboursement_refuse_se_redemande(stripe: Pair, paye: Paiement, agent: Persona) -> None:
    """Under another key: the first one would only repeat the refusal."""
    stripe.statut_des_remboursements = "failed"
    assert decisions.rembourser_paiement(paiement=paye, attendu=12_345, par=agent.compte).apres == EtatPaiement.PAYE
    stripe.statut_des_remboursements = "succeeded"
    assert (
        decisions.rembourser_paiement(paiement=paye, attendu=12_345, par=agent.compte).apres == EtatPaiement.REMBOURSE
    )
    assert [cle.rpartition(":")[2] for cle in stripe.cles] == ["0", "1"]


def test_une_reponse_perdue_ne_rembourse_pas_deux_fois(stripe: Pair, paye: Paiement, agent: Persona) -> None:
    """The bank did it and its answer got lost: asked again, it is the same refund."""
    stripe.reponses_perdues = 1
    with pytest.raises(PasserelleInjoignable):
        decisions.rembourser_paiement(paiement=paye, attendu=12_345, par=agent.compte)
    assert (
        decisions.rembourser_paiement(paiement=paye, attendu=12_345, par=agent.compte).apres == EtatPaiement.REMBOURSE
    )
    assert stripe.remboursements == ["re_1"]


@pytest.mark.parametrize(
    ("etat", "attendu"),
    [("needs_response", EtatEvenement.OUVERT), ("won", EtatEvenement.GAGNE), ("lost", EtatEvenement.PERDU)],
)
def test_un_litige(banque: StripeCheckout, stripe: Pair, essai: Paiement, etat: str, attendu: EtatEvenement) -> None:
    stripe.session(str(essai.public_id), 12_345)
    (lu,) = lire(banque, *signee(stripe.litige(12_345, etat), "charge.dispute.updated", cle=CLE))
    assert (lu.type, lu.etat, lu.ref_paiement) == (TypeEvenement.LITIGE, attendu, essai.public_id)


def test_ce_qui_n_est_pas_a_nous_ne_dit_rien(banque: StripeCheckout, stripe: Pair) -> None:
    """An account may serve other sites, and tell of what nobody here listens to."""
    etrangere = stripe.session("pas une référence", 1, status="complete", payment_status="paid")
    assert lire(banque, *signee(etrangere, "checkout.session.completed", cle=CLE)) == []
    assert lire(banque, *signee({"id": "cus_1", "object": "customer"}, "customer.created", cle=CLE)) == []


@pytest.mark.parametrize("faux", ["cle", "age", "mode", "corps", "sans"])
def test_ce_qui_n_est_pas_de_stripe_est_refuse(
    banque: StripeCheckout, stripe: Pair, essai: Paiement, faux: str
) -> None:
    vraie = stripe.session(str(essai.public_id), 12_345)
    corps, sceau = signee(
        vraie, "checkout.session.completed", cle="autre" if faux == "cle" else CLE,
        age=1_000 if faux == "age" else 0, livemode=faux == "mode",
    )  # fmt: skip
    if faux == "corps":
        corps = corps.replace(b"12345", b"1")
    with pytest.raises(SignatureInvalide):
        lire(banque, corps, "" if faux == "sans" else sceau)


def test_annuler_ferme_la_page(banque: StripeCheckout, stripe: Pair, essai: Paiement) -> None:
    stripe.session(str(essai.public_id), 12_345)
    banque.annuler(essai)
    evenement = banque.interroger(essai)
    assert evenement
    assert evenement.etat == EtatEvenement.EXPIRE
    assert appliquer(evenement, origine=Origine.INTERROGATION).apres == EtatPaiement.EXPIRE
