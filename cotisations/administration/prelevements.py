"""Direct debits at the back office: mandates, lines, batches by two persons, what comes back."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from accounts.administration.base import ActeDeFiche, AdminPortail, Lignes, adresse_fiche
from accounts.administration.menu import Rubrique
from accounts.agents.confiance import exiger_totp_recent
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration.annulations import RETIRER_LA_DEMANDE, AnnulationDemandee
from cotisations.administration.formulaires import (
    AnnulationForm,
    ConfirmationForm,
    EncaissementForm,
    JourForm,
    RappelForm,
    RetoursForm,
    TransmissionForm,
)
from cotisations.administration.lots_en_retard import EnRetard
from cotisations.administration.rappels import RAPPEL_SANS_EFFET, ARappeler, dire_rappel
from cotisations.administration.retours import ACTES, AExaminer, attend, decisions_prises, dire_attente, dossier_de
from cotisations.banque.forms import MotifForm
from cotisations.banque.lu import FichierRefuse
from cotisations.models import LotDePrelevements, MandatSepa, Prelevement, RetourDePrelevement
from cotisations.prelevements.annulations import confirmer_annulation, demander_annulation
from cotisations.prelevements.decisions import classer, declarer_transmis
from cotisations.prelevements.encaissement import attendu_du_lot, deja_rendu, encaisser_lot
from cotisations.prelevements.enums import A_ANNULER, EtatLotDePrelevements, GenreDeRetour
from cotisations.prelevements.importation import importer_retours
from cotisations.prelevements.lots import (
    LotRefuse,
    annuler_lot,
    limite_du_lot,
    preparer_lot,
    valider_lot,
)
from cotisations.prelevements.motifs import motif_du_code
from cotisations.prelevements.production import est_telechargeable, telecharger_lot
from cotisations.prelevements.rappels import dernier_jour_de_rappel, est_a_rappeler, noter_rappel
from cotisations.prelevements.selectors import jours_a_preparer

_page = require_http_methods(["GET", "HEAD", "POST"])
_Agir = Callable[[Compte, LotDePrelevements, dict[str, Any]], object]
_TONS = {EtatLotDePrelevements.ENCAISSE: "payee", EtatLotDePrelevements.REJETE: "en_retard"}
_LIGNES_MONTREES = 200


class MandatAdmin(AdminPortail):
    """Read-only: nobody changes what a member signed. The account is masked for agents too."""

    titre = "Mandats de prélèvement"
    rubrique = Rubrique.PRELEVEMENTS
    colonnes = [
        ("RUM", lambda mandat: mandat.rum),
        ("Dossier", lambda mandat: mandat.dossier.numero),
        ("Compte", lambda mandat: mandat.iban_masque),
        ("État", lambda mandat: mandat.get_etat_display()),
    ]
    aide_recherche = "RUM ou numéro de dossier"
    search_fields = ["=rum", "=dossier__numero"]
    list_filter = ["etat"]
    list_select_related = ["dossier"]
    ordering = ["-pk"]

    def fiche(self, objet: MandatSepa) -> list[tuple[str, Lignes]]:
        mandat: Lignes = [(titre, dire(objet)) for titre, dire in self.colonnes]
        mandat += [
            ("Titulaire", objet.titulaire),
            ("BIC", objet.bic or "Inconnu"),
            ("Préparé le", ecrire_moment(objet.cree_le)),
            ("Utilisable à partir du", ecrire_moment(objet.utilisable_le) if objet.utilisable_le else "Pas signé"),
            ("Dernière présentation", ecrire_date(objet.derniere_echeance) if objet.derniere_echeance else "Aucune"),
            ("Fini le", ecrire_moment(objet.fini_le) if objet.fini_le else "En cours"),
            ("Motif", objet.motif or "Aucun"),
        ]
        return [("Mandat", mandat), ("Preuve de la signature", self._preuve(objet))]

    @staticmethod
    def _preuve(mandat: MandatSepa) -> Lignes:
        preuve = getattr(mandat, "preuve", None)
        if preuve is None:
            return []
        return [
            ("Signé le", ecrire_moment(preuve.signe_le)),
            ("Code envoyé à", preuve.adresse_masquee),
            ("Code demandé le", ecrire_moment(preuve.code_demande_le)),
            ("Code n°", str(preuve.code)),
            ("Navigateur", preuve.appareil),
            ("Version du texte", preuve.texte),
            ("SHA-256 du texte signé", preuve.empreinte_texte),
            ("SHA-256 du PDF", mandat.sha256_pdf or "Pas encore émis"),
        ]


class PrelevementAdmin(AdminPortail):
    titre = "Prélèvements"
    rubrique = Rubrique.PRELEVEMENTS
    colonnes = [
        ("Jour", lambda ligne: ecrire_date(ligne.date_prelevement)),
        ("Dossier", lambda ligne: ligne.dossier.numero),
        ("Montant", lambda ligne: ecrire_montant(ligne.a_prendre)),
        ("État", lambda ligne: ligne.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier ou référence de bout en bout"
    search_fields = ["=dossier__numero", "=end_to_end"]
    list_filter = [ARappeler, "etat"]
    list_select_related = ["dossier"]
    ordering = ["-date_prelevement", "-pk"]
    actes = [RAPPEL_SANS_EFFET]

    def pages(self) -> list[URLPattern]:
        rappeler = self.page(_page(self.rappeler))
        return [path("<uuid:public_id>/rappeler/", rappeler, name="cotisations_prelevement_rappeler")]

    @method_decorator(exiger_totp_recent)
    def rappeler(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """The bank was asked not to take it."""
        agent, ligne = self.exiger(request, "transmettre_prelevements"), self.objet(request, public_id)
        form = RappelForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                noter_rappel(ligne=ligne, par=agent, **form.cleaned_data)
                messages.success(request, "Le rappel est noté : la somme attendue pour le lot baisse d’autant.")
                return HttpResponseRedirect(adresse_fiche(ligne))
            except LotRefuse as refus:
                form.add_error(None, str(refus))
        phrase = (
            "À noter une fois la demande faite à la banque, qui la prend jusqu’au "
            f"{ecrire_date(dernier_jour_de_rappel(ligne))}. La somme n’est plus attendue avec son lot, et l’échéance "
            "reste due."
        )
        contexte = self.contexte(request, title="Noter le rappel à la banque", objet=ligne, form=form, phrase=phrase)
        return render(request, "admin/prelevements/decider.html", {**contexte, "fiche": adresse_fiche(ligne)})

    def contexte_fiche(self, request: HttpRequest, objet: Prelevement) -> dict[str, Any]:
        if not (est_a_rappeler(objet, timezone.localdate()) and self.peut(request, "transmettre_prelevements")):
            return {}
        adresse = reverse("admin:cotisations_prelevement_rappeler", args=[objet.public_id])
        return {"actes": [("Noter le rappel à la banque", adresse)]}

    def fiche(self, objet: Prelevement) -> list[tuple[str, Lignes]]:
        lignes: Lignes = [(titre, dire(objet)) for titre, dire in self.colonnes]
        lignes += [
            ("Annoncé le", ecrire_date(objet.annonce_le) if objet.annonce_le else "Pas encore"),
            ("Montant annoncé", ecrire_montant(objet.montant_prevu_centimes)),
            ("Référence de bout en bout", objet.end_to_end),
            ("Mandat", objet.mandat.rum),
            ("Compte", objet.mandat.iban_masque),
            ("Lot", objet.lot.reference if objet.lot else "Aucun"),
            ("Motif", objet.motif or "Aucun"),
            ("Rappel", dire_rappel(objet)),
        ]
        return [("Prélèvement", lignes)]


class RetourAdmin(AdminPortail):
    """What the bank sent back; what an agent has to look at says why."""

    titre = "Retours de prélèvements"
    rubrique = Rubrique.PRELEVEMENTS
    colonnes = [
        ("Reçu le", lambda retour: ecrire_moment(retour.recu_le)),
        ("Référence", lambda retour: retour.end_to_end),
        ("Motif", lambda retour: retour.code or "Absent"),
        ("Dossier", dossier_de),
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
        classer = self.page(_page(self.classer))
        return [
            path("importer/", vue, name="cotisations_retourdeprelevement_importer"),
            path("<uuid:public_id>/classer/", classer, name="cotisations_retourdeprelevement_classer"),
        ]

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
                form.add_error("fichier", f"Fichier refusé : {_dire(refus)}. Rien n’a été importé.")
            else:
                messages.success(
                    request,
                    f"{bilan.message} : {bilan.retours} retour(s), {bilan.deja} déjà connu(s), {bilan.lots} lot(s), "
                    f"{bilan.a_examiner} à examiner.",
                )
                return redirect("admin:cotisations_retourdeprelevement_changelist")
        contexte = self.contexte(request, title="Importer des retours", form=form)
        return render(request, "admin/prelevements/importer.html", contexte)

    @method_decorator(exiger_totp_recent)
    def classer(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """Nothing more is to be done, and why."""
        agent, retour = self.exiger(request, "decider_retour"), self.objet(request, public_id)
        form = MotifForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                classer(retour=retour, par=agent, **form.cleaned_data)
                messages.success(request, "Le retour est classé.")
                return HttpResponseRedirect(adresse_fiche(retour))
            except ActeImpossible as refus:
                form.add_error(None, str(refus))
        phrase = (
            "Rien d’autre n’est à faire\u00a0: ni reprise d’argent, ni nouvelle présentation. Ce retour quitte la file."
        )
        contexte = self.contexte(request, title="Classer ce retour", objet=retour, form=form, phrase=phrase)
        return render(request, "admin/prelevements/decider.html", {**contexte, "fiche": adresse_fiche(retour)})

    def contexte_fiche(self, request: HttpRequest, objet: RetourDePrelevement) -> dict[str, Any]:
        if not (attend(objet) and self.peut(request, "decider_retour")):
            return {}
        adresse = reverse("admin:cotisations_retourdeprelevement_classer", args=[objet.public_id])
        return {"actes": [*self._offerts(request, objet), ("Classer", adresse)]}

    def fiche(self, objet: RetourDePrelevement) -> list[tuple[str, Lignes]]:
        sens = motif_du_code(objet.code).phrase if objet.genre == GenreDeRetour.REJET else objet.get_genre_display()
        lignes: Lignes = [(titre, dire(objet)) for titre, dire in self.colonnes]
        lignes += [
            ("Dit à la personne" if objet.genre == GenreDeRetour.REJET else "Ce que c’est", sens),
            ("Montant", ecrire_montant(objet.montant_centimes) if objet.montant_centimes else "Non précisé"),
            ("Date comptable", ecrire_date(objet.date_comptable) if objet.date_comptable else "Non précisée"),
            ("Fichier", objet.fichier.nom if objet.fichier else "Relevé de compte"),
            ("Prélèvement", objet.prelevement.get_etat_display() if objet.prelevement else "Inconnu"),
        ]
        return [("Retour", lignes), ("Décisions", decisions_prises(objet))]


@dataclass(frozen=True)
class _PageActe:
    """An act on a batch that asks for something: who may, what is asked, what is said before."""

    titre: str
    permission: str
    formulaire: type[forms.Form]
    phrase: str
    bouton: str


_TRANSMETTRE = _PageActe(
    "Dire que le lot est transmis", "transmettre_prelevements", TransmissionForm,
    "Le fichier est déposé sur le site de la banque. Les affiliés verront leur prélèvement « en cours ». Ne déposez "
    "jamais deux fois le même fichier : la banque le refuserait, ou prélèverait deux fois.",
    "Le lot est transmis",
)  # fmt: skip
_ENCAISSER = _PageActe(
    "Constater l’encaissement", "transmettre_prelevements", EncaissementForm,
    "À la date où la banque a porté la somme sur le compte de la caisse. Les comptes des affiliés sont crédités ce "
    "jour-là, si la somme est celle des prélèvements non rejetés.",
    "Créditer les comptes",
)  # fmt: skip
_ANNULER = _PageActe(
    "Annuler ce lot", "preparer_prelevements", AnnulationForm,
    "Ses prélèvements attendront un autre lot. Personne n’a téléchargé son fichier : la banque ne peut pas l’avoir.",
    "Annuler le lot",
)  # fmt: skip
_DEMANDER = _PageActe(
    "Demander l’annulation de ce lot", "preparer_prelevements", AnnulationForm,
    "Son fichier a été téléchargé : s’il est à la banque, annuler ferait prélever deux fois. Une autre personne "
    "vérifiera que la banque ne l’a pas reçu, puis confirmera. D’ici là, le fichier n’est plus donné.",
    "Demander l’annulation",
)  # fmt: skip
_CONFIRMER = _PageActe(
    "Confirmer l’annulation", "valider_prelevements", ConfirmationForm,
    "Ses prélèvements attendront un autre lot. Si la banque a ce fichier, elle prélèvera deux fois : retirez alors la "
    "demande, et dites le lot transmis.",
    "Confirmer l’annulation",
)  # fmt: skip


def _valider(lot: LotDePrelevements, agent: Compte) -> str:
    valider_lot(lot=lot, par=agent)
    return "Lot validé : son fichier se prépare, il est prêt dans la minute."


class LotDePrelevementsAdmin(AdminPortail):
    """Leads a batch from its preparation by one agent to the money at the bank."""

    titre = "Lots de prélèvements"
    rubrique = Rubrique.PRELEVEMENTS
    colonnes = [
        ("Lot", lambda lot: lot.reference),
        ("Jour du prélèvement", lambda lot: ecrire_date(lot.date_prelevement)),
        ("Prélèvements", lambda lot: lot.nombre),
        ("Total", lambda lot: ecrire_montant(lot.total_centimes)),
        ("État", lambda lot: lot.get_etat_display()),
    ]
    list_filter = [EnRetard, AnnulationDemandee, "etat"]
    ordering = ["-annee", "-numero"]
    list_select_related = [
        "prepare_par", "valide_par", "telecharge_par", "transmis_par", "annulation_demandee_par", "annule_par",
    ]  # fmt: skip
    change_list_template = "admin/prelevements/liste.html"
    gabarit_fiche = "admin/prelevements/lot.html"
    actes = [
        ActeDeFiche(
            "valider",
            "Valider le lot",
            "Vous confirmez que ces prélèvements peuvent être demandés à la banque. Les montants sont recalculés : "
            "chacun est le plus petit de ce qui a été annoncé et de ce qui reste dû.",
            "valider_prelevements",
            _valider,
            lambda lot, agent: lot.etat == EtatLotDePrelevements.GELE and lot.prepare_par_id != agent.pk,
        ),
        RETIRER_LA_DEMANDE,
    ]

    def pages(self) -> list[URLPattern]:
        def route(adresse: str, vue: Any, nom: str) -> Any:
            return path(adresse, self.page(_page(vue)), name=f"cotisations_lotdeprelevements_{nom}")

        return [
            route("preparer/", self.preparer, "preparer"),
            route("<uuid:public_id>/fichier/", self.fichier, "fichier"),
            route("<uuid:public_id>/transmettre/", self.transmettre, "transmettre"),
            route("<uuid:public_id>/encaisser/", self.encaisser, "encaisser"),
            route("<uuid:public_id>/annuler/", self.annuler, "annuler"),
            route("<uuid:public_id>/confirmer-annulation/", self.confirmer, "confirmer"),
        ]

    # The list and the fiche --------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        contexte = {"jours": jours_a_preparer(), "peut_preparer": self.peut(request, "preparer_prelevements")}
        return super().changelist_view(request, {**(extra_context or {}), **contexte})

    def contexte_fiche(self, request: HttpRequest, objet: LotDePrelevements) -> dict[str, Any]:
        a_moi, etat = objet.prepare_par_id == request.user.pk, EtatLotDePrelevements(objet.etat)
        transmettre, attend = self.peut(request, "transmettre_prelevements"), objet.attend_une_annulation
        a_confirmer = attend and objet.annulation_demandee_par_id != request.user.pk
        return {
            "ton": _TONS.get(etat, "partielle"),
            "a_moi": a_moi,
            "limite": limite_du_lot(objet.date_prelevement),
            "lignes_du_lot": objet.prelevements.select_related("dossier", "mandat").order_by("pk")[:_LIGNES_MONTREES],
            "ecartes": objet.ecartes.select_related("prelevement__dossier").order_by("pk")[:_LIGNES_MONTREES],
            "montrees": _LIGNES_MONTREES,
            "peut_telecharger": transmettre and est_telechargeable(objet),
            "peut_transmettre": transmettre and etat == EtatLotDePrelevements.GENERE and not attend,
            "peut_encaisser": transmettre and etat == EtatLotDePrelevements.TRANSMIS,
            "peut_annuler": self.peut(request, "preparer_prelevements") and etat in A_ANNULER and not attend,
            "peut_confirmer": a_confirmer and self.peut(request, "valider_prelevements"),
        }

    # Acts --------------------------------------------------------------------------------------
    @method_decorator(exiger_totp_recent)
    def preparer(self, request: HttpRequest) -> HttpResponse:
        agent = self.exiger(request, "preparer_prelevements")
        form = JourForm(request.POST or None)
        if form.is_valid():
            try:
                lot = preparer_lot(jour=form.cleaned_data["jour"], par=agent)
                return HttpResponseRedirect(adresse_fiche(lot))
            except LotRefuse as refus:
                form.add_error(None, str(refus))
        contexte = self.contexte(request, title="Préparer un lot de prélèvements", form=form, jours=jours_a_preparer())
        return render(request, "admin/prelevements/preparer.html", contexte)

    @method_decorator(exiger_totp_recent)
    def fichier(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """The page says what the file is; the button gives it, the same each time."""
        agent, lot = self._lot(request, public_id, "transmettre_prelevements")
        if request.method == "POST":
            try:
                fichier = telecharger_lot(lot=lot, par=agent)
            except LotRefuse as refus:
                messages.error(request, str(refus))
                return HttpResponseRedirect(adresse_fiche(lot))
            entetes = {"Content-Disposition": f'attachment; filename="{fichier.nom}"'}
            return HttpResponse(fichier.octets, content_type="application/xml", headers=entetes)
        contexte = self.contexte(
            request, title=f"Fichier du {lot.reference}", lot=lot, fiche_lot=adresse_fiche(lot),
            telechargeable=est_telechargeable(lot),
        )  # fmt: skip
        return render(request, "admin/prelevements/fichier.html", contexte)

    @method_decorator(exiger_totp_recent)
    def transmettre(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        def agir(agent: Compte, lot: LotDePrelevements, saisie: dict[str, Any]) -> None:
            faits = declarer_transmis(lot=lot, par=agent, **saisie)
            suite = f" {faits} retour(s) de la banque, arrivé(s) avant, appliqué(s)." if faits else ""
            messages.success(request, f"Le lot est transmis à la banque.{suite}")

        return self._acte(request, public_id, _TRANSMETTRE, agir)

    @method_decorator(exiger_totp_recent)
    def encaisser(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        def agir(agent: Compte, lot: LotDePrelevements, saisie: dict[str, Any]) -> None:
            nombre = encaisser_lot(lot=lot, par=agent, **saisie)
            messages.success(request, f"{nombre} compte(s) crédité(s).")

        return self._acte(request, public_id, _ENCAISSER, agir)

    @method_decorator(exiger_totp_recent)
    def annuler(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """At once; asked for when the file was taken, whatever the page said before."""

        def annuler(agent: Compte, lot: LotDePrelevements, saisie: dict[str, Any]) -> None:
            annuler_lot(lot=lot, par=agent, **saisie)
            messages.success(request, "Lot annulé. Ses prélèvements attendent un autre lot.")

        def demander(agent: Compte, lot: LotDePrelevements, saisie: dict[str, Any]) -> None:
            demander_annulation(lot=lot, par=agent, **saisie)
            messages.success(request, "L’annulation est demandée : une autre personne la confirme.")

        _, lot = self._lot(request, public_id, "preparer_prelevements")
        return self._acte(request, public_id, *((_DEMANDER, demander) if lot.telecharge_le else (_ANNULER, annuler)))

    @method_decorator(exiger_totp_recent)
    def confirmer(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        def agir(agent: Compte, lot: LotDePrelevements, saisie: dict[str, Any]) -> None:
            confirmer_annulation(lot=lot, par=agent)
            messages.success(request, "Lot annulé. Ses prélèvements attendent un autre lot.")

        return self._acte(request, public_id, _CONFIRMER, agir)

    def _acte(self, request: HttpRequest, public_id: uuid.UUID, page: _PageActe, agir: _Agir) -> HttpResponse:
        """A page that asks before it acts, and shows the batch after."""
        agent, lot = self._lot(request, public_id, page.permission)
        form = page.formulaire(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                agir(agent, lot, form.cleaned_data)
                return HttpResponseRedirect(adresse_fiche(lot))
            except LotRefuse as refus:
                form.add_error(None, str(refus))
        contexte = self.contexte(
            request, title=page.titre, lot=lot, form=form, acte=page, fiche_lot=adresse_fiche(lot),
            attendu=attendu_du_lot(lot) if page is _ENCAISSER else None, deja_rendu=deja_rendu(lot),
        )  # fmt: skip
        return render(request, "admin/prelevements/acte.html", contexte)

    def _lot(self, request: HttpRequest, public_id: uuid.UUID, permission: str) -> tuple[Compte, LotDePrelevements]:
        return self.exiger(request, permission), self.objet(request, public_id)


def _dire(refus: FichierRefuse) -> str:
    """As it is told on a page: no ordinary space before a colon."""
    return str(refus).replace(" : ", "\u00a0: ")
