"""Mandates at the back office."""

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import phrase, vers
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.models import MandatSepa, Prelevement

_MONTRES = 10


class MandatAdmin(AdminPortail):
    """Read-only: nobody changes what a member signed. The account is masked for agents too."""

    titre = "Mandats de prélèvement"
    rubrique = Rubrique.PRELEVEMENTS
    colonnes = [
        ("RUM", lambda mandat: mandat.rum),
        ("Dossier", lambda mandat: noms.dossier(mandat.dossier)),
        ("Compte", lambda mandat: mandat.iban_masque),
        ("État", lambda mandat: mandat.get_etat_display()),
    ]
    aide_recherche = "RUM ou numéro de dossier"
    search_fields = ["=rum", "=dossier__numero"]
    list_filter = ["etat"]
    list_select_related = ["dossier"]
    ordering = ["-pk"]

    def fiche(self, objet: MandatSepa) -> list[tuple[str, Lignes]]:
        mandat: Lignes = noms.lire(self.colonnes, objet, objet.dossier)
        mandat += [
            ("Titulaire", objet.titulaire),
            ("BIC", objet.bic or "Inconnu"),
            ("Préparé le", ecrire_moment(objet.cree_le)),
            ("Utilisable à partir du", ecrire_moment(objet.utilisable_le) if objet.utilisable_le else "Pas signé"),
            ("Dernière présentation", ecrire_date(objet.derniere_echeance) if objet.derniere_echeance else "Aucune"),
            ("Fini le", ecrire_moment(objet.fini_le) if objet.fini_le else "En cours"),
            ("Motif", objet.motif or "Aucun"),
        ]
        return [
            ("Mandat", mandat),
            ("Ses derniers prélèvements", self._prelevements(objet)),
            ("Preuve de la signature", self._preuve(objet)),
        ]

    @staticmethod
    def _prelevements(mandat: MandatSepa) -> Lignes:
        lignes = Prelevement.objects.filter(mandat=mandat).order_by("-date_prelevement", "-pk")[:_MONTRES]
        return [
            (
                ecrire_date(une.date_prelevement),
                phrase(vers(une, ecrire_montant(une.a_prendre)), f", {une.get_etat_display().lower()}"),
            )
            for une in lignes
        ]

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
