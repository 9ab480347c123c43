"""What the agents see of this app: accounts, read-only like everything that is owed or paid."""

from accounts.administration.base import AdminPortail, Lignes
from accounts.administration.site import site
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration.paiements import PaiementAdmin, nouvelles_a_voir, paiements_a_examiner
from cotisations.administration.prelevements import LotDePrelevementsAdmin, MandatAdmin, PrelevementAdmin, RetourAdmin
from cotisations.banque.administration.operations import OperationAdmin, operations_a_rapprocher
from cotisations.banque.administration.releves import ReleveAdmin, releves_manquants
from cotisations.models import (
    Echeance,
    Ecriture,
    LotDePrelevements,
    MandatSepa,
    Operation,
    Paiement,
    Prelevement,
    Releve,
    RetourDePrelevement,
)


class EcheanceAdmin(AdminPortail):
    titre = "Échéances"
    colonnes = [
        ("Exigible le", lambda echeance: ecrire_date(echeance.date_exigibilite)),
        ("Dossier", lambda echeance: echeance.dossier.numero),
        ("Année", lambda echeance: echeance.annee),
        ("Montant", lambda echeance: ecrire_montant(echeance.montant_centimes)),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_select_related = ["dossier"]
    ordering = ["-pk"]

    def fiche(self, objet: Echeance) -> list[tuple[str, Lignes]]:
        return [("Échéance", [(titre, dire(objet)) for titre, dire in self.colonnes])]


class EcritureAdmin(AdminPortail):
    titre = "Écritures"
    colonnes = [
        ("Date", lambda ecriture: ecrire_date(ecriture.date_operation)),
        ("Dossier", lambda ecriture: ecriture.dossier.numero),
        ("Libellé", lambda ecriture: ecriture.libelle),
        ("Montant", lambda ecriture: ecrire_montant(ecriture.montant_centimes)),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["nature"]
    list_select_related = ["dossier"]
    ordering = ["-pk"]

    def fiche(self, objet: Ecriture) -> list[tuple[str, Lignes]]:
        return [("Écriture", [(titre, dire(objet)) for titre, dire in self.colonnes])]


site.register(Echeance, EcheanceAdmin)
site.register(Ecriture, EcritureAdmin)
site.register(LotDePrelevements, LotDePrelevementsAdmin)
site.register(Prelevement, PrelevementAdmin)
site.register(RetourDePrelevement, RetourAdmin)
site.register(MandatSepa, MandatAdmin)
site.register(Releve, ReleveAdmin)
site.register(Operation, OperationAdmin)
site.register(Paiement, PaiementAdmin)
for carte in (paiements_a_examiner, nouvelles_a_voir, operations_a_rapprocher, releves_manquants):
    site.ajouter_carte(carte)
