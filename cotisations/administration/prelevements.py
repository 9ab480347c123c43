"""Lines of direct debits at the back office."""

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import vers
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.administration.rappels import RAPPEL_SANS_EFFET, RAPPELER, ARappeler, dire_rappel
from cotisations.models import Prelevement


class PrelevementAdmin(AdminPortail):
    titre = "Prélèvements"
    rubrique = Rubrique.PRELEVEMENTS
    colonnes = [
        ("Jour", lambda ligne: ecrire_date(ligne.date_prelevement)),
        ("Dossier", lambda ligne: noms.dossier(ligne.dossier)),
        ("Montant", lambda ligne: ecrire_montant(ligne.a_prendre)),
        ("État", lambda ligne: ligne.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier ou référence de bout en bout"
    search_fields = ["=dossier__numero", "=end_to_end"]
    list_filter = [ARappeler, "etat"]
    list_select_related = ["dossier"]
    ordering = ["-date_prelevement", "-pk"]
    actes = [RAPPELER, RAPPEL_SANS_EFFET]

    def fiche(self, objet: Prelevement) -> list[tuple[str, Lignes]]:
        lignes: Lignes = noms.lire(self.colonnes, objet, objet.dossier)
        lignes += [
            ("Annoncé le", ecrire_date(objet.annonce_le)),
            ("Montant annoncé", ecrire_montant(objet.montant_prevu_centimes)),
            ("Référence de bout en bout", objet.end_to_end),
            ("Mandat", vers(objet.mandat, objet.mandat.rum)),
            ("Compte", objet.mandat.iban_masque),
            ("Lot", vers(objet.lot, objet.lot.reference) if objet.lot else "Aucun"),
            ("Motif", objet.motif or "Aucun"),
            *noms.autour_du_prelevement(objet),
            ("Rappel", dire_rappel(objet)),
        ]
        return [("Prélèvement", lignes)]
