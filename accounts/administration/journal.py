"""The journal, read-only, and the checking of its chain."""

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import vers
from accounts.agents.verification import demander_verification, etat_verification
from accounts.enums import Acte
from accounts.models import EntreeJournal
from carpimko_portal.lib.dates import ecrire_moment

_AU_PLUS = 5_000  # entries that pages go through; filters reach the others


if TYPE_CHECKING:
    _Paginator = Paginator[EntreeJournal]  # a subscript that Django itself does not have
else:
    _Paginator = Paginator


class Pages(_Paginator):
    """Counts no further than the pages go: never the ten million entries of a year."""

    @cached_property
    def count(self) -> int:
        entrees: QuerySet[EntreeJournal] = self.object_list  # type: ignore[assignment] # the list of the admin
        return entrees[:_AU_PLUS].count()


class ParActe(SimpleListFilter):
    """Closed list: asking the table for its values would read it all."""

    title = "acte"
    parameter_name = "acte"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(acte.value, str(acte.label)) for acte in Acte]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(acte=self.value()) if self.value() else queryset


class ParPeriode(SimpleListFilter):
    title = "période"
    parameter_name = "depuis"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "24 heures"), ("7", "7 jours"), ("30", "30 jours")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"1", "7", "30"}:
            return queryset
        return queryset.filter(moment__gte=timezone.now() - timedelta(days=int(self.value() or 0)))


def libelle(acte: str) -> str:
    """What people read; an act of another app says its own code."""
    return str(Acte(acte).label) if acte in Acte.values else acte.replace("_", " ").capitalize()


def _details(entree: EntreeJournal) -> str:
    return ", ".join(f"{nom} : {valeur}" for nom, valeur in sorted(entree.details.items()))


def auteur(entree: EntreeJournal) -> str:
    """An agent by name; a member is their dossier, which the next column says."""
    if entree.par is None:
        return "Le portail ou un visiteur"
    return entree.par.identifiant if entree.par.est_agent else "Le membre"


class JournalAdmin(AdminPortail):
    titre = "Journal"
    rubrique = Rubrique.SUPERVISION
    colonnes = [
        ("Moment", lambda entree: ecrire_moment(entree.moment)),
        ("Acte", lambda entree: libelle(entree.acte)),
        ("Auteur", auteur),
        ("Dossier", lambda entree: vers(entree.dossier, entree.dossier.numero) if entree.dossier else "–"),
    ]
    aide_recherche = "Numéro de dossier, ou identifiant exact d’un agent"
    search_fields = ["pk"]  # see get_search_results
    list_filter = [ParPeriode, ParActe]
    list_select_related = ["par", "dossier"]
    ordering = ["-pk"]
    paginator = Pages

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        mot = search_term.strip()
        if mot:
            queryset = queryset.filter(Q(dossier__numero=mot) | Q(par__identifiant=mot.lower()))
        return queryset, False

    def pages(self) -> list[URLPattern]:
        vue = require_http_methods(["GET", "HEAD", "POST"])(self.verification)
        return [path("verification/", self.page(vue), name="accounts_entreejournal_verification")]

    def verification(self, request: HttpRequest) -> HttpResponseBase:
        """What the last check found; POST asks for another."""
        par = self.exiger(request, "verifier_journal")
        etat = etat_verification()
        if request.method == "POST":
            if etat.demandee_le is None:
                demander_verification(par=par)
            messages.success(request, "La vérification est demandée. Elle commence dans la minute.")
            return redirect("admin:accounts_entreejournal_verification")
        contexte = self.contexte(request, title="Vérifier la chaîne du journal", etat=etat)
        reponse: HttpResponse = render(request, "admin/verification.html", contexte)
        return reponse

    def fiche(self, objet: EntreeJournal) -> list[tuple[str, Lignes]]:
        return [
            (
                "Entrée",
                [
                    ("Moment", ecrire_moment(objet.moment)),
                    ("Acte", libelle(objet.acte)),
                    ("Auteur", auteur(objet)),
                    ("Dossier", vers(objet.dossier, objet.dossier.numero) if objet.dossier else "Aucun"),
                    ("Détails", _details(objet) or "Aucun"),
                    ("Requête", objet.requete or "Aucune"),
                    ("Empreinte", objet.empreinte),
                    ("Empreinte précédente", objet.precedente),
                ],
            )
        ]
