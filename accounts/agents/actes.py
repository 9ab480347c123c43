"""What agents do for a dossier."""

from django.db import transaction

from accounts.enums import Acte, TypeDossier
from accounts.journal import journaliser
from accounts.limites import Prise, seaux, vider
from accounts.limites.connexion import cle_dossier
from accounts.models import Compte, Dossier
from accounts.provisoires.revocation import tuer_les_provisoires

_SEAUX_DU_DOSSIER = (
    seaux.CONNEXION_DOSSIER_SUITE,
    seaux.CONNEXION_DOSSIER,
    seaux.CONNEXION_DOSSIER_JOUR,
    seaux.CONNEXION_SECRET_DOSSIER,
    seaux.REINITIALISATION_COURRIEL,
    seaux.REINITIALISATION_LETTRE,
    seaux.REINITIALISATION_LETTRE_MOIS,
)


@transaction.atomic
def debloquer_tentatives(*, dossier: Dossier, par: Compte) -> None:
    """Fills the buckets that count by this dossier; those of addresses and browsers stay as they are."""
    valeur = cle_dossier(TypeDossier(dossier.type), dossier.numero)
    vider([Prise(seau, valeur) for seau in _SEAUX_DU_DOSSIER])
    journaliser(acte=Acte.TENTATIVES_DEBLOQUEES, par=par, dossier=dossier)


@transaction.atomic
def revoquer_provisoires(*, dossier: Dossier, par: Compte) -> int:
    """No provisional password of this dossier opens anything any more: in hand, posted, printed or only asked for.

    Returns how many lived.
    """
    nombre = tuer_les_provisoires(dossier=dossier)
    journaliser(acte=Acte.PROVISOIRES_REVOQUES, par=par, dossier=dossier, nombre=nombre)
    return nombre
