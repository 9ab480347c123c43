"""Words that passwords are made of, whatever is put around them."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator

_FRANCAIS = Path(__file__).parent / "mots.txt"
_LEET = str.maketrans("013456789@$!+€", "oleasgtbgasite")
_LONGUEUR_MIN = 4  # shorter words are everywhere, inside the best passwords too
# Of an AZERTY keyboard, which English lists do not know.
_RANGEES = ("azertyuiop", "qsdfghjklm", "wxcvbn", "poiuytreza", "mlkjhgfdsq", "nbvcxw", "qwertyuiop", "abcdefghij")


def aplatir(texte: str) -> str:
    """Without case nor accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", texte.casefold()) if not unicodedata.combining(c))


def delire(texte: str) -> str:
    """A flat text whose digits and signs are read as the letters they imitate: `m0td3p@$$e` is `motdepasse`."""
    return texte.translate(_LEET)


def bases(mot_de_passe: str) -> Iterator[str]:
    """What is left of a password without digits and signs, whether they decorate it or stand for letters."""
    plat = aplatir(mot_de_passe)
    yield plat
    yield _lettres(plat)
    yield _lettres(delire(plat))
    yield _lettres(delire(_sans_bords(plat)))


def trop_courant(mot_de_passe: str) -> bool:
    """Whether all its letters make one word of the lists, or one run of the keyboard."""
    connus = mots_connus()
    return any(len(base) >= _LONGUEUR_MIN and (base in connus or _rangee(base)) for base in bases(mot_de_passe))


@cache
def mots_connus() -> frozenset[str]:
    """Flat words: English and universal ones from zxcvbn and Django, French ones of our own. Read once a process."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    mots = set(mots_francais())
    for liste in FREQUENCY_LISTS.values():
        mots.update(liste)
    mots.update(CommonPasswordValidator().passwords)
    simples = {mot for mot in mots if mot.isascii() and mot.isalpha()}  # most of them are their own base
    simples.update(base for mot in mots - simples for base in bases(mot))
    return frozenset(mot for mot in simples if len(mot) >= _LONGUEUR_MIN)


@cache
def mots_francais() -> tuple[str, ...]:
    """The list of `mots.txt`, flat."""
    lignes = _FRANCAIS.read_text(encoding="utf-8").splitlines()
    return tuple(aplatir(mot) for ligne in lignes if not ligne.startswith("#") for mot in ligne.split())


def _lettres(texte: str) -> str:
    return "".join(c for c in texte if c.isalpha())


def _sans_bords(texte: str) -> str:
    debut, fin = 0, len(texte)
    while debut < fin and not texte[debut].isalpha():
        debut += 1
    while fin > debut and not texte[fin - 1].isalpha():
        fin -= 1
    return texte[debut:fin]


def _rangee(base: str) -> bool:
    return any(base in rangee or (rangee in base and len(base) < len(rangee) + 3) for rangee in _RANGEES)
