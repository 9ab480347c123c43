"""What every HTML page must be. Each check yields its faults in French; the list is at the end."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve

from tests.harnais import typographie
from tests.harnais.arbre import Noeud, attributs, decrire, elements, lire, parents, texte, textes_lus

_REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "list", "headers")
_SAISIES = frozenset({"input", "select", "textarea"})
_SANS_NOM = frozenset({"hidden"})
_BOUTONS = frozenset({"submit", "reset", "button"})
_ADRESSES = ("href", "src", "action", "formaction", "poster")


def defauts(html: str) -> list[str]:
    """Everything wrong with the page; empty when it is right."""
    document = lire(html)
    fautes = [f"HTML, ligne {e.line} : {e.code}" for e in document.errors]
    noeuds = list(elements(document.root))
    for controle in _CONTROLES:
        fautes += controle(noeuds)
    return fautes + typographie.fautes(textes_lus(document.root))


def titre(html: str) -> str:
    """The title of the page, empty when it has none."""
    return next((texte_brut(n) for n in elements(lire(html).root) if n.name == "title"), "")


def texte_brut(noeud: Noeud) -> str:
    return texte(noeud).strip()


def _structure(noeuds: list[Noeud]) -> Iterator[str]:
    noms = Counter(n.name for n in noeuds if not _dans_un_dessin(n))
    for nom in ("h1", "title", "main"):
        if noms[nom] != 1:
            yield f"{noms[nom]} <{nom}> au lieu d’un"
    yield from (f"<{n.name}> vide" for n in noeuds if n.name in {"h1", "title"} and not texte_brut(n))
    if attributs(noeuds[0]).get("lang") != "fr":
        yield "la langue de la page n’est pas le français"
    if not any(n.name == "meta" and attributs(n).get("name") == "viewport" for n in noeuds):
        yield "pas de <meta name=viewport>"


def _dans_un_dessin(noeud: Noeud) -> bool:
    """A drawing has a <title> of its own."""
    return noeud.name == "title" and any(parent.name == "svg" for parent in parents(noeud))


def _titre_d_erreur(noeuds: list[Noeud]) -> Iterator[str]:
    envois = [n for n in noeuds if n.name == "form" and attributs(n).get("method") == "post"]
    en_erreur = any(attributs(n).get("aria-invalid") == "true" for form in envois for n in elements(form))
    intitule = next((texte_brut(n) for n in noeuds if n.name == "title"), "")
    if en_erreur and not re.match(r"Erreur[\u00a0\u202f]: ", intitule):
        yield f"un champ est en erreur et le titre ne le dit pas : {intitule!r}"


def _identifiants(noeuds: list[Noeud]) -> Iterator[str]:
    comptes = Counter(a["id"] for n in noeuds if "id" in (a := attributs(n)))
    yield from (f"id={nom!r} présent {nombre} fois" for nom, nombre in comptes.items() if nombre > 1)
    for noeud in noeuds:
        valeurs = attributs(noeud)
        cibles = [cible for nom in _REFERENCES if nom in valeurs for cible in valeurs[nom].split() or [""]]
        if (adresse := valeurs.get("href", "")).startswith("#"):
            cibles.append(adresse[1:])
        yield from (f"{decrire(noeud)} renvoie à #{cible}, absent" for cible in cibles if cible not in comptes)


def _noms_accessibles(noeuds: list[Noeud]) -> Iterator[str]:
    etiquetes = {attributs(n).get("for") for n in noeuds if n.name == "label" and texte(n).strip()}
    for noeud in noeuds:
        valeurs = attributs(noeud)
        if noeud.name in _SAISIES and valeurs.get("type") not in _SANS_NOM and not _saisie_nommee(noeud, etiquetes):
            yield f"{decrire(noeud)} n’a pas d’étiquette"
        if noeud.name in {"a", "button", "summary"} and not _dit(noeud):
            yield f"{decrire(noeud)} n’a pas de nom"
        if noeud.name == "img" and "alt" not in valeurs:
            yield f"{decrire(noeud)} n’a pas d’alt"
        if noeud.name == "svg" and not (valeurs.get("aria-hidden") == "true" or _nom_donne(valeurs)):
            yield f"{decrire(noeud)} n’est ni nommé ni caché"
        if noeud.name == "input" and valeurs.get("type") == "radio" and not _dans_un_groupe(noeud):
            yield f"{decrire(noeud)} n’est pas dans un <fieldset> avec <legend>"


def _saisie_nommee(noeud: Noeud, etiquetes: set[str | None]) -> bool:
    valeurs = attributs(noeud)
    if valeurs.get("type") in _BOUTONS:
        return bool(valeurs.get("value"))
    if valeurs.get("id") in etiquetes or _nom_donne(valeurs):
        return True
    return any(parent.name == "label" and texte(parent).strip() for parent in parents(noeud))


def _dit(noeud: Noeud) -> bool:
    images = (attributs(e) for e in elements(noeud) if e.name in {"img", "svg"})
    return bool(texte(noeud).strip() or _nom_donne(attributs(noeud)) or any(_nom_donne(i) for i in images))


def _nom_donne(valeurs: dict[str, str]) -> bool:
    return any(valeurs.get(nom, "").strip() for nom in ("aria-label", "aria-labelledby", "alt"))


def _dans_un_groupe(noeud: Noeud) -> bool:
    groupe = next((parent for parent in parents(noeud) if parent.name == "fieldset"), None)
    return groupe is not None and any(e.name == "legend" and texte(e).strip() for e in elements(groupe))


def _rien_en_ligne(noeuds: list[Noeud]) -> Iterator[str]:
    for noeud in noeuds:
        valeurs = attributs(noeud)
        if noeud.name == "style" or (noeud.name == "script" and "src" not in valeurs):
            yield f"<{noeud.name}> en ligne"
        yield from (f"{decrire(noeud)} : {nom} en ligne" for nom in valeurs if nom == "style" or nom.startswith("on"))


def _adresses(noeuds: list[Noeud]) -> Iterator[str]:
    for noeud in noeuds:
        for nom, valeur in attributs(noeud).items():
            if nom in _ADRESSES and (faute := _faute_d_adresse(valeur, est_un_lien=noeud.name == "a")):
                yield f"{decrire(noeud)} : {faute}"


def _faute_d_adresse(adresse: str, *, est_un_lien: bool) -> str:
    morceaux = urlsplit(adresse.strip())
    if morceaux.scheme in {"javascript", "data", "http"}:
        return f"adresse en {morceaux.scheme}:"
    if morceaux.scheme or morceaux.netloc:
        return "" if est_un_lien else "ressource d’un autre site"
    chemin = unquote(morceaux.path)
    if not chemin:
        return ""
    if chemin.startswith("/static/"):
        return "" if finders.find(chemin.removeprefix("/static/")) else "fichier statique absent"
    return "" if _existe(chemin, settings.ROOT_URLCONF) else "cette adresse n’existe pas"


@lru_cache(maxsize=10_000)
def _existe(chemin: str, urlconf: str) -> bool:
    """Pages say the same addresses again and again, and each costs a search."""
    try:
        resolve(chemin, urlconf)
    except Resolver404:
        return False
    return True


_CONTROLES = (_structure, _titre_d_erreur, _identifiants, _noms_accessibles, _rien_en_ligne, _adresses)
