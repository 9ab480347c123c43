"""A return as it comes, in a file or a statement: it counts once, by its reference and its reason.

It does what it says; what is unforeseen, or leaves the rest to somebody, is kept for an agent.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Compte
from cotisations.models import FichierDeRetours, Prelevement, RetourDePrelevement
from cotisations.prelevements.encaissement import relire_les_operations
from cotisations.prelevements.enums import A_VENIR, GenreDeRetour
from cotisations.prelevements.lots import rouvrir_le_rejete
from cotisations.prelevements.motifs import motif_du_code
from cotisations.prelevements.retours import Retour, anomalie_de, appliquer_retour, peut_revenir

_Champs = dict[str, Any]


def recevoir_retour(
    retour: Retour, ligne: Prelevement, *, fichier: FichierDeRetours | None, par: Compte | None
) -> RetourDePrelevement | None:
    """Applies and keeps it; `None` when it was told before. Part of a journalled act."""
    if _est_dit(retour) and not peut_revenir(ligne):
        _noter_le_debit(retour, ligne, fichier)
        return None
    if not (anomalie := anomalie_de(ligne, retour)):
        appliquer_retour(ligne, retour, par)
    cle, dit = _cle_et_dit(GenreDeRetour.REJET, retour)
    return _conserver(fichier, anomalie or _a_decider(retour), cle, dit | {"prelevement": ligne})


@transaction.atomic
def retour_de_releve(retour: Retour) -> bool:
    """The same told by a bank statement: applied unless another file told it before, or kept for an agent.

    False when the operation has to wait itself: its batch is not said to be at the bank, or the same return was looked
    at already. Part of the journalled matching of statements."""
    ligne = Prelevement.objects.select_related("mandat", "dossier").get(end_to_end=retour.end_to_end)
    if anomalie_de(ligne, retour) and (peut_revenir(ligne) if _est_dit(retour) else ligne.etat in A_VENIR):
        return False
    recevoir_retour(retour, ligne, fichier=None, par=None)
    return True


def garder_inconnu(fichier: FichierDeRetours, retour: Retour) -> RetourDePrelevement | None:
    """Of a reference that is not ours, the very same is not kept twice; of none, everything is."""
    cle, dit = _cle_et_dit(GenreDeRetour.REJET, retour)
    if retour.end_to_end:
        return _conserver(fichier, "référence inconnue", cle | dit, {})
    return _creer(fichier, "sans référence", cle | dit)


def garder_du_lot(
    fichier: FichierDeRetours, genre: GenreDeRetour, retour: Retour, anomalie: str
) -> RetourDePrelevement | None:
    """What the bank says of a whole batch, and that cannot be done now. Two credits of one batch are two."""
    cle, dit = _cle_et_dit(genre, retour)
    if genre is GenreDeRetour.ENCAISSEMENT:
        cle, dit = cle | dit, {}
    return _conserver(fichier, anomalie, cle, dit)


def _est_dit(retour: Retour) -> bool:
    """Told before."""
    cle, _ = _cle_et_dit(GenreDeRetour.REJET, retour)
    return RetourDePrelevement.objects.filter(**cle).exists()


def _noter_le_debit(retour: Retour, ligne: Prelevement, fichier: FichierDeRetours | None) -> None:
    """Refused without an amount, then debited: the bank may credit the batch whole."""
    cle, dit = _cle_et_dit(GenreDeRetour.REJET, retour)
    if (
        retour.centimes is not None
        and RetourDePrelevement.objects.filter(**cle, montant_centimes__isnull=True).exists()
    ):
        _conserver(fichier, "", cle | {"genre": GenreDeRetour.DEBIT}, dit | {"prelevement": ligne})
        if ligne.lot:
            rouvrir_le_rejete(ligne.lot)
            relire_les_operations([ligne.lot])


def _a_decider(retour: Retour) -> str:
    examiner = motif_du_code(retour.code).a_examiner
    return f"motif {retour.code or 'absent'} : décider de la suite" if examiner else ""


def _cle_et_dit(genre: GenreDeRetour, retour: Retour) -> tuple[_Champs, _Champs]:
    cle = {"end_to_end": retour.end_to_end[:35], "genre": genre, "code": retour.code[:8]}
    return cle, {"montant_centimes": retour.centimes, "date_comptable": retour.le}


def _conserver(
    fichier: FichierDeRetours | None, anomalie: str, cle: _Champs, dit: _Champs
) -> RetourDePrelevement | None:
    """`cle` says what makes two of them the same one; `None` when it is kept already."""
    if RetourDePrelevement.objects.filter(**cle).exists():
        return None
    return _creer(fichier, anomalie, cle | dit)


def _creer(fichier: FichierDeRetours | None, anomalie: str, champs: _Champs) -> RetourDePrelevement:
    return RetourDePrelevement.objects.create(
        **champs, fichier=fichier, anomalie=anomalie[:240], recu_le=timezone.now()
    )
