"""What agents do to a batch: what each act asks and says, then what it did."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.administration.base import ActeDeFiche
from accounts.models import Compte
from cotisations.administration.formulaires import AnnulationForm, ConfirmationForm, EncaissementForm, TransmissionForm
from cotisations.models import LotDePrelevements
from cotisations.prelevements.annulations import confirmer_annulation, demander_annulation
from cotisations.prelevements.decisions import declarer_transmis
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.enums import EtatLotDePrelevements
from cotisations.prelevements.lots import annuler_lot
from cotisations.prelevements.preparation import valider_lot

_ANNULE = "Lot annulé. Ses prélèvements attendent un autre lot."


@dataclass(frozen=True)
class ActeDeLot:
    """An act on a batch that asks for something: who may, what is asked, what is said before. `agir` calls a service
    with what was typed, and returns what to say."""

    titre: str
    permission: str
    formulaire: type[forms.Form]
    phrase: str
    bouton: str
    agir: Callable[[LotDePrelevements, Compte, dict[str, Any]], str]


def _valider(lot: LotDePrelevements, agent: Compte) -> str:
    valider_lot(lot=lot, par=agent)
    return "Lot validé : son fichier se prépare, il est prêt dans la minute."


def _transmettre(lot: LotDePrelevements, agent: Compte, saisie: dict[str, Any]) -> str:
    faits = declarer_transmis(lot=lot, par=agent, **saisie)
    suite = f" {faits} retour(s) de la banque, arrivé(s) avant, appliqué(s)." if faits else ""
    return f"Le lot est transmis à la banque.{suite}"


def _encaisser(lot: LotDePrelevements, agent: Compte, saisie: dict[str, Any]) -> str:
    return f"{encaisser_lot(lot=lot, par=agent, **saisie)} compte(s) crédité(s)."


def _annuler(lot: LotDePrelevements, agent: Compte, saisie: dict[str, Any]) -> str:
    annuler_lot(lot=lot, par=agent, **saisie)
    return _ANNULE


def _demander(lot: LotDePrelevements, agent: Compte, saisie: dict[str, Any]) -> str:
    demander_annulation(lot=lot, par=agent, **saisie)
    return "L’annulation est demandée : une autre personne la confirme."


def _confirmer(lot: LotDePrelevements, agent: Compte, saisie: dict[str, Any]) -> str:
    confirmer_annulation(lot=lot, par=agent)
    return _ANNULE


TRANSMETTRE = ActeDeLot(
    "Dire que le lot est transmis", "transmettre_prelevements", TransmissionForm,
    "Le fichier est déposé sur le site de la banque. Les affiliés verront leur prélèvement « en cours ». Ne déposez "
    "jamais deux fois le même fichier : la banque le refuserait, ou prélèverait deux fois.",
    "Le lot est transmis", _transmettre,
)  # fmt: skip
ENCAISSER = ActeDeLot(
    "Constater l’encaissement", "transmettre_prelevements", EncaissementForm,
    "À la date où la banque a porté la somme sur le compte de la caisse. Les comptes des affiliés sont crédités ce "
    "jour-là, si la somme est celle des prélèvements non rejetés.",
    "Créditer les comptes", _encaisser,
)  # fmt: skip
ANNULER = ActeDeLot(
    "Annuler ce lot", "preparer_prelevements", AnnulationForm,
    "Ses prélèvements attendront un autre lot. Personne n’a téléchargé son fichier : la banque ne peut pas l’avoir.",
    "Annuler le lot", _annuler,
)  # fmt: skip
DEMANDER = ActeDeLot(
    "Demander l’annulation de ce lot", "preparer_prelevements", AnnulationForm,
    "Son fichier a été téléchargé : s’il est à la banque, annuler ferait prélever deux fois. Une autre personne "
    "vérifiera que la banque ne l’a pas reçu, puis confirmera. D’ici là, le fichier n’est plus donné.",
    "Demander l’annulation", _demander,
)  # fmt: skip
CONFIRMER = ActeDeLot(
    "Confirmer l’annulation", "valider_prelevements", ConfirmationForm,
    "Ses prélèvements attendront un autre lot. Si la banque a ce fichier, elle prélèvera deux fois : retirez alors la "
    "demande, et dites le lot transmis.",
    "Confirmer l’annulation", _confirmer,
)  # fmt: skip
VALIDER = ActeDeFiche(
    "valider",
    "Valider le lot",
    "Vous confirmez que ces prélèvements peuvent être demandés à la banque. Les montants sont recalculés : "
    "chacun est le plus petit de ce qui a été annoncé et de ce qui reste dû.",
    "valider_prelevements",
    _valider,
    lambda lot, agent: lot.etat == EtatLotDePrelevements.GELE and lot.prepare_par_id != agent.pk,
)
