"""Accounts, read-only like everything that is owed or paid."""

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.models import Echeance, Ecriture


class EcheanceAdmin(AdminPortail):
    titre = "Échéances"
    rubrique = Rubrique.COTISATIONS
    colonnes = [
        ("Exigible le", lambda echeance: ecrire_date(echeance.date_exigibilite)),
        ("Dossier", lambda echeance: noms.dossier(echeance.dossier)),
        ("Année", lambda echeance: echeance.annee),
        ("Montant", lambda echeance: ecrire_montant(echeance.montant_centimes)),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_select_related = ["dossier"]
    ordering = ["-pk"]

    def fiche(self, objet: Echeance) -> list[tuple[str, Lignes]]:
        return [("Échéance", noms.lire(self.colonnes, objet, objet.dossier))]


class EcritureAdmin(AdminPortail):
    titre = "Écritures"
    rubrique = Rubrique.COTISATIONS
    colonnes = [
        ("Date", lambda ecriture: ecrire_date(ecriture.date_operation)),
        ("Dossier", lambda ecriture: noms.dossier(ecriture.dossier)),
        ("Libellé", lambda ecriture: ecriture.libelle),
        ("Montant", lambda ecriture: ecrire_montant(ecriture.montant_centimes)),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["nature"]
    list_select_related = ["dossier"]
    ordering = ["-pk"]

    def fiche(self, objet: Ecriture) -> list[tuple[str, Lignes]]:
        lignes: Lignes = noms.lire(self.colonnes, objet, objet.dossier)
        if origine := noms.origine(objet):
            lignes.append(("Vient de", origine))
        return [("Écriture", lignes)]
