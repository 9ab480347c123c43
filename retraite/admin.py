"""What the agents see of this app: what was paid, read-only."""

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import vers
from accounts.administration.site import site
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from retraite.models import PensionVersee


class PensionAdmin(AdminPortail):
    titre = "Pensions versées"
    rubrique = Rubrique.DOSSIERS
    colonnes = [
        ("Versée le", lambda pension: ecrire_date(pension.date_versement)),
        ("Dossier", lambda pension: vers(pension.dossier, pension.dossier.numero)),
        ("Prestation", lambda pension: pension.get_prestation_display()),
        ("Régime", lambda pension: pension.get_regime_display()),
        ("Net", lambda pension: ecrire_montant(pension.net_centimes)),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["prestation", "regime"]
    list_select_related = ["dossier"]
    ordering = ["-pk"]

    def fiche(self, objet: PensionVersee) -> list[tuple[str, Lignes]]:
        montants = [
            ("Brut", ecrire_montant(objet.brut_centimes)),
            ("CSG déductible", ecrire_montant(objet.csg_deductible_centimes)),
            ("CSG non déductible, CRDS, CASA", ecrire_montant(objet.autres_retenues_centimes)),
            ("Prélèvement à la source", ecrire_montant(objet.impot_centimes)),
        ]
        return [("Versement", [*((titre, dire(objet)) for titre, dire in self.colonnes), *montants])]


site.register(PensionVersee, PensionAdmin)
