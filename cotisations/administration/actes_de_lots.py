"""What agents do to a batch: what each act asks and says, then what it did."""

from datetime import date

from django.utils import timezone

from accounts.administration.actes import ActeDeFiche, Lignes, toujours
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration.annulations import RETIRER_LA_DEMANDE
from cotisations.administration.formulaires import AnnulationForm, ConfirmationForm, EncaissementForm, TransmissionForm
from cotisations.models import LotDePrelevements
from cotisations.prelevements.annulations import confirmer_annulation, demander_annulation
from cotisations.prelevements.decisions import declarer_transmis
from cotisations.prelevements.encaissement import attendu_du_lot, deja_rendu, encaisser_lot
from cotisations.prelevements.enums import A_ANNULER, EtatLotDePrelevements
from cotisations.prelevements.lots import annuler_lot
from cotisations.prelevements.preparation import valider_lot

_ANNULE = "Lot annulé. Ses prélèvements attendent un autre lot."


def _valider(lot: LotDePrelevements, agent: Compte) -> str:
    valider_lot(lot=lot, par=agent)
    return "Lot validé : son fichier se prépare, il est prêt dans la minute."


def _transmettre(lot: LotDePrelevements, agent: Compte, *, transmis_le: date) -> str:
    faits = declarer_transmis(lot=lot, par=agent, transmis_le=transmis_le)
    suite = f" {faits} retour(s) de la banque, arrivé(s) avant, appliqué(s)." if faits else ""
    return f"Le lot est transmis à la banque.{suite}"


def _encaisser(lot: LotDePrelevements, agent: Compte, *, le: date, centimes: int) -> str:
    if le < lot.date_prelevement:
        raise ActeImpossible(f"La banque ne porte pas cette somme avant le {ecrire_date(lot.date_prelevement)}.")
    nombre = encaisser_lot(lot=lot, par=agent, le=le, centimes=centimes)
    return "Un compte est crédité." if nombre == 1 else f"{nombre} comptes sont crédités."


def _annuler(lot: LotDePrelevements, agent: Compte, *, motif: str) -> str:
    annuler_lot(lot=lot, par=agent, motif=motif)
    return _ANNULE


def _demander(lot: LotDePrelevements, agent: Compte, *, motif: str) -> str:
    demander_annulation(lot=lot, par=agent, motif=motif)
    return "L’annulation est demandée : une autre personne la confirme."


def _confirmer(lot: LotDePrelevements, agent: Compte, *, pas_recu: bool) -> str:
    confirmer_annulation(lot=lot, par=agent)
    return _ANNULE


def _contenu(lot: LotDePrelevements) -> Lignes:
    return [
        ("Jour du prélèvement", ecrire_date(lot.date_prelevement)),
        ("Prélèvements", lot.nombre),
        ("Total", ecrire_montant(lot.total_centimes)),
    ]


def _attendu(lot: LotDePrelevements) -> Lignes:
    lignes = [*_contenu(lot), ("Somme attendue, rejets déduits", ecrire_montant(attendu_du_lot(lot)))]
    if rendu := deja_rendu(lot):
        dit = f"{ecrire_montant(rendu)}\u00a0: la somme entière, rejets compris, est prise aussi"
        lignes.append(("Rejets que la banque a débités à part", dit))
    return lignes


def _est_pris(lot: LotDePrelevements, agent: Compte) -> bool:
    pris = lot.etat == EtatLotDePrelevements.GENERE and lot.telecharge_le is not None
    return pris and not lot.attend_une_annulation


def _est_echu(lot: LotDePrelevements, agent: Compte) -> bool:
    """The bank may have booked it."""
    return lot.etat == EtatLotDePrelevements.TRANSMIS and lot.date_prelevement <= timezone.localdate()


def _s_annule(lot: LotDePrelevements) -> bool:
    return lot.etat in A_ANNULER and not lot.attend_une_annulation


ACTES = (
    ActeDeFiche(
        "valider", "Valider le lot",
        "Vous confirmez que ces prélèvements peuvent être demandés à la banque. Les montants sont recalculés : "
        "chacun est le plus petit de ce qui a été annoncé et de ce qui reste dû.",
        "valider_prelevements", _valider,
        lambda lot, agent: lot.etat == EtatLotDePrelevements.GELE and lot.prepare_par_id != agent.pk,
        apercu=_contenu, attendu=toujours,
    ),
    ActeDeFiche(
        "transmettre", "Dire que le lot est transmis",
        "Le fichier est déposé sur le site de la banque. Les affiliés verront leur prélèvement « en cours ». Ne "
        "déposez jamais deux fois le même fichier : la banque le refuserait, ou prélèverait deux fois.",
        "transmettre_prelevements", _transmettre, _est_pris,
        apercu=_contenu, formulaire=TransmissionForm, bouton="Le lot est transmis",
        attendu=toujours,
    ),
    ActeDeFiche(
        "encaisser", "Constater l’encaissement",
        "À la date où la banque a porté la somme sur le compte de la caisse. Les comptes des affiliés sont crédités ce "
        "jour-là, si la somme est celle des prélèvements non rejetés.",
        "transmettre_prelevements", _encaisser, _est_echu,
        apercu=_attendu, formulaire=EncaissementForm, bouton="Créditer les comptes", attendu=toujours,
    ),
    ActeDeFiche(
        "annuler", "Annuler ce lot",
        "Ses prélèvements attendront un autre lot. Personne n’a téléchargé son fichier : la banque ne peut pas "
        "l’avoir.",
        "preparer_prelevements", _annuler, lambda lot, agent: _s_annule(lot) and lot.telecharge_le is None, "danger",
        apercu=_contenu, formulaire=AnnulationForm, bouton="Annuler le lot",
    ),
    ActeDeFiche(
        "demander-annulation", "Demander l’annulation de ce lot",
        "Son fichier a été téléchargé : s’il est à la banque, annuler ferait prélever deux fois. Une autre personne "
        "vérifiera que la banque ne l’a pas reçu, puis confirmera. D’ici là, le fichier n’est plus donné.",
        "preparer_prelevements", _demander, lambda lot, agent: _s_annule(lot) and lot.telecharge_le is not None,
        "danger", apercu=_contenu, formulaire=AnnulationForm, bouton="Demander l’annulation",
    ),
    ActeDeFiche(
        "confirmer-annulation", "Confirmer l’annulation",
        "Ses prélèvements attendront un autre lot. Si la banque a ce fichier, elle prélèvera deux fois : retirez alors "
        "la demande, et dites le lot transmis.",
        "valider_prelevements", _confirmer,
        lambda lot, agent: lot.attend_une_annulation and lot.annulation_demandee_par_id != agent.pk, "danger",
        apercu=_contenu, formulaire=ConfirmationForm, attendu=toujours,
    ),
    RETIRER_LA_DEMANDE,
)  # fmt: skip
