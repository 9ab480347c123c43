"""The rules, as Django's password validators. Each says what to do, not only what is wrong."""

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from accounts.models import Compte, Dossier
from accounts.mots_de_passe.bases import aplatir, delire, mots_francais, trop_courant

LONGUEUR_MIN, LONGUEUR_MAX = 8, 128
_BITS = 50  # CNIL, délibération 2022-100: a password behind limits of tries
_GROUPES = ((str.islower, 26), (str.isupper, 26), (str.isdigit, 10))
_SIGNES = 37  # as the CNIL's own calculator counts them
_ESSAIS_MIN = 1e8  # guesses: as many as eight characters drawn at random are worth to zxcvbn
_ZXCVBN_MAX = 72  # characters: it refuses more
_RESTE_MIN = 8  # characters that are neither one's own words nor the fund's
_METIER = (
    "caisse", "retraite", "pension", "cotisation", "dossier", "affilie", "adherent", "espace", "personnel", "compte",
    "connexion", "portail", "carpimko", "infirmier", "infirmiere", "kine", "kinesitherapeute", "masseur",
    "podologue", "pedicure", "orthophoniste", "orthoptiste", "auxiliaire", "medical", "medicaux", "liberal",
    "cabinet", "sante", "soins",
)  # fmt: skip


class Regle(ABC):
    """One rule. `validate` raises `ValidationError` in French; `user`: the dossier, or the agent, it is for."""

    aide = ""

    @abstractmethod
    def validate(self, password: str, user: object = None) -> None: ...

    def get_help_text(self) -> str:
        return self.aide


class Longueur(Regle):
    aide = f"Au moins {LONGUEUR_MIN} caractères."

    def validate(self, password: str, user: object = None) -> None:
        if len(password) < LONGUEUR_MIN:
            raise ValidationError(f"Au moins {LONGUEUR_MIN} caractères : le vôtre en a {len(password)}.", "court")
        if len(password) > LONGUEUR_MAX:
            raise ValidationError(f"Pas plus de {LONGUEUR_MAX} caractères.", "long")


class Composition(Regle):
    """The fund's rule."""

    aide = "Une majuscule, une minuscule et un chiffre."

    def validate(self, password: str, user: object = None) -> None:
        groupes = (("une majuscule", str.isupper), ("une minuscule", str.islower), ("un chiffre", str.isdigit))
        manques = [nom for nom, est in groupes if not any(est(c) for c in password)]
        if manques:
            raise ValidationError(f"Ajoutez {' et '.join(manques)}.", "composition")


class Hasard(Regle):
    """The CNIL's 50 bits: length times the logarithm of the alphabet."""

    aide = "Avec 8 caractères seulement, ajoutez un signe, comme - ou ?"

    def validate(self, password: str, user: object = None) -> None:
        if LONGUEUR_MIN <= len(password) <= LONGUEUR_MAX and bits(password) < _BITS:
            raise ValidationError(
                "Ajoutez un caractère, ou un signe comme - ou ? : ce mot de passe est un peu trop simple.", "hasard"
            )


class PasCourant(Regle):
    aide = "Pas un mot courant, même suivi de chiffres."

    def validate(self, password: str, user: object = None) -> None:
        if trop_courant(password[:LONGUEUR_MAX]):
            raise ValidationError(
                "Ce mot de passe est un mot courant, habillé de chiffres ou de signes : il serait vite deviné. "
                "Choisissez plutôt plusieurs mots sans rapport entre eux.",
                "courant",
            )


class PasPersonnel(Regle):
    aide = "Ni votre nom, ni votre numéro de dossier, ni votre date de naissance, ni le nom de la caisse."

    def validate(self, password: str, user: object = None) -> None:
        plat = aplatir(password[:LONGUEUR_MAX])
        mots = sorted({*_METIER, *_mots_caisse(), *mots_personnels(user)}, key=len, reverse=True)
        motif = re.compile("|".join(map(re.escape, mots)))
        for texte in (plat, delire(plat)):
            reste, trouves = motif.subn("", texte)
            if trouves and sum(c.isalnum() for c in reste) < _RESTE_MIN:
                raise ValidationError(
                    "Ce mot de passe tient à votre nom, à votre dossier, à vos dates ou à la caisse : "
                    "c’est ce qu’on essaie d’abord. Choisissez des mots qui ne parlent pas de vous.",
                    "personnel",
                )


class PasDevinable(Regle):
    aide = "Le plus sûr et le plus simple à retenir : quatre mots sans rapport, et un chiffre."

    def validate(self, password: str, user: object = None) -> None:
        debut = aplatir_casse(password[:_ZXCVBN_MAX])
        if not debut:  # nothing but accents: `Composition` refuses it, and zxcvbn cannot read it
            return
        connus = [*mots_francais(), *_METIER, *mots_personnels(user)]
        if zxcvbn(debut, user_inputs=connus)["guesses"] < _ESSAIS_MIN:
            raise ValidationError(
                "Ce mot de passe suit un modèle facile à deviner. Ajoutez un ou deux mots sans rapport.", "devinable"
            )


def aplatir_casse(texte: str) -> str:
    """Without accents, its case kept: zxcvbn counts what capitals are worth, and knows no accent."""
    return "".join(aplatir(c).upper() if c.isupper() else aplatir(c) for c in texte)[:_ZXCVBN_MAX]


def bits(mot_de_passe: str) -> float:
    """What the CNIL's calculator says of it, in bits."""
    alphabet = sum(taille for est, taille in _GROUPES if any(est(c) for c in mot_de_passe))
    autres = any(not (c.islower() or c.isupper() or c.isdigit()) for c in mot_de_passe)
    return len(mot_de_passe) * math.log2(max(alphabet + _SIGNES * autres, 2))


def mots_personnels(personne: object) -> list[str]:
    """Flat words of one dossier: names, numéro, dates, commune, local part of its address. Of an agent, this last."""
    if isinstance(personne, Compte):
        return _locale(personne.identifiant)
    if not isinstance(personne, Dossier):
        return []
    noms = f"{personne.prenoms} {personne.nom_naissance} {personne.nom_usage} {personne.localite}"
    mots = [mot for mot in re.split(r"[^a-z]+", aplatir(noms)) if len(mot) >= 3]
    return [*mots, *_dates(personne), personne.numero, *_locale(personne.courriel)]


def _dates(dossier: Dossier) -> Iterator[str]:
    for forme in ("%d%m%Y", "%Y%m%d", "%d%m%y", "%y%m%d", "%m%Y", "%Y"):
        yield dossier.date_naissance.strftime(forme)


def _locale(courriel: str) -> list[str]:
    return [mot for mot in re.split(r"[^a-z]+", aplatir(courriel.partition("@")[0])) if len(mot) >= 4]


def _mots_caisse() -> list[str]:
    return [mot for mot in re.split(r"[^a-z]+", aplatir(settings.CAISSE_NOM)) if len(mot) >= 4]
