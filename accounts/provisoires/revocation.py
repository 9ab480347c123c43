"""The end of all provisional passwords of a dossier: those that live, and those on their way.

What is on its way is a mail that waits or a letter that is not posted yet: its request is older than
`Dossier.provisoires_morts_le`. Whoever issues a secret asks `permettre` first, and whoever ends them writes that
moment first: both write the row of the dossier before any other, so that one waits for the other.
"""

from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import EtatDemande, EtatSecret
from accounts.models import DemandeMotDePasse, Dossier, SecretProvisoire


def tuer_les_provisoires(*, dossier: Dossier, sauf: SecretProvisoire | None = None) -> int:
    """No provisional password asked for until now opens anything; returns how many lived. Part of a journalled act.

    `sauf`: the one that is being used up, which its own conditional UPDATE ends.
    """
    maintenant = timezone.now()
    Dossier.objects.filter(pk=dossier.pk).update(provisoires_morts_le=maintenant)
    dossier.provisoires_morts_le = maintenant
    vivants = SecretProvisoire.objects.filter(dossier=dossier, etat__in=[EtatSecret.ACTIF, EtatSecret.INACTIF])
    morts = vivants.exclude(pk=sauf.pk) if sauf else vivants
    nombre = morts.update(etat=EtatSecret.REVOQUE, tenu_par="", tenu_jusqu_a=None)
    DemandeMotDePasse.objects.filter(type_dossier=dossier.type, numero=dossier.numero, etat=EtatDemande.RECUE).update(
        etat=EtatDemande.SANS_SUITE, traitee_le=maintenant
    )
    return nombre


def permettre(*, demande: DemandeMotDePasse) -> bool:
    """Whether a secret may still be issued for this request. Keeps the dossier's row until the end of the transaction.

    The request has its dossier.
    """
    assert demande.dossier_id
    encore = Q(provisoires_morts_le__isnull=True) | Q(provisoires_morts_le__lt=demande.demandee_le)
    dossiers = Dossier.objects.filter(encore, pk=demande.dossier_id)
    return bool(dossiers.update(provisoires_morts_le=F("provisoires_morts_le")))


def demande_morte(demande: DemandeMotDePasse, dossier: Dossier) -> bool:
    """The same, from what was read."""
    return dossier.provisoires_morts_le is not None and dossier.provisoires_morts_le >= demande.demandee_le
