"""Which dossiers an identity opens. It never guesses: the sub, else one dossier with the six fields, else nothing."""

import logging

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, OuterRef, Q

from accounts.enums import TypeDossier
from accounts.franceconnect.identite import Identite
from accounts.franceconnect.refus import Motif, RefusFranceConnect
from accounts.models import Acces, Compte, Dossier, LienFranceConnect
from accounts.sessions import lien_de_la_session

_journal = logging.getLogger(__name__)


def acces_lies(sub: str) -> list[Acces]:
    """The accesses of the dossiers linked to an identity, the last used first. Neither agents nor closed comptes."""
    acces = (
        Acces.objects.titulaires()
        .filter(dossier__lien_franceconnect__sub=sub, compte__is_active=True, compte__est_agent=False)
        .select_related("compte", "dossier")
    )
    return list(acces.order_by("-dossier__lien_franceconnect__utilise_le", "dossier__lien_franceconnect__pk"))


def acces_de_la_session(session: SessionBase, compte: Compte) -> list[Acces]:
    """Every access this session may work with: those of the compte, and those of the identity it came with."""
    acces = list(Acces.objects.du_compte(compte).ouverts().select_related("compte", "dossier").order_by("pk"))
    if lien := lien_de_la_session(session):
        sub = LienFranceConnect.objects.filter(public_id=lien).values_list("sub", flat=True).first()
        connus = {un.pk for un in acces}
        acces += [un for un in acces_lies(sub or "") if un.pk not in connus]
    return acces


def acces_reconnus(identite: Identite) -> list[Acces]:
    """The accesses of an identity met before; none when it never was.

    Names may change and are not compared again; a birth date does not. Raises `RefusFranceConnect`.
    """
    liens = LienFranceConnect.objects.de(identite.sub).select_related("dossier")
    if not liens:
        return []
    if any(lien.dossier.date_naissance != identite.date_naissance for lien in liens):
        _journal.error("une identité FranceConnect contredit la date de naissance de son dossier : à examiner")
        raise RefusFranceConnect("contradiction", Motif.SUSPENDU)
    if not (acces := acces_lies(identite.sub)):
        raise RefusFranceConnect("compte fermé", Motif.SUSPENDU)
    return acces


def dossier_de_l_identite(identite: Identite) -> Dossier | None:
    """The dossier with these six fields, if there is exactly one, not linked yet, and whose compte is not closed."""
    candidats = Dossier.objects.filter(
        date_naissance=identite.date_naissance, sexe=identite.sexe, pays_naissance_cog=identite.pays_naissance_cog
    )
    trouves = [dossier for dossier in candidats if identite.est_celle_de(dossier)]
    if len(trouves) != 1 or LienFranceConnect.objects.filter(dossier=trouves[0]).exists():
        return None
    return trouves[0] if _peut_entrer(trouves[0]) else None


def dossier_joignable(identite: Identite, *, type_dossier: TypeDossier, numero: str) -> Dossier | None:
    """The dossier of this numéro, if it is this identity's, has an e-mail address, and its compte is not closed.

    One query, whatever the answer.
    """
    fermes = Acces.objects.titulaires().filter(
        Q(compte__is_active=False) | Q(compte__est_agent=True), dossier=OuterRef("pk")
    )
    dossier = Dossier.objects.du_numero(type_dossier, numero).filter(~Exists(fermes)).first()
    return dossier if dossier and dossier.courriel and identite.concorde_avec(dossier) else None


def _peut_entrer(dossier: Dossier) -> bool:
    titulaire = Acces.objects.titulaires().filter(dossier=dossier).select_related("compte").first()
    return titulaire is None or (titulaire.compte.is_active and not titulaire.compte.est_agent)
