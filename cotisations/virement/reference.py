"""The reference that a member writes on a virement: `RF`, two check digits, the number of the dossier (ISO 11649).

It says nothing more than the number, which has to be written anyway; but a wrong digit shows.
"""

import re

from stdnum.iso7064 import mod_97_10

_HORS_REFERENCE = re.compile(r"[^0-9A-Z]+")
# Numbers have 7 or 9 digits: both are looked at, wherever they start.
_CANDIDATES = re.compile(r"(?=(RF[0-9]{9})([0-9]{2})?)")


def reference_rf(numero: str) -> str:
    """`RF121234567` of the dossier `1234567`: always the same, and of no other dossier."""
    return f"RF{mod_97_10.calc_check_digits(f'{numero}RF')}{numero}"


def ecrire_rf(reference: str) -> str:
    """In groups of four, as it is copied by hand."""
    return "\u202f".join(reference[debut : debut + 4] for debut in range(0, len(reference), 4))


def numeros_des_rf(texte: str) -> set[str]:
    """The numbers of dossiers that valid references of `texte` name, with spaces, dashes or lower case in them."""
    serre = _HORS_REFERENCE.sub("", texte.upper())
    if "RF" not in serre:
        return set()
    lues = {courte + suite for courte, suite in _CANDIDATES.findall(serre)}
    lues |= {courte for courte, _ in _CANDIDATES.findall(serre)}
    return {lue[4:] for lue in lues if mod_97_10.is_valid(lue[4:] + lue[:4])}
