"""A batch at the bank, and what came back of it: Gaëlle's bank does not say why, Hugo revoked his mandate too late."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.administration.roles import COTISATIONS
from accounts.models import Acces, Compte, Dossier
from cotisations.models import LotDePrelevements, MandatSepa, Prelevement
from cotisations.prelevements.annonces import nouvelle_ligne, previsions_des
from cotisations.prelevements.calendrier import jour_de_reglement
from cotisations.prelevements.importation import importer_retours
from cotisations.prelevements.lots import transmettre_lot
from cotisations.prelevements.mandats import revoquer_mandat
from cotisations.prelevements.preparation import preparer_lot, valider_lot
from cotisations.prelevements.production import produire_fichier, telecharger_lot
from demonstration.prelevements import signer
from demonstration.releves import pain002

_GAELLE, _HUGO = "4567890", "5678901"


def garnir_les_retours() -> None:
    """Once, when both have something to collect. Runs again without harm."""
    dossiers = [Dossier.objects.filter(numero=numero).first() for numero in (_GAELLE, _HUGO)]
    agents = list(Compte.objects.filter(est_agent=True, groups__name=COTISATIONS).order_by("pk")[:2])
    connus = [dossier for dossier in dossiers if dossier]
    if len(connus) != 2 or len(agents) != 2 or MandatSepa.objects.filter(dossier__in=connus).exists():
        return
    jour = _jour_libre()
    lignes = [ligne for dossier in connus if (ligne := _annoncer(dossier, jour))]
    if len(lignes) == 2:
        _transmettre(jour, *agents)
        gaelle, hugo = lignes
        importer_retours(octets=_refus_de_la_banque(gaelle), nom="retours-du-jour.xml", par=agents[1])
        revoquer_mandat(mandat=hugo.mandat, par=Acces.objects.titulaires().get(dossier=hugo.dossier).compte)


def _jour_libre() -> date:
    """Far enough for the bank, and on which nobody else is collected."""
    jour = jour_de_reglement(timezone.localdate() + timedelta(days=12))
    while Prelevement.objects.filter(date_prelevement=jour).exists():
        jour = jour_de_reglement(jour + timedelta(days=1))
    return jour


def _annoncer(dossier: Dossier, jour: date) -> Prelevement | None:
    """Three weeks ago, for the next échéance that could be; signs the mandate then."""
    alors = timezone.now() - timedelta(days=21)
    previsions = previsions_des([dossier.pk], le=timezone.localdate(alors))[dossier.pk]
    if not previsions:
        return None
    mandat = signer(dossier, Acces.objects.titulaires().get(dossier=dossier).compte)
    prevue = previsions[-1]
    ligne = nouvelle_ligne(mandat=mandat, echeance=prevue.echeance, jour=jour, centimes=prevue.reste, maintenant=alors)
    ligne.save(force_insert=True)
    return ligne


def _transmettre(jour: date, a: Compte, b: Compte) -> None:
    lot = preparer_lot(jour=jour, par=a)
    valider_lot(lot=lot, par=b)
    lot.refresh_from_db()
    produire_fichier(lot=lot, par=None)
    telecharger_lot(lot=LotDePrelevements.objects.get(pk=lot.pk), par=b)
    transmettre_lot(lot=LotDePrelevements.objects.get(pk=lot.pk), par=b, transmis_le=timezone.localdate())


def _refus_de_la_banque(ligne: Prelevement) -> bytes:
    """A line without saying why, and one of another creditor."""
    lot = LotDePrelevements.objects.get(prelevements=ligne)
    return pain002([(ligne.end_to_end, "MS03"), ("AUTRE-CREANCIER-0042", "AM04")], bloc=lot.reference_du_paiement)
