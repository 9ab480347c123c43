"""The statements, and how one is imported."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.cartes import Carte
from accounts.administration.code_frais import exiger_totp_recent
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import adresse_fiche
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from carpimko_portal.lib.nombres import ecrire_iban
from cotisations.banque.administration.operations_du_releve import operations_du, qui_attendent
from cotisations.banque.comptes import comptes_de_la_caisse
from cotisations.banque.continuite import Continuite, continuite
from cotisations.banque.forms import ReleveForm
from cotisations.banque.lu import FichierRefuse
from cotisations.banque.prise import Prise, essayer_releve, prendre_releve
from cotisations.models import Releve


class ReleveAdmin(AdminPortail):
    """What was imported, by whom, and whether the balances follow."""

    titre = "Relevés bancaires"
    rubrique = Rubrique.BANQUE
    colonnes = [
        ("Période", lambda releve: f"Du {ecrire_date(releve.date_debut)} au {ecrire_date(releve.date_fin)}"),
        ("Format", lambda releve: releve.get_format_display()),
        ("Opérations nouvelles", lambda releve: f"{releve.nouvelles} sur {releve.lues}"),
        ("Solde après", lambda releve: ecrire_montant(releve.solde_fin_centimes)),
        ("Importé le", lambda releve: ecrire_moment(releve.importe_le)),
    ]
    list_filter = ["format"]
    ordering = ["-date_fin", "-pk"]
    list_select_related = ["importe_par"]
    change_list_template = "admin/releves/liste.html"

    def pages(self) -> list[URLPattern]:
        importer = require_http_methods(["GET", "HEAD", "POST"])(self.importer)
        importer.accepte_un_fichier = True  # type: ignore[attr-defined] # see EntreesStrictes
        return [path("importer/", self.page(importer), name="cotisations_releve_importer")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        autres = {"peut_importer": self.peut(request, "importer_releve"), "ruptures": ruptures()}
        return super().changelist_view(request, {**(extra_context or {}), **autres})

    def fiche(self, objet: Releve) -> list[tuple[str, Lignes]]:
        return [
            (
                "Relevé",
                [
                    ("Compte", ecrire_iban(objet.iban)),
                    ("Référence de la banque", objet.reference or "—"),
                    ("Période", f"Du {ecrire_date(objet.date_debut)} au {ecrire_date(objet.date_fin)}"),
                    ("Solde avant", ecrire_montant(objet.solde_debut_centimes)),
                    ("Solde après", ecrire_montant(objet.solde_fin_centimes)),
                    ("Opérations lues", objet.lues),
                    ("Opérations nouvelles", objet.nouvelles),
                ],
            ),
            ("Ses opérations", operations_du(objet)),
            *([("Celles qui attendent un agent", attentes)] if (attentes := qui_attendent(objet)) else []),
            (
                "Import",
                [
                    ("Importé le", ecrire_moment(objet.importe_le)),
                    ("Par", objet.importe_par.identifiant if objet.importe_par else "le portail"),
                    ("SHA-256 du fichier", objet.sha256),
                ],
            ),
        ]

    @method_decorator(exiger_totp_recent)
    def importer(self, request: HttpRequest) -> HttpResponse:
        """Tries, or imports: a refused file changes nothing, and says where it is wrong."""
        agent = self.exiger(request, "importer_releve")
        form = ReleveForm(request.POST, request.FILES) if request.method == "POST" else ReleveForm()
        contexte = self.contexte(request, title="Importer un relevé", form=form, essai=None)
        if request.method == "POST" and form.is_valid():
            essai = "essayer" in request.POST
            try:
                prise = (essayer_releve if essai else prendre_releve)(form.cleaned_data["fichier"], par=agent)
            except FichierRefuse as refus:
                form.add_error("fichier", f"Rien n’a été importé. {_phrase(refus)}.")
            else:
                if not essai:
                    return self._dire(request, prise)
                contexte["essai"] = prise
        return render(request, "admin/releves/importer.html", contexte)

    def _dire(self, request: HttpRequest, prise: Prise) -> HttpResponse:
        sorts = "".join(f" {etat}\u00a0: {nombre}." for etat, nombre in prise.lignes)
        messages.success(
            request, f"Relevé importé\u00a0: {prise.nouvelles} opérations nouvelles sur {prise.lues}.{sorts}"
        )
        for rupture in prise.ruptures:
            messages.warning(request, dire_rupture(rupture))
        return redirect(
            adresse_fiche(prise.releves[0])
            if len(prise.releves) == 1
            else reverse("admin:cotisations_releve_changelist")
        )


def ruptures() -> list[str]:
    """The accounts whose operations do not lead from one balance to the other. Three queries an account."""
    lues = [continuite(iban) for iban in comptes_de_la_caisse()]
    return [dire_rupture(une) for une in lues if une and une.ecart]


def dire_rupture(une: Continuite) -> str:
    return (
        f"Compte {ecrire_iban(une.iban)}, du {ecrire_date(une.debut)} au {ecrire_date(une.fin)} : "
        f"il manque {ecrire_montant(une.ecart)} d’opérations. Un relevé n’a pas été importé."
    )


def releves_manquants(request: HttpRequest) -> Carte | None:
    """An alarm, and nothing when all follows."""
    if not (isinstance(request.user, Compte) and request.user.has_perm("cotisations.importer_releve")):
        return None
    manques = ruptures()
    if not manques:
        return None
    return Carte(
        titre="Relevés manquants",
        nombre=len(manques),
        phrase=manques[0],
        adresse=reverse("admin:cotisations_releve_changelist"),
        ton="danger",
    )


def _phrase(refus: FichierRefuse) -> str:
    """A sentence; names of formats keep their capitals, and no ordinary space comes before a colon."""
    dit = str(refus).replace(" : ", "\u00a0: ")
    return dit[:1].upper() + dit[1:]
