"""Processes killed between two steps of a card payment. Run by `test_tues.py`, on the database of the test.

For each point, a dossier of its own; a child that does the act and kills itself there; then what is left of it, and
what it becomes once the act is done again and the bank has repeated itself. One line of JSON each.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import django
import time_machine
from django.conf import settings

MAINTENANT = "2026-11-22T09:00:00+00:00"
MONTANT = 50_000
POINTS = {
    "ouvrir": (
        ("services.verrouiller", "apres"), ("services._numeroter", "apres"), ("services.journaliser", "apres"),
        ("services.presenter_paiement", "avant"), ("services.passerelle", "apres"), ("services.appliquer", "avant"),
        ("services.appliquer", "apres"), ("services._noter_presente", "apres"),
        ("services.presenter_paiement", "apres"),
    ),
    "notifier": (
        ("notifications.appliquer", "avant"), ("application.verrouiller", "apres"), ("encaissements.verser", "avant"),
        ("encaissements.verser", "apres"), ("application._passer", "apres"), ("application._garder", "apres"),
        ("application.journaliser", "avant"), ("application.journaliser", "apres"), ("avis.poster", "avant"),
        ("avis.aviser", "apres"), ("notifications.appliquer", "apres"), ("views._reponse", "avant"),
    ),
    "annuler": (
        ("encaissements.contrepasser", "avant"), ("encaissements.contrepasser", "apres"),
        ("application._passer", "apres"), ("application._garder", "apres"),
        ("application.revoquer_les_recus", "apres"), ("avis.aviser", "apres"), ("notifications.appliquer", "apres"),
    ),
    "rendre": (
        ("rendus.rendre", "avant"), ("rendus.rendre", "apres"), ("application._passer", "apres"),
        ("application._garder", "apres"), ("avis.aviser", "apres"), ("notifications.appliquer", "apres"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Vu:
    """What the database holds of one payment."""

    etats: list[str]
    solde: int
    nouvelles: int
    envois: int


def main(base: str) -> None:
    settings.DATABASES["default"]["NAME"] = base
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    with time_machine.travel(MAINTENANT, tick=False):
        for rang, (acte, point, moment) in enumerate((a, *p) for a, points in POINTS.items() for p in points):
            sys.stdout.write(json.dumps(_essayer(f"{3_000_000 + rang}", acte, point, moment)) + "\n")


def _essayer(numero: str, acte: str, point: str, moment: str) -> dict[str, Any]:
    from accounts.journal import anomalies
    from cotisations.verification import verifier

    faire = _preparer(numero, acte)
    avant = _regarder(numero)
    mort = _tuer(faire, point, moment)
    tue = _regarder(numero)
    faire()
    faire()
    faux = [une for constat in verifier() for une in constat.anomalies] + list(anomalies())
    vus = {"avant": avant, "tue": tue, "apres": _regarder(numero)}
    return {"acte": acte, "point": f"{moment} {point}", "mort": mort, "anomalies": faux} | {
        nom: asdict(vu) for nom, vu in vus.items()
    }


def _tuer(faire: Callable[[], None], point: str, moment: str) -> int:
    """The signal that ended a child which did the act, and killed itself at the point."""
    from django.db import connections

    connections.close_all()  # no connection is shared with the child
    enfant = os.fork()
    if not enfant:
        try:
            _armer(point, moment)
            faire()
        finally:
            os._exit(3)  # the point was never reached
    return os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1])


def _armer(point: str, moment: str) -> None:
    nom_du_module, nom = point.rsplit(".", 1)
    module = import_module(f"cotisations.paiements.{nom_du_module}")
    vraie = getattr(module, nom)

    def mourir(*donnes: object, **nommes: object) -> None:
        if moment == "apres":
            vraie(*donnes, **nommes)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, nom, mourir)


def _preparer(numero: str, acte: str) -> Callable[[], None]:
    """What the member does, or what the bank says, as often as needed."""
    from datetime import date

    from tests.cotisations.paiements.fabrique import appeler
    from tests.harnais.personas import creer_titulaire

    persona = creer_titulaire(numero, "!")
    appeler(persona.dossier, date(2026, 11, 5), date(2027, 2, 5))
    _ouvrir(numero) if acte != "ouvrir" else None
    dits = {"vads_operation_type": "DEBIT", "vads_trans_status": "CAPTURED"}
    if acte in {"annuler", "rendre"}:
        _notifier(numero, **dits)
    dits |= {"annuler": {"vads_trans_status": "CAPTURE_FAILED"}, "rendre": {"vads_operation_type": "CREDIT"}}.get(
        acte, {}
    )
    return (lambda: _ouvrir(numero)) if acte == "ouvrir" else (lambda: _notifier(numero, **dits))


def _ouvrir(numero: str) -> None:
    from accounts.models import Acces, Compte, Dossier
    from cotisations.models import Paiement
    from cotisations.paiements import services
    from cotisations.paiements.passerelle import Urls

    dossier = Dossier.objects.get(numero=numero)
    compte = Compte.objects.get(pk=Acces.objects.get(dossier=dossier).compte_id)
    try:
        paiement = services.commencer_paiement(dossier=dossier, centimes=MONTANT, par=compte)
    except services.PaiementEnCours:
        paiement = Paiement.objects.get(dossier=dossier)
    services.presenter_paiement(paiement=paiement, urls=Urls("https://p.example/", "https://p.example/"))


def _notifier(numero: str, **dits: str) -> None:
    from django.test import Client

    from cotisations.models import Paiement
    from cotisations.paiements.lyra import signer

    essai = Paiement.objects.get(dossier__numero=numero)
    champs = {
        "vads_site_id": settings.LYRA_SITE, "vads_ctx_mode": "TEST", "vads_currency": "978",
        "vads_amount": str(MONTANT), "vads_order_id": str(essai.public_id),
        "vads_trans_uuid": f"{numero}{dits['vads_operation_type'].lower()}",
        "vads_effective_creation_date": "20261122085959",
    } | dits  # fmt: skip
    corps = urlencode({**champs, "signature": signer(champs, settings.LYRA_CLE)})
    adresse = "/cotisations/payer/notification/lyra/"
    reponse = Client().post(adresse, corps, content_type="application/x-www-form-urlencoded")
    assert reponse.status_code == 200, reponse.content


def _regarder(numero: str) -> Vu:
    from accounts.models import Dossier, Envoi
    from cotisations.models import Ecriture, NotificationPSP, Paiement

    dossier = Dossier.objects.get(numero=numero)
    return Vu(
        etats=list(Paiement.objects.du_dossier(dossier).values_list("etat", flat=True)),
        solde=Ecriture.objects.du_dossier(dossier).solde_centimes(),
        nouvelles=NotificationPSP.objects.filter(paiement__dossier=dossier).exclude(etat="presente").count(),
        envois=Envoi.objects.filter(dossier=dossier).count(),
    )


if __name__ == "__main__":
    main(sys.argv[1])
