"""Alice is collected each month: her mandate, and what was announced to her."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Acces, Compte, Dossier
from carpimko_portal.lib.coffre import sceller
from carpimko_portal.lib.iban import lire_compte
from cotisations.models import MandatSepa, PreuveDeSignature
from cotisations.prelevements.annonces import annoncer_au_dossier
from cotisations.prelevements.enums import EtatMandat
from cotisations.prelevements.mandats import Adresse, adresse_masquee, preparer_mandat
from cotisations.prelevements.texte import VERSION, texte_du_mandat

NUMERO = "1234567"
IBAN = "FR7699999000010000000012337"  # a bank that does not exist


def garnir_les_prelevements() -> None:
    """Signs the mandate of the demonstration once, and announces what can be. Runs again without harm."""
    dossier = Dossier.objects.filter(numero=NUMERO).first()
    if dossier is None:
        return
    mandat = MandatSepa.objects.du_dossier(dossier).actifs().first()
    if mandat is None and not MandatSepa.objects.du_dossier(dossier).exists():
        titulaire = Acces.objects.titulaires().get(dossier=dossier).compte
        mandat = _signer(dossier, titulaire)
    if mandat is not None:
        annoncer_au_dossier(mandat=mandat, par=None)


def _signer(dossier: Dossier, par: Compte) -> MandatSepa:
    """As the pages do, without a mail to read: the code is the mandate's own identifier."""
    mandat = preparer_mandat(
        dossier=dossier,
        compte=lire_compte(IBAN),
        titulaire=f"{dossier.prenom} {dossier.nom}",
        adresse=Adresse(),
        par=par,
    )
    texte, signe_le = texte_du_mandat(mandat), timezone.now() - timedelta(days=400)
    MandatSepa.objects.filter(pk=mandat.pk).update(
        etat=EtatMandat.ACTIF,
        texte=VERSION,
        empreinte_texte=texte.empreinte(),
        signe_le=signe_le,
        utilisable_le=signe_le,
    )
    PreuveDeSignature.objects.create(
        mandat=mandat,
        texte=texte.version,
        texte_scelle=sceller(texte.en_octets(), contexte=PreuveDeSignature.contexte(mandat)),
        empreinte_texte=texte.empreinte(),
        code=mandat.public_id,
        adresse_masquee=adresse_masquee(dossier.courriel),
        code_demande_le=signe_le,
        signe_le=signe_le,
        signe_par=par,
    )
    mandat.refresh_from_db()
    return mandat
