"""Accounts, payments and news to try them with."""

import uuid
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Dossier
from cotisations.enums import Nature
from cotisations.models import Echeance, Ecriture, NotificationPSP, Paiement
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Mode, TypeEvenement
from cotisations.paiements.evenement import Evenement
from cotisations.restes import repartition_du
from tests.harnais.personas import Persona

_RANGS = count(1)


def debiter(dossier: Dossier, centimes: int, le: date = date(2026, 1, 2), nature: Nature = Nature.APPEL) -> Ecriture:
    return Ecriture.objects.create(
        dossier=dossier, cle=f"debit-{uuid.uuid4().hex}", nature=nature, annee=le.year,
        montant_centimes=-centimes, date_operation=le, libelle=f"{nature.label} d’essai",
    )  # fmt: skip


def echeance(dossier: Dossier, le: date, centimes: int = 50_000) -> Echeance:
    return Echeance.objects.create(
        dossier=dossier, annee=le.year, rang=next(_RANGS) % 300 + 1, date_exigibilite=le, montant_centimes=centimes
    )


def appeler(dossier: Dossier, *dates: date, centimes: int = 50_000) -> list[Echeance]:
    """A call, and its échéances of so many cents each."""
    debiter(dossier, centimes * len(dates))
    return [echeance(dossier, le, centimes) for le in dates]


def restes(dossier: Dossier) -> list[int]:
    return [suivi.reste for suivi in repartition_du(dossier, le=timezone.localdate()).suivis]


def paiement(persona: Persona, centimes: int = 50_000, *echeances: Echeance, **champs: Any) -> Paiement:
    """One that the bank has in hands."""
    maintenant = timezone.now()
    valeurs: dict[str, Any] = {
        "numero": uuid.uuid4().hex[:6], "passerelle": "lyra", "mode": Mode.TEST, "etat": EtatPaiement.OUVERT,
        "designees": [str(une.public_id) for une in echeances], "cree_par": persona.compte,
        "cree_le": maintenant, "etat_le": maintenant, "expire_le": maintenant + timedelta(minutes=30),
    }  # fmt: skip
    return Paiement.objects.create(dossier=persona.dossier, montant_centimes=centimes, **valeurs | champs)


def nouvelle(
    sur: Paiement, etat: EtatEvenement, sujet: TypeEvenement = TypeEvenement.PAIEMENT, **champs: Any
) -> Evenement:
    """What the bank says of a payment: of its whole amount, unless told otherwise."""
    id_psp = champs.pop("id_psp", f"trans-{sur.numero}")
    valeurs: dict[str, Any] = {
        "passerelle": sur.passerelle, "id_evenement": f"{id_psp}:{sujet}:{etat}", "centimes": sur.montant_centimes,
        "devise": "EUR", "mode": Mode.TEST, "horodatage": datetime.fromisoformat("2026-11-22T09:00:00+00:00"),
    }  # fmt: skip
    return Evenement(id_psp=id_psp, type=sujet, etat=etat, ref_paiement=sur.public_id, **valeurs | champs)


def nouvelle_notification(persona: Persona, **champs: Any) -> NotificationPSP:
    valeurs = {"passerelle": "lyra", "id_evenement": "e1", "origine": "notification", "signature_ok": False}
    return NotificationPSP.objects.create(recu_le=timezone.now(), **valeurs | champs)
