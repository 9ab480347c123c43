"""The boîte d'envoi: what left, what waits, and the dead letters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import vers
from accounts.agents.refus import ActeImpossible
from accounts.enums import EtatEnvoi
from accounts.envois.depot import PasRejouable, rejouer
from accounts.models import Compte, Envoi
from carpimko_portal.lib.dates import ecrire_moment


def _rejouer(envoi: Envoi, par: Compte) -> str:
    try:
        rejouer(envoi=envoi, par=par)
    except PasRejouable:
        raise ActeImpossible("Seul un e-mail en échec se rejoue.") from None
    return "L’e-mail est remis à envoyer."


class EnvoiAdmin(AdminPortail):
    titre = "E-mails"
    rubrique = Rubrique.SUPERVISION
    colonnes = [
        ("Posté le", lambda envoi: ecrire_moment(envoi.cree_le)),
        ("Genre", lambda envoi: envoi.genre),
        ("État", lambda envoi: envoi.get_etat_display()),
        ("Essais", lambda envoi: envoi.essais),
        ("Dernière erreur", lambda envoi: envoi.derniere_erreur),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["etat"]
    ordering = ["-pk"]
    actes = [
        ActeDeFiche(
            code="rejouer",
            titre="Rejouer",
            phrase="L’e-mail repart pour douze essais, sous le même Message-ID : qui l’aurait déjà reçu le verra.",
            permission="rejouer_envoi",
            faire=_rejouer,
            possible=lambda envoi, agent: envoi.etat == EtatEnvoi.ECHEC,
        )
    ]

    def pages(self) -> list[URLPattern]:
        return [path("rejouer/", self.page(require_POST(self.rejouer_plusieurs)), name="accounts_envoi_rejouer_tous")]

    def gestes(self, request: HttpRequest) -> list[tuple[str, str]]:
        rejouable = self.peut(request, "rejouer_envoi") and request.GET.get("etat__exact") == EtatEnvoi.ECHEC
        return [("Rejouer les e-mails choisis", reverse("admin:accounts_envoi_rejouer_tous"))] if rejouable else []

    def rejouer_plusieurs(self, request: HttpRequest) -> HttpResponseBase:
        """Those ticked in the list; one that did not fail, or no more, is left alone."""
        par = self.exiger(request, "rejouer_envoi")
        nombre = 0
        for envoi in Envoi.objects.echoues().filter(public_id__in=self.choisis(request)).order_by("pk"):
            try:
                nombre += bool(_rejouer(envoi, par))
            except ActeImpossible:
                continue
        messages.success(request, f"E-mails remis à envoyer : {nombre}.")
        return redirect("admin:accounts_envoi_changelist")

    def fiche(self, objet: Envoi) -> list[tuple[str, Lignes]]:
        return [
            (
                "E-mail",
                [
                    ("Genre", objet.genre),
                    ("Dossier", vers(objet.dossier, objet.dossier.numero) if objet.dossier else "Aucun"),
                    ("État", objet.get_etat_display()),
                    ("Posté le", ecrire_moment(objet.cree_le)),
                    ("Envoyé le", ecrire_moment(objet.envoye_le) if objet.envoye_le else "Pas encore"),
                    ("Essais", objet.essais),
                    ("Dernière erreur", objet.derniere_erreur or "Aucune"),
                    ("Message-ID", objet.message_id),
                ],
            )
        ]
