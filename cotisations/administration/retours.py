"""Returns of direct debits at the back office: files of the bank, and what became of each return."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.code_frais import exiger_totp_recent
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import phrase, vers
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.administration.actes_de_retours import ACTES
from cotisations.administration.formulaires import RetoursForm
from cotisations.administration.retours_a_examiner import AExaminer, decisions_prises, dire_attente
from cotisations.banque.lu import FichierInconnu, FichierRefuse
from cotisations.models import RetourDePrelevement
from cotisations.prelevements.enums import GenreDeRetour
from cotisations.prelevements.importation import importer_retours
from cotisations.prelevements.motifs import motif_du_code

_page = require_http_methods(["GET", "HEAD", "POST"])
# The readers are shared with statements, and speak of those.
_SORTES = (
    "Ce fichier n’est ni un compte rendu de rejets (pain.002), ni un avis d’opérations (camt.054). "
    "Un relevé de compte (camt.053) s’importe dans « Relevés bancaires »"
)


class RetourAdmin(AdminPortail):
    """What the bank sent back; what an agent has to look at says why."""

    titre = "Retours de prélèvements"
    rubrique = Rubrique.PRELEVEMENTS
    colonnes = [
        ("Reçu le", lambda retour: ecrire_moment(retour.recu_le)),
        ("Référence", lambda retour: retour.end_to_end),
        ("Motif", lambda retour: retour.code or "Absent"),
        ("Dossier", lambda retour: noms.dossier(retour.prelevement.dossier) if retour.prelevement else "Inconnu"),
        ("À examiner", dire_attente),
    ]
    aide_recherche = "Référence de bout en bout"
    search_fields = ["=end_to_end"]
    list_filter = [AExaminer, "code"]
    list_select_related = ["fichier", "prelevement__dossier"]
    ordering = ["-recu_le", "-pk"]
    change_list_template = "admin/prelevements/retours.html"
    actes = ACTES

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("decisions__par")

    def pages(self) -> list[URLPattern]:
        vue = self.page(_page(self.importer))
        vue.accepte_un_fichier = True
        return [path("importer/", vue, name="cotisations_retourdeprelevement_importer")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        peut = {"peut_importer": self.peut(request, "importer_retours")}
        return super().changelist_view(request, {**(extra_context or {}), **peut})

    @method_decorator(exiger_totp_recent)
    def importer(self, request: HttpRequest) -> HttpResponse:
        """A pain.002 or a camt.054, all or nothing."""
        agent = self.exiger(request, "importer_retours")
        form = RetoursForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            fichier = form.cleaned_data["fichier"]
            try:
                bilan = importer_retours(octets=fichier.read(), nom=fichier.name, par=agent)
            except FichierRefuse as refus:
                form.add_error("fichier", f"Rien n’a été importé. {_dire(refus)}.")
            else:
                messages.success(
                    request,
                    f"{bilan.message} : {bilan.retours} retour(s), {bilan.deja} déjà connu(s), {bilan.lots} lot(s), "
                    f"{bilan.a_examiner} à examiner.",
                )
                return redirect("admin:cotisations_retourdeprelevement_changelist")
        contexte = self.contexte(request, title="Importer des retours", form=form)
        return render(request, "admin/prelevements/importer.html", contexte)

    def fiche(self, objet: RetourDePrelevement) -> list[tuple[str, Lignes]]:
        sens = motif_du_code(objet.code).phrase if objet.genre == GenreDeRetour.REJET else objet.get_genre_display()
        dossier = objet.prelevement.dossier if objet.prelevement else None
        lignes: Lignes = noms.lire(self.colonnes, objet, dossier)
        lignes += [
            ("Dit à la personne" if objet.genre == GenreDeRetour.REJET else "Ce que c’est", sens),
            ("Montant", ecrire_montant(objet.montant_centimes) if objet.montant_centimes else "Non précisé"),
            ("Date comptable", ecrire_date(objet.date_comptable) if objet.date_comptable else "Non précisée"),
            ("Fichier", objet.fichier.nom if objet.fichier else "Relevé de compte"),
            *_de_quoi(objet),
        ]
        return [("Retour", lignes), ("Décisions", decisions_prises(objet))]


def _de_quoi(retour: RetourDePrelevement) -> Lignes:
    """The line or the batch that it speaks of."""
    ligne = retour.prelevement
    if ligne is None:
        return [("Lot", noms.lot_de_ce_nom(retour.end_to_end))] if retour.genre != GenreDeRetour.REJET else []
    dit = phrase(noms.prelevement(ligne), f", {ligne.get_etat_display().lower()}")
    return [
        ("Prélèvement", dit),
        ("Mandat", vers(ligne.mandat, ligne.mandat.rum)),
        *([("Lot", vers(ligne.lot, ligne.lot.reference))] if ligne.lot else []),
    ]


def _dire(refus: FichierRefuse) -> str:
    """As it is told on a page: of another kind of file, which ones are taken here, and where a statement goes."""
    if isinstance(refus, FichierInconnu):
        return _SORTES
    dit = str(refus).replace(" : ", "\u00a0: ")
    suite = ", ou ce n’est ni un pain.002, ni un camt.054" if "mal formé" in dit else ""
    return f"{dit[:1].upper()}{dit[1:]}{suite}"
