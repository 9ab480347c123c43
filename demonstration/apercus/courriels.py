"""A kind of mail, composed as it leaves, with the name of each value in its place."""

import uuid

from django.template.base import Template, VariableNode
from django.template.loader import get_template
from django.utils import timezone

from accounts.envois.composition import PARTIES, assembler
from accounts.envois.genres import Contenu, GenreInconnu, genre_du_code
from accounts.models import Dossier, Envoi
from demonstration.courriels import Courriel, lire

_SOCLE = {"caisse", "demonstration", "fin_numero"}


def apercu(code: str) -> Courriel | None:
    """The mail; `None` when no kind has this code."""
    try:
        genre_du_code(code)
    except GenreInconnu:
        return None
    dossier = Dossier(numero="0000000", courriel="personne@exemple.example")
    envoi = Envoi(genre=code, dossier=dossier, public_id=uuid.UUID(int=0))
    message = assembler(envoi, Contenu(dossier.courriel, {nom: f"[{nom}]" for nom in _variables(code)}))
    return lire(message.message().as_bytes(), public_id=envoi.public_id, recu_le=timezone.now())


def _variables(code: str) -> set[str]:
    """What the three templates read, first names only (`piece` of `piece.genre`)."""
    gabarits: list[Template] = [get_template(f"emails/{code}.{partie}").template for partie in PARTIES]  # type: ignore[attr-defined]
    noeuds = [noeud for gabarit in gabarits for noeud in gabarit.nodelist.get_nodes_by_type(VariableNode)]
    return {
        str(noeud.filter_expression.var).split(".")[0] for noeud in noeuds if isinstance(noeud, VariableNode)
    } - _SOCLE
