"""Words of the back office that lead somewhere: to the fiche of the row they name, or to a list of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def adresse_fiche(objet: Model) -> str:
    """Where `objet` is shown."""
    meta = objet._meta
    if not hasattr(objet, "public_id"):
        return ""
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[objet.public_id])


@dataclass(frozen=True)
class Renvoi:
    """`texte`, a link for whoever may see rows of `modele`, plain words for the others: `relier` draws it."""

    texte: str
    modele: type[Model]
    adresse: str

    def __str__(self) -> str:
        return self.texte


@dataclass(frozen=True)
class Phrase:
    """Words and renvois, one after the other."""

    morceaux: tuple[object, ...]

    def __str__(self) -> str:
        return "".join(str(un) for un in self.morceaux)


def vers(objet: Model, texte: str = "") -> Renvoi:
    """To the fiche of `objet`; what it calls itself, unless `texte` says otherwise."""
    return Renvoi(texte or str(objet), type(objet), adresse_fiche(objet))


def vers_la_liste(modele: type[Model], texte: str, **filtres: str) -> Renvoi:
    """To the rows of `modele` that these parameters of its list keep."""
    meta = modele._meta
    liste = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return Renvoi(texte, modele, f"{liste}?{urlencode(filtres)}")


def phrase(*morceaux: object) -> Phrase:
    """A sentence some words of which lead somewhere."""
    return Phrase(morceaux)


def enumerer(morceaux: Iterable[object]) -> Phrase:
    """One after the other, with commas."""
    return Phrase(tuple(piece for un in morceaux for piece in (", ", un))[1:])


def relier(request: HttpRequest, valeur: object) -> object:
    """`valeur` as this agent reads it. No query: rights are read once a request."""
    if isinstance(valeur, Phrase):
        return format_html_join("", "{}", ((relier(request, un),) for un in valeur.morceaux))
    return _lien(request, valeur) if isinstance(valeur, Renvoi) else valeur


def _lien(request: HttpRequest, renvoi: Renvoi) -> SafeString | str:
    from accounts.administration.site import site  # the pages of the site use these words

    admin = site._registry.get(renvoi.modele)
    if admin is None or not admin.has_view_permission(request):
        return renvoi.texte
    return format_html('<a href="{}">{}</a>', renvoi.adresse, renvoi.texte)
