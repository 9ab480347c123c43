"""Letters that personas asked for, so that an agent has a batch to prepare and another one to confirm."""

from accounts.enums import Canal, TypeDossier
from accounts.models import DemandeMotDePasse
from accounts.provisoires.symboles import tirer
from accounts.reinitialisation.services import enregistrer_demande

_NUMEROS = ("3456789", "012345678", "123456789")


def demander_des_lettres() -> int:
    """Asks for one letter each, through the service that visitors use; none for who asked before. Returns how many."""
    deja = set(DemandeMotDePasse.objects.filter(canal=Canal.LETTRE).values_list("numero", flat=True))
    nouveaux = [numero for numero in _NUMEROS if numero not in deja]
    for numero in nouveaux:
        (type_dossier,) = [un for un in TypeDossier if un.longueur_numero == len(numero)]
        enregistrer_demande(reference=tirer(), type_dossier=type_dossier, numero=numero, canal=Canal.LETTRE, par=None)
    return len(nouveaux)
