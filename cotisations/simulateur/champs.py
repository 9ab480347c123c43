"""The fields of a form as plain values: a page that anyone may ask for draws them in one template.

Django draws each widget, each option and each field with templates of their own, which would take half of the page.
"""

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True)
class Champ:
    """One field. `choix`: (value, label, whether it is chosen, id); empty for a text. `erreurs`: a sentence or more."""

    id: str
    nom: str
    libelle: str
    aide: str
    erreurs: str
    valeur: str
    genre: str
    clavier: str
    choix: tuple[tuple[str, str, bool, str], ...]
    est_facultatif: bool

    @property
    def descriptions(self) -> str:
        """What `aria-describedby` lists."""
        return " ".join([f"{self.id}_helptext"] * bool(self.aide) + [f"{self.id}_error"] * bool(self.erreurs))


def dire_champ(form: forms.Form, nom: str, *, est_facultatif: bool = False) -> Champ:
    """The field `nom`: `genre` is `radio`, `liste` or the `type` of its input."""
    lie = form[nom]
    champ, valeur = lie.field, lie.value()
    texte = "" if valeur is None else str(valeur)
    return Champ(
        id=f"id_{nom}",
        nom=nom,
        libelle=str(champ.label),
        aide=str(champ.help_text),
        erreurs=" ".join(str(erreur) for erreur in lie.errors),
        valeur=texte,
        genre=_genre(champ.widget),
        clavier=champ.widget.attrs.get("inputmode", ""),
        choix=tuple(
            (str(v), str(dit), str(v) == texte, f"id_{nom}_{rang}")
            for rang, (v, dit) in enumerate(getattr(champ, "choices", ()))
        ),
        est_facultatif=est_facultatif,
    )


def _genre(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.Select):
        return "liste"
    return str(getattr(widget, "input_type", "text"))
