"""Recognising the virements of members, and posting them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from accounts.envois.depot import Lettre, poster_ensemble
from accounts.models import Dossier
from cotisations.banque.avis import RECU
from cotisations.banque.chercheurs import Candidate, Chercheur, Trouvaille, enregistrer_chercheur
from cotisations.banque.etats import Decision, EtatOperation, Methode
from cotisations.enums import Nature
from cotisations.grand_livre import Versement, verser
from cotisations.models import Ecriture, Operation, Rapprochement
from cotisations.restes import Compte, comptes
from cotisations.virement.reference import numeros_des_rf

LIBELLE = "Virement reçu"
_NUMERO = re.compile(r"(?<!\d)(?:\d{9}|\d{7})(?!\d)")
_CLE = 44  # characters of the digest in the key of an écriture: 64 in all, with what follows a cancellation


def enregistrer_les_chercheurs() -> None:
    """Called once, at start."""
    enregistrer_chercheur(Chercheur(Methode.REFERENCE, par_reference, crediter))
    enregistrer_chercheur(Chercheur(Methode.NUMERO, par_numero))
    enregistrer_chercheur(Chercheur(Methode.IBAN_MONTANT, par_iban_et_montant))


# Recognising --------------------------------------------------------------------------------------
def par_reference(candidates: Sequence[Candidate]) -> list[Trouvaille]:
    """Those whose words hold valid references of one dossier, and one only. One query."""
    return _par_numeros([(une, numeros_des_rf(_mots(une))) for une in candidates if _est_un_virement(une)])


def par_numero(candidates: Sequence[Candidate]) -> list[Trouvaille]:
    """Those whose words hold the number of one dossier, and one only. One query."""
    return _par_numeros([(une, set(_NUMERO.findall(_mots(une)))) for une in candidates if _est_un_virement(une)])


def par_iban_et_montant(candidates: Sequence[Candidate]) -> list[Trouvaille]:
    """Those paid from the account that paid for one dossier before, of an amount that this dossier owes exactly."""
    connues = [une for une in candidates if une.operation.iban_empreinte and _est_un_virement(une)]
    payeurs = _dossiers_des_comptes({une.operation.iban_empreinte for une in connues})
    seuls = {iban: next(iter(dossiers)) for iban, dossiers in payeurs.items() if len(dossiers) == 1}
    lus = comptes(set(seuls.values()))
    return [
        Trouvaille(une, dossier=dossier)
        for une in connues
        if (dossier := seuls.get(une.operation.iban_empreinte))
        and une.operation.montant_centimes in _dus(lus[dossier], une.operation.date_operation)
    ]


def _est_un_virement(candidate: Candidate) -> bool:
    """Money that one person sent: neither a debit, nor fees, nor the reverse of something, nor a batch of ours."""
    operation = candidate.operation
    special = operation.est_frais or operation.est_extourne or operation.lot or operation.rum or operation.motif
    return operation.montant_centimes > 0 and not special


def _mots(candidate: Candidate) -> str:
    return f"{candidate.contenu.reference} / {candidate.contenu.libelle} / {candidate.operation.end_to_end}"


def _par_numeros(lues: Sequence[tuple[Candidate, set[str]]]) -> list[Trouvaille]:
    tous = {numero for _, numeros in lues for numero in numeros}
    dossiers = dict(Dossier.objects.filter(numero__in=tous).values_list("numero", "pk")) if tous else {}
    trouvailles = []
    for candidate, numeros in lues:
        existants = {dossiers[numero] for numero in numeros if numero in dossiers}
        if len(existants) == 1:
            trouvailles.append(Trouvaille(candidate, dossier=existants.pop()))
    return trouvailles


def _dossiers_des_comptes(empreintes: set[str]) -> Mapping[str, set[int]]:
    """Which dossiers each account has paid for. One query."""
    faites = Rapprochement.objects.filter(
        decision=Decision.RAPPROCHER,
        dossier__isnull=False,
        operation__etat=EtatOperation.RAPPROCHEE,
        operation__iban_empreinte__in=empreintes,
    )
    payeurs: dict[str, set[int]] = defaultdict(set)
    for iban, dossier in faites.order_by().values_list("operation__iban_empreinte", "dossier").distinct():
        payeurs[iban].add(dossier)
    return payeurs


def _dus(compte: Compte, le: date) -> set[int]:
    """The amounts that someone who pays what they owe would pay: an échéance, all that is due, everything."""
    restes = [(cible.reste, cible.exigible_le <= le) for cible in compte.cibles(le) if cible.reste]
    return {reste for reste, _ in restes} | {sum(r for r, du in restes if du), sum(r for r, _ in restes)}


# Posting ------------------------------------------------------------------------------------------
def crediter(trouvailles: Sequence[Trouvaille]) -> dict[int, Ecriture | None]:
    """Posts each to its dossier, and owes the member a mail."""
    return {operation.pk: ecriture for operation, ecriture in _crediter(
        [(une.candidate.operation, une.dossier, cle_de(une.candidate.operation)) for une in trouvailles if une.dossier]
    )}  # fmt: skip


def crediter_un(operation: Operation, dossier: Dossier, *, fois: int) -> Ecriture:
    """Posts one operation; `fois`: how many times it was posted, then cancelled, before."""
    ((_, ecriture),) = _crediter([(operation, dossier.pk, cle_de(operation, fois=fois))])
    return ecriture


def cle_de(operation: Operation, *, fois: int = 0) -> str:
    """The key that its écriture has, and no other."""
    suite = f":{fois + 1}" if fois else ""
    return f"operation:{operation.empreinte[:_CLE]}{suite}"


def _crediter(a_poser: Sequence[tuple[Operation, int, str]]) -> list[tuple[Operation, Ecriture]]:
    versements = [
        Versement(
            dossier=dossier,
            cle=cle,
            nature=Nature.VIREMENT,
            centimes=operation.montant_centimes,
            le=operation.date_operation,
            libelle=LIBELLE,
        )
        for operation, dossier, cle in a_poser
    ]
    posees = {credit.ecriture.cle: credit.ecriture for credit in verser(versements)}
    _aviser(posees.values())
    return [(operation, posees[cle]) for operation, _, cle in a_poser if cle in posees]


def _aviser(ecritures: Iterable[Ecriture]) -> None:
    par_dossier = {une.dossier_id for une in ecritures}
    joignables = set(Dossier.objects.filter(pk__in=par_dossier).exclude(courriel="").values_list("pk", flat=True))
    poster_ensemble(
        genre=RECU,
        lettres=[
            Lettre(une.dossier_id, f"{RECU}:{une.public_id}", {"ecriture": str(une.public_id)})
            for une in ecritures
            if une.dossier_id in joignables
        ],
    )
