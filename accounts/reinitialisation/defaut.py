"""Before the first gel: an invented fund, plausible enough for a trial and for nothing else."""

from collections import Counter
from functools import cache

from accounts.enums import TypeDossier
from accounts.reinitialisation.effectifs import Effectifs
from accounts.reinitialisation.masques import DOMAINE_TU, NOM_TU, masquer_nom
from accounts.reinitialisation.urne import Urnes

_PRENOMS = (
    "alain", "anne", "catherine", "celine", "christophe", "claire", "david", "elodie", "emilie", "eric", "francois",
    "helene", "isabelle", "jean", "julie", "laurent", "lucie", "marie", "mathieu", "nathalie", "nicolas", "olivier",
    "pascal", "philippe", "sandrine", "sophie", "thomas", "valerie", "vincent", "xavier",
)  # fmt: skip
_FINS = (
    "an", "ant", "ard", "aud", "ault", "aux", "eau", "el", "ent", "er", "eron", "es", "et", "eux", "ez", "ier", "in",
    "is", "lle", "ois", "on", "ot", "oux", "re", "tte", "uet", "ux",
)  # fmt: skip
_DOMAINES = {
    "gmail.com": 340, "orange.fr": 140, "hotmail.fr": 90, "wanadoo.fr": 80, "hotmail.com": 60, "yahoo.fr": 60,
    "free.fr": 50, "laposte.net": 40, "c*****.fr": 40, "s*****.fr": 30, "l*****.fr": 20, "m*****.com": 20,
    "i*****.com": 20, "o*****.com": 9, DOMAINE_TU: 1,
}  # fmt: skip
_SANS = {TypeDossier.AFFILIE: 87, TypeDossier.AYANT_DROIT: 667}  # beside a thousand who have one


@cache
def urnes_par_defaut() -> Urnes:
    """The same in every process."""
    noms = dict(Counter(masquer_nom(f"{prenom}.{fin}") for prenom in _PRENOMS for fin in _FINS)) | {NOM_TU: 1}
    return Urnes({un: Effectifs(sans, _DOMAINES, dict.fromkeys(_DOMAINES, noms)) for un, sans in _SANS.items()})
