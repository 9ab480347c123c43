"""What fiches and lists of cotisations name, as words that lead there."""

import re
from collections.abc import Sequence
from typing import Any

from accounts.administration.actes import Lignes
from accounts.administration.base import Colonnes
from accounts.administration.renvois import Phrase, Renvoi, enumerer, phrase, vers
from accounts.models import Dossier
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import (
    Ecriture,
    LotDePrelevements,
    MandatSepa,
    Operation,
    Paiement,
    Prelevement,
    Rapprochement,
    RetourDePrelevement,
)
from cotisations.prelevements.noms_de_lots import lot_de_reference, references_de

_AU_PLUS = 10
_HEXADECIMAL = re.compile(r"[0-9a-f]{32}(?![0-9a-f])")


def dossier(numerote: Dossier) -> Renvoi:
    """By its number, as lists name it."""
    return vers(numerote, numerote.numero)


def dossier_nomme(nomme: Dossier) -> Phrase:
    """With the person's name: for fiches and acts, which say whose it is."""
    return phrase(dossier(nomme), f", {nomme.nom} {nomme.prenom}")


def lire(colonnes: Colonnes, objet: Any, nomme: Dossier | None) -> Lignes:
    """What the list says of `objet`, for its fiche: there, the dossier has a name."""
    return [(titre, dossier_nomme(nomme) if nomme and titre == "Dossier" else dire(objet)) for titre, dire in colonnes]


def prelevement(ligne: Prelevement) -> Renvoi:
    """By its amount and day."""
    return vers(ligne, f"{ecrire_montant(ligne.a_prendre)}, le {ecrire_date(ligne.date_prelevement)}")


def lot_de_ce_nom(reference: str) -> object:
    """The batch that the bank speaks of, when it is one of ours. One query."""
    lot = lot_de_reference([reference])
    return vers(lot, reference) if lot else reference


def prelevement_de_ce_nom(reference: str) -> object:
    """The line of this end-to-end reference, when it is one of ours. One query."""
    ligne = Prelevement.objects.filter(end_to_end=reference).first() if reference else None
    return vers(ligne, reference) if ligne else reference


def mandat_de_ce_nom(rum: str) -> object:
    """The mandate of this RUM, when it is one of ours. One query."""
    mandat = MandatSepa.objects.filter(rum=rum).first() if rum else None
    return vers(mandat, rum) if mandat else rum


def objet_nomme(objet: str) -> object:
    """What a matching was about, `Lot LOT-2026-000012` or `Prélèvement PRLV…`. One query."""
    genre, _, reference = objet.partition(" ")
    trouver = {"Lot": lot_de_ce_nom, "Prélèvement": prelevement_de_ce_nom}.get(genre)
    return phrase(f"{genre.lower()} ", trouver(reference)) if trouver else objet


def origine(ecriture: Ecriture) -> object:
    """What an écriture comes from: an operation of the bank, a card, a direct debit. Three queries at most."""
    if rapprochement := Rapprochement.objects.filter(ecriture=ecriture).select_related("operation").first():
        return vers(rapprochement.operation)
    if paiement := Paiement.objects.filter(notifications__ecriture=ecriture).first():
        return vers(paiement)
    genre, _, reste = ecriture.cle.partition(":")
    if genre == "prelevement" and _HEXADECIMAL.match(reste):
        ligne = Prelevement.objects.filter(public_id=reste[:32]).first()
        return vers(ligne) if ligne else ""
    return ""


def autour_du_prelevement(ligne: Prelevement) -> Lignes:
    """What the bank said of a line, what followed it. Four queries."""
    retours = ligne.retours.order_by("pk")[:_AU_PLUS]
    avant = [ligne.represente] if ligne.represente else []
    return [
        *_noms("Retours de la banque", [vers(un) for un in retours]),
        *_noms("Opérations bancaires", _operations([ligne.end_to_end])),
        *_noms("Présente de nouveau", [prelevement(une) for une in avant]),
        *_noms("Présenté de nouveau", [prelevement(une) for une in Prelevement.objects.filter(represente=ligne)]),
    ]


def autour_du_lot(lot: LotDePrelevements) -> Lignes:
    """What the bank said of a batch. Two queries."""
    noms = references_de(lot)
    retours = RetourDePrelevement.objects.filter(end_to_end__in=noms).order_by("pk")[:_AU_PLUS]
    operations = Operation.objects.des_lots(noms).order_by("pk")[:_AU_PLUS]
    return [
        *_noms("Retours de la banque", [vers(un) for un in retours]),
        *_noms("Opérations bancaires", [operation(une) for une in operations]),
    ]


def operation(dite: Operation) -> Renvoi:
    """By its amount and day."""
    return vers(dite, f"{ecrire_montant(dite.montant_centimes)}, le {ecrire_date(dite.date_operation)}")


def _operations(references: Sequence[str]) -> list[Renvoi]:
    lues = Operation.objects.des_prelevements(references).order_by("pk")[:_AU_PLUS]
    return [operation(une) for une in lues]


def _noms(titre: str, renvois: Sequence[Renvoi]) -> Lignes:
    return [(titre, enumerer(renvois))] if renvois else []
