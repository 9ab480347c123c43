"""What pages say of a code."""

from django import forms

from accounts.confirmations.services import CodeRefuse, Motif

_MESSAGES = {
    Motif.FAUX: "Ce n’est pas le bon code. Vérifiez les 8 chiffres du dernier message reçu.",
    Motif.EXPIRE: "Ce code a plus de dix minutes : il ne vaut plus rien. Demandez-en un nouveau ci-dessous.",
    Motif.EPUISE: "Cinq essais ont échoué : ce code ne vaut plus rien. Demandez-en un nouveau ci-dessous.",
    Motif.ABSENT: "Ce code ne correspond plus à votre demande. Demandez-en un nouveau ci-dessous.",
}


def signaler(form: forms.Form, refus: CodeRefuse) -> None:
    """Puts the refusal beside the field."""
    form.add_error("code", _MESSAGES[refus.motif])
