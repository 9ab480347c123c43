from typing import Any

import cotisations.controle
import cotisations.paiements.application
import cotisations.paiements.decisions
import cotisations.paiements.interrogation
import cotisations.paiements.notifications
import cotisations.paiements.services
from cotisations.models import NotificationPSP, Paiement
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Origine
from cotisations.paiements.passerelle import Urls
from tests.cotisations.paiements import fabrique
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai

_URLS = Urls("https://portail.example/retour/", "https://portail.example/annulation/")


def _du(persona: Persona) -> None:
    fabrique.debiter(persona.dossier, 50_000)


def _commence(persona: Persona, **champs: Any) -> Paiement:
    _du(persona)
    return fabrique.paiement(persona, **champs)


def _a_examiner(persona: Persona) -> None:
    fausse = fabrique.nouvelle(_commence(persona), EtatEvenement.PAYE, centimes=1)
    cotisations.paiements.application.appliquer(fausse, origine=Origine.NOTIFICATION)


def _commencer_paiement(persona: Persona) -> None:
    cotisations.paiements.services.commencer_paiement(dossier=persona.dossier, centimes=50_000, par=persona.compte)


def _recommencer_paiement(persona: Persona) -> None:
    cotisations.paiements.services.recommencer_paiement(paiement=Paiement.objects.get(), par=persona.compte)


def _presenter_paiement(persona: Persona) -> None:
    cotisations.paiements.services.presenter_paiement(paiement=Paiement.objects.get(), urls=_URLS)


def _abandonner_paiement(persona: Persona) -> None:
    cotisations.paiements.services.abandonner_paiement(paiement=Paiement.objects.get(), par=persona.compte)


def _interroger_paiements(persona: Persona) -> None:
    cotisations.paiements.interrogation.interroger_paiements()


def _decider_paiement(persona: Persona) -> None:
    cotisations.paiements.decisions.decider_paiement(
        paiement=Paiement.objects.get(), accepter=True, attendu=1, par=persona.compte
    )


def _attend(persona: Persona) -> None:
    _commence(persona, etat=EtatPaiement.EN_ATTENTE, etat_le="2026-11-19T08:00:00Z")


def _trancher_paiement(persona: Persona) -> None:
    cotisations.paiements.decisions.trancher_paiement(
        paiement=Paiement.objects.get(), encaisse=True, par=persona.compte
    )


def _paye(persona: Persona) -> None:
    payee = fabrique.nouvelle(_commence(persona), EtatEvenement.PAYE)
    cotisations.paiements.application.appliquer(payee, origine=Origine.NOTIFICATION)


def _noter_vue(persona: Persona) -> None:
    lue = NotificationPSP.objects.latest("pk").public_id
    cotisations.paiements.decisions.noter_vue(paiement=Paiement.objects.get(), attendue=lue, par=persona.compte)


def _a_voir(persona: Persona) -> None:
    essai = _commence(persona)
    for transaction in ("une", "autre"):
        payee = fabrique.nouvelle(essai, EtatEvenement.PAYE, id_psp=transaction)
        cotisations.paiements.application.appliquer(payee, origine=Origine.NOTIFICATION)


def _suivre_contestation(persona: Persona) -> None:
    cotisations.paiements.decisions.suivre_contestation(
        paiement=Paiement.objects.get(), nouvelle=EtatEvenement.OUVERT, par=persona.compte
    )


def _appliquer(persona: Persona) -> None:
    payee = fabrique.nouvelle(Paiement.objects.get(), EtatEvenement.PAYE)
    cotisations.paiements.application.appliquer(payee, origine=Origine.NOTIFICATION)


def _refuser_notification(persona: Persona) -> None:
    cotisations.paiements.notifications.refuser_notification(passerelle="lyra", corps=b"", motif="signature")


def _verifier_les_comptes(persona: Persona) -> None:
    cotisations.controle.verifier_les_comptes()


CHAPITRE = Chapitre(
    modules=(
        cotisations.paiements.application,
        cotisations.paiements.services,
        cotisations.paiements.interrogation,
        cotisations.paiements.decisions,
        cotisations.paiements.notifications,
        cotisations.controle,
    ),
    essais=(
        Essai(_commencer_paiement, avant=_du),
        Essai(_recommencer_paiement, avant=lambda persona: _commence(persona, etat=EtatPaiement.REFUSE)),
        Essai(_presenter_paiement, avant=lambda persona: _commence(persona, etat=EtatPaiement.CREE)),
        Essai(_abandonner_paiement, avant=_commence),
        Essai(
            _interroger_paiements,
            avant=lambda persona: _commence(persona, expire_le="2026-11-22T08:00:00Z"),
        ),
        Essai(_decider_paiement, avant=_a_examiner),
        Essai(_trancher_paiement, avant=_attend),
        Essai(_suivre_contestation, avant=_paye),
        Essai(_noter_vue, avant=_a_voir),
        Essai(_appliquer, avant=_commence),
        Essai(_refuser_notification),
        Essai(_verifier_les_comptes),
    ),
    # The first four read; the others do nothing but call a bank, then `appliquer`.
    ailleurs=frozenset({
        "derniere_a_examiner", "derniere_a_voir", "interroger_paiement", "rembourser_paiement", "recevoir_notification",
    }),
)  # fmt: skip
