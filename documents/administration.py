"""What agents do with documents: find one, see how it was checked, issue it again, revoke it; and the figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import vers
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.nombres import ecrire_numero, ecrire_poids
from carpimko_portal.lib.pdf import PdfIndisponible
from documents import services
from documents.enums import Motif
from documents.forms import RevocationParAgentForm
from documents.models import Document, DocumentQuerySet, Revocation
from documents.registry import TypeInconnu, type_du_code
from documents.selectors import est_intact
from documents.statistiques import statistiques


def _reemettre(document: Document, par: Compte) -> str:
    """The same type and year, as of today: the words of a document in force are never issued twice."""
    try:
        type_document = type_du_code(document.type)
        annee = document.annee if type_document.annees else None
        nouveau = services.emettre_document(
            dossier=document.dossier, type_document=type_document, par=par, annee=annee, sujet=document.sujet
        )
    except (TypeInconnu, services.DocumentRefuse) as refus:
        raise ActeImpossible(str(refus)) from refus
    except PdfIndisponible as panne:
        raise ActeImpossible("Les PDF sont momentanément indisponibles : réessayez dans quelques minutes.") from panne
    if nouveau.emis_le < timezone.now():
        raise ActeImpossible(f"Rien n’a changé : le document {nouveau.reference} dit déjà la même chose.")
    return f"Document émis : {nouveau.reference}. Le titulaire le trouve dans son espace."


def _revoquer(document: Document, par: Compte, *, motif: Motif, precision: str) -> str:
    services.revoquer_document(document=document, motif=motif, precision=precision, par=par)
    return "Document révoqué : qui le vérifiera le saura, et son titulaire en lit la raison."


class DocumentAdmin(AdminPortail):
    titre = "Documents émis"
    rubrique = Rubrique.DOSSIERS
    colonnes = [
        ("Émis le", lambda document: ecrire_moment(document.emis_le)),
        ("Document", lambda document: document.titre),
        ("Dossier", lambda document: vers(document.dossier, ecrire_numero(document.dossier.numero))),
        ("Référence", lambda document: document.reference),
        ("État", lambda document: document.etat_dit),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["type", "annee"]
    list_select_related = ["dossier"]
    ordering = ["-emis_le", "-pk"]
    change_list_template = "admin/documents/liste.html"
    actes = [
        ActeDeFiche(
            code="reemettre",
            titre="Émettre à nouveau",
            phrase="Un document du même type et de la même année est émis avec les données d’aujourd’hui. "
            "Il remplace celui-ci si quelque chose a changé, s’il est révoqué ou si son fichier est perdu.",
            permission="reemettre_document",
            faire=_reemettre,
        ),
        ActeDeFiche(
            code="revoquer",
            titre="Révoquer le document",
            phrase="La révocation est définitive : qui vérifiera ce document apprendra qu’il ne tient plus.",
            permission="revoquer_document",
            faire=_revoquer,
            possible=lambda document, agent: document.etat != "revoque",
            ton="danger",
            formulaire=RevocationParAgentForm,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> DocumentQuerySet:
        return Document.objects.avec_etat(timezone.localdate()).select_related("dossier", "emis_par")

    def pages(self) -> list[URLPattern]:
        statistique = self.page(require_safe(self.statistiques))
        return [path("statistiques/", statistique, name="documents_document_statistiques")]

    def fiche(self, objet: Document) -> list[tuple[str, Lignes]]:
        verifications = objet.verifications.order_by("-pk")
        constats: Lignes = [(ecrire_moment(une.verifie_le), une.get_moyen_display()) for une in verifications[:20]]
        return [("Document", _document(objet)), ("Révocation", _revocation(objet)), ("Vérifications", constats)]

    def statistiques(self, request: HttpRequest) -> HttpResponse:
        """Issued by type and month, checked by month."""
        self.exiger(request, "view_document")
        chiffres = statistiques(timezone.localdate())
        tableaux = [("Documents émis, par type et par mois", chiffres.emis), ("Ce qu’ils deviennent", chiffres.autres)]
        contexte = self.contexte(request, title="Documents : statistiques", chiffres=chiffres, tableaux=tableaux)
        return render(request, "admin/documents/statistiques.html", contexte)


def _document(objet: Document) -> Lignes:
    fin = ecrire_date(objet.valable_jusqu_au) if objet.valable_jusqu_au else "Sans limite"
    return [
        ("Titre", objet.titre),
        ("Dossier", vers(objet.dossier, ecrire_numero(objet.dossier.numero))),
        ("État", objet.etat_dit),
        ("Référence", objet.reference),
        ("Émis le", ecrire_moment(objet.emis_le)),
        ("À la demande de", _demandeur(objet.emis_par)),
        ("Version", objet.version),
        ("Valable jusqu’au", fin),
        ("Fichier", f"{ecrire_poids(objet.taille)}, {'intact' if est_intact(objet) else 'perdu ou altéré'}"),
        ("SHA-256", objet.sha256),
    ]


def _demandeur(compte: Compte | None) -> str:
    if compte is None:
        return "Le portail"
    return compte.identifiant if compte.est_agent else "Son titulaire"


def _revocation(objet: Document) -> Lignes:
    revocation = Revocation.objects.filter(document=objet).select_related("revoque_par").first()
    if revocation is None:
        return []
    return [
        ("Le", ecrire_moment(revocation.revoque_le)),
        ("Par", _demandeur(revocation.revoque_par)),
        ("Motif", revocation.get_motif_display()),
        ("Précision", revocation.precision or "Aucune"),
    ]
