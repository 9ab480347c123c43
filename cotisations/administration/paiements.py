"""Card payments, for those who keep the accounts: what the bank said of each, and what has to be decided."""

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.filtres import FiltreUnique
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import vers
from carpimko_portal.lib.dates import ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.administration.actes_de_paiements import ACTES
from cotisations.models import NotificationPSP, Paiement
from cotisations.paiements.effet import credit_de
from cotisations.paiements.etats import EtatEvenement, Origine, TypeEvenement
from cotisations.paiements.selectors import voir


class Contradiction(FiltreUnique):
    """Payments of which the bank said what nothing expected, and no agent decided since."""

    title = "nouvelle à voir"
    parameter_name = "contradiction"
    choix = ("oui", "Oui")

    retenues = staticmethod(lambda: Paiement.objects.a_voir().values("pk"))


class PaiementAdmin(AdminPortail):
    titre = "Paiements par carte"
    rubrique = Rubrique.BANQUE
    colonnes = [
        ("Commencé le", lambda paiement: ecrire_moment(paiement.cree_le)),
        ("Numéro", lambda paiement: paiement.numero),
        ("Dossier", lambda paiement: noms.dossier(paiement.dossier)),
        ("Montant demandé", lambda paiement: ecrire_montant(paiement.montant_centimes)),
        ("État", lambda paiement: paiement.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier ou de paiement"
    search_fields = ["=dossier__numero", "=numero"]
    list_filter = ["etat", Contradiction]
    list_select_related = ["dossier"]
    ordering = ["-pk"]
    actes = ACTES

    def fiche(self, objet: Paiement) -> list[tuple[str, Lignes]]:
        vu = voir(objet)
        regles: Lignes = [(ligne.libelle, ecrire_montant(ligne.centimes)) for ligne in vu.lignes]
        return [
            (
                "Paiement",
                [
                    ("Numéro", objet.numero),
                    ("Dossier", noms.dossier_nomme(objet.dossier)),
                    ("Montant demandé", ecrire_montant(objet.montant_centimes)),
                    ("État", objet.get_etat_display()),
                    ("Commencé le", ecrire_moment(objet.cree_le)),
                    ("Passerelle", f"{objet.passerelle}, {objet.get_mode_display().lower()}"),
                    ("Identifiant à la banque", objet.id_psp or _transaction(objet) or "Aucun"),
                    ("Remboursement demandé", ecrire_montant(vu.remboursement_demande)),
                    ("Rendu", ecrire_montant(vu.rendu)),
                    *([("Au compte", vers(credit))] if (credit := credit_de(objet)) else []),
                    *([("Montant annoncé par la banque", ecrire_montant(vu.annonce))] if vu.annonce else []),
                ],
            ),
            ("Ce qu’il a réglé", regles or [("Rien", "aucune somme n’est portée au compte")]),
            ("Ce que la banque a dit", _nouvelles(objet)),
        ]


def _transaction(paiement: Paiement) -> str:
    """What the bank calls it, of a payment that is not paid: an agent looks for it on the bank's own pages."""
    dites = paiement.notifications.filter(type=TypeEvenement.PAIEMENT).exclude(id_psp="").order_by("-pk")
    return dites.values_list("id_psp", flat=True).first() or ""


def _nouvelles(paiement: Paiement) -> Lignes:
    return [
        (ecrire_moment(une.recu_le), _dire(une))
        for une in paiement.notifications.order_by("-pk").select_related("par")[:30]
    ] or [("Rien", "pas encore")]


def _dire(une: NotificationPSP) -> str:
    sujet = "" if une.type == TypeEvenement.PAIEMENT else f"{une.get_type_display()} : "
    if une.etat == EtatEvenement.CLASSE and une.avant == une.apres:
        return f"Nouvelle vue ({_source(une)})"
    phrase = f"{sujet}{une.get_etat_display()}, {ecrire_montant(une.centimes)} ({_source(une)})"
    return f"{phrase}. {une.erreur[:1].upper()}{une.erreur[1:]}." if une.erreur else phrase


def _source(une: NotificationPSP) -> str:
    """Where it comes from; whoever decided answers for it by name."""
    origine = Origine(une.origine).label.lower()
    return f"{origine}, {une.par.identifiant}" if une.par and une.par.est_agent else origine
