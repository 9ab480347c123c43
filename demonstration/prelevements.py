"""Alice is collected each month: her mandate, and what was announced to her."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Acces, Compte, Dossier
from carpimko_portal.lib.coffre import sceller
from carpimko_portal.lib.iban import lire_compte
from cotisations.models import MandatSepa, Prelevement, PreuveDeSignature
from cotisations.prelevements.annonces import nouvelle_ligne, previsions_des
from cotisations.prelevements.enums import Acte, EtatMandat
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
        mandat = signer(dossier, titulaire)
    if mandat is not None:
        _annoncer(mandat)


@transaction.atomic
def _annoncer(mandat: MandatSepa) -> None:
    """As it was three weeks ago: she has been collected for a year, and her next échéance is announced."""
    alors = timezone.now() - timedelta(days=21)
    previsions = previsions_des([mandat.dossier_id], le=timezone.localdate(alors))[mandat.dossier_id]
    deja = set(Prelevement.objects.du_dossier(mandat.dossier).values_list("echeance", flat=True))
    a_venir = [une for une in previsions if une.jour >= timezone.localdate() and une.echeance not in deja]
    for une in a_venir:
        nouvelle_ligne(mandat=mandat, echeance=une.echeance, jour=une.jour, centimes=une.reste, maintenant=alors).save(
            force_insert=True
        )
    if a_venir:
        journaliser(acte=Acte.PRELEVEMENTS_ANNONCES, par=None, dossier=mandat.dossier, mandat=mandat.rum)


def signer(dossier: Dossier, par: Compte) -> MandatSepa:
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
