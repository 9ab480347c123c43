"""Reads of the calendar."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import Dossier
from cotisations.calendrier.adresses import empreintes
from cotisations.echeancier import repartir
from cotisations.models import AbonnementCalendrier, Echeance, Ecriture
from cotisations.restes import tranches


@dataclass(frozen=True)
class EcheanceDite:
    """One échéance as a calendar tells it. Amounts in cents; `modifie_le`: it says the same since then."""

    public_id: UUID
    le: date
    montant: int
    reste: int
    modifie_le: datetime


def abonnement_en_cours(dossier: Dossier) -> AbonnementCalendrier | None:
    """The address that works, if there is one. One query."""
    return AbonnementCalendrier.objects.filter(dossier=dossier, revoque_le__isnull=True).first()


def abonnement_du_secret(secret: str) -> AbonnementCalendrier | None:
    """The one that `secret` opens; revoked or never made, none. The same query whatever the secret."""
    en_cours = AbonnementCalendrier.objects.select_related("dossier").filter(revoque_le__isnull=True)
    return en_cours.filter(empreinte__in=empreintes(secret)).first()


def echeances_dites(dossier: Dossier) -> list[EcheanceDite]:
    """The échéances since the first day of last year, and older ones that are not paid. Three queries."""
    aujourdhui = timezone.localdate()
    compte = Ecriture.objects.du_dossier(dossier).aggregate(solde=Sum("montant_centimes"), derniere=Max("cree_le"))
    champs = ("public_id", "date_exigibilite", "montant_centimes", "modifie_le")
    lues = list(Echeance.objects.du_dossier(dossier).chronologiques().values_list(*champs))
    suivis = repartir(tranches(dossier), compte["solde"] or 0, le=aujourdhui).suivis
    return [
        # Any écriture may have changed what remains of any échéance.
        EcheanceDite(public_id, le, montant, suivi.reste, max(filter(None, [modifie_le, compte["derniere"]])))
        for (public_id, le, montant, modifie_le), suivi in zip(lues, suivis, strict=True)
        if suivi.reste or le >= date(aujourdhui.year - 1, 1, 1)
    ]
