"""An e-mail address, hidden: `j****dy@c*****.com`. Every mask has as many stars, whatever it hides."""

SANS_FIN = "**"
NOM_TU, DOMAINE_TU = "*******", "******.***"
_COURT = 5  # characters of a local part under which its last two letters would tell most of it
_TLD_MAX = 7


def masquer_nom(nom: str) -> str:
    """The first character and the last two of a local part: `j****dy`, seven characters always."""
    nom = nom.lower()
    fin = "".join(map(_montrable, nom[-2:])) if len(nom) >= _COURT else SANS_FIN
    return f"{_montrable(nom[:1])}****{fin}"


def masquer_domaine(domaine: str) -> str:
    """The first character of a domain and what follows its last dot: `c*****.com`."""
    domaine, _, tld = domaine.lower().rpartition(".")
    if not (domaine and tld.isascii() and tld.isalpha() and len(tld) <= _TLD_MAX):
        return DOMAINE_TU
    return f"{_montrable(domaine[:1])}*****.{tld}"


def separer(courriel: str) -> tuple[str, str]:
    """Local part and domain, in lower case."""
    nom, _, domaine = courriel.lower().rpartition("@")
    return nom, domaine


def _montrable(caractere: str) -> str:
    return caractere if caractere.isascii() and caractere.isalnum() else "*"
