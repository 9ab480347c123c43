"""The mandate on paper: what was signed, with the account masked. The whole text is sealed with its proof."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from carpimko_portal.lib.dates import ecrire_moment
from cotisations.models import MandatSepa
from cotisations.prelevements.enums import SIGNES
from cotisations.prelevements.texte import PAIEMENT, adresse_du_debiteur, autorisations
from documents.enums import Portee
from documents.lettres import Lettre, lettre_au
from documents.registry import Demande, Empechement, TypeDocument


@dataclass(frozen=True)
class MandatSurPapier:
    """`lignes`: (label, value) pairs, embedded for machines too."""

    lettre: Lettre
    rum: str
    lignes: tuple[tuple[str, str], ...]
    autorisations: tuple[str, ...]
    signature: str
    empreinte: str


def mandat_signe(demande: Demande) -> MandatSepa | None:
    """The one that is asked for, if it holds or will: each mandate has its own series, and replaces no other."""
    if not demande.sujet:
        return None
    signes = MandatSepa.objects.du_dossier(demande.dossier).filter(etat__in=SIGNES, public_id=demande.sujet)
    return signes.select_related("preuve").first()


def construire(demande: Demande) -> MandatSurPapier:
    mandat = mandat_signe(demande)
    assert mandat
    assert mandat.signe_le
    return MandatSurPapier(
        lettre=lettre_au(demande.dossier, _jour(mandat)),
        rum=mandat.rum,
        lignes=(
            ("Référence unique du mandat (RUM)", mandat.rum),
            ("Identifiant créancier SEPA (ICS)", settings.CAISSE_ICS),
            ("Créancier", settings.CAISSE_NOM),
            ("Adresse du créancier", ", ".join(settings.CAISSE_ADRESSE)),
            ("Titulaire du compte", mandat.titulaire),
            ("Adresse du titulaire", ", ".join(adresse_du_debiteur(mandat))),
            ("Compte à débiter (IBAN)", mandat.iban_masque),
            *([("BIC", mandat.bic)] if mandat.bic else []),
            ("Type de paiement", PAIEMENT),
        ),
        autorisations=autorisations(),
        signature=f"Signé en ligne le {ecrire_moment(mandat.signe_le)} (heure de Paris), "
        f"par un code envoyé à {mandat.preuve.adresse_masquee}.",
        empreinte=mandat.empreinte_texte,
    )


def empechement(demande: Demande) -> Empechement | None:
    if mandat_signe(demande):
        return None
    return Empechement(
        "Un mandat se demande sur la page de votre prélèvement.", "cotisations:prelevement", "Voir mon prélèvement"
    )


def _jour(mandat: MandatSepa) -> date:
    """The day of the signature: however often it is asked for, the document is the same."""
    assert mandat.signe_le
    return timezone.localdate(mandat.signe_le)


MANDAT_DE_PRELEVEMENT = TypeDocument(
    code="mandat-de-prelevement",
    titre="Mandat de prélèvement SEPA",
    description="Le mandat que vous avez signé, avec sa référence et vos droits.",
    action="Obtenir mon mandat de prélèvement",
    gabarit="pdf/mandat-de-prelevement/v1.html",
    constructeur=construire,
    empechement=empechement,
    portee=Portee.COTISATIONS,
    par_sujet=True,
)
