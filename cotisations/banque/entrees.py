"""An entry (`Ntry`) of a camt.053 or camt.054, and the operations it holds.

Banks differ on where they say things; what was met is written next to each field.
"""

from collections.abc import Iterator
from datetime import date

from cotisations.banque.champs import (
    Element,
    fourni,
    lire_centimes,
    lire_entier,
    lire_jour,
    lire_sens,
    lire_texte,
    lire_textes,
    serrer,
)
from cotisations.banque.lu import FichierRefuse, OperationLue


def lire_operations(ntry: Element, ou: str) -> Iterator[OperationLue]:
    """The operations of an entry that is booked; none otherwise. `ou` names it in what `FichierRefuse` says."""
    if (lire_texte(ntry, "Sts/Cd") or lire_texte(ntry, "Sts")) != "BOOK":  # .08, then .02
        return
    total = lire_sens(ntry, ou) * lire_centimes(ntry.find("{*}Amt"), ou)
    details = ntry.findall("{*}NtryDtls/{*}TxDtls")
    montants = [_montant_du_detail(tx, ntry, ou) for tx in details]
    if len(details) == 1 and montants[0] is None:
        montants = [total]
    if not details or any(montant is None for montant in montants):  # a batch said as one
        yield _operation(ntry, ntry, ou, total, nombre=_nombre(ntry, details))
        return
    for rang, (tx, montant) in enumerate(zip(details, montants, strict=True), 1):
        nombre = _nombre(ntry, details) if len(details) == 1 else 1
        yield _operation(ntry, tx, f"{ou}, TxDtls {rang}", montant or 0, nombre=nombre)
    if reste := total - sum(montant or 0 for montant in montants):
        yield _frais(ntry, ou, reste)


def _frais(ntry: Element, ou: str, reste: int) -> OperationLue:
    """What the bank kept, when it says so; an entry that is not the sum of its transactions is refused otherwise."""
    annonces = [*ntry.iterfind("{*}Chrgs//{*}Amt"), *ntry.iterfind("{*}NtryDtls/{*}TxDtls/{*}Chrgs//{*}Amt")]
    if sum(lire_centimes(montant, ou) for montant in annonces) != abs(reste):
        raise FichierRefuse(ou, "son montant n’est pas la somme de ses transactions")
    return OperationLue(
        ou=f"{ou}, Chrgs",
        jour=_jour_comptable(ntry, ou),
        centimes=reste,
        reference_banque=lire_texte(ntry, "AcctSvcrRef"),
        libelle="Frais bancaires",
        est_frais=True,
    )


def _operation(ntry: Element, tx: Element, ou: str, centimes: int, *, nombre: int) -> OperationLue:
    refs = tx.find("{*}Refs") if tx is not ntry else ntry.find("{*}NtryDtls/{*}TxDtls/{*}Refs")
    retour = tx.find("{*}RtrInf")
    # Of a direct debit that comes back, as of a transfer received, the other party is the debtor.
    cote = "Dbtr" if centimes > 0 or retour is not None else "Cdtr"
    if not centimes:
        raise FichierRefuse(ou, "montant nul")
    return OperationLue(
        ou=ou,
        jour=_jour_comptable(ntry, ou),
        centimes=centimes,
        jour_valeur=lire_jour(ntry, "ValDt", ou),
        code=_code(tx) or _code(ntry),
        reference_banque=lire_texte(refs, "AcctSvcrRef") or lire_texte(ntry, "AcctSvcrRef"),
        end_to_end=fourni(lire_texte(refs, "EndToEndId")) if tx is not ntry else "",
        rum=fourni(lire_texte(refs, "MndtId")) if tx is not ntry else "",
        lot=fourni(lire_texte(refs, "PmtInfId") or lire_texte(ntry, "NtryDtls/Btch/PmtInfId")),
        nombre=nombre,
        reference=lire_texte(tx, "RmtInf/Strd/CdtrRefInf/Ref"),
        libelle=lire_textes(tx, "RmtInf/Ustrd") or lire_texte(tx, "AddtlTxInf") or lire_texte(ntry, "AddtlNtryInf"),
        contrepartie=lire_texte(tx, f"RltdPties/{cote}/Pty/Nm")
        or lire_texte(tx, f"RltdPties/{cote}/Nm"),  # .08, then .02
        iban=serrer(lire_texte(tx, f"RltdPties/{cote}Acct/Id/IBAN")),
        motif=lire_texte(retour, "Rsn/Cd") or lire_texte(retour, "Rsn/Prtry"),
        motif_texte=lire_textes(retour, "AddtlInf"),
        est_extourne=lire_texte(ntry, "RvslInd") in {"true", "1"},
    )


def _montant_du_detail(tx: Element, ntry: Element, ou: str) -> int | None:
    """Signed cents of a transaction; `None` when the bank does not say. `.08`: Amt; `.02`: AmtDtls/TxAmt/Amt."""
    montant = tx.find("{*}Amt")
    if montant is None:
        montant = tx.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    if montant is None:
        return None
    porteur = tx if tx.find("{*}CdtDbtInd") is not None else ntry
    return lire_sens(porteur, ou) * lire_centimes(montant, ou)


def _nombre(ntry: Element, details: list[Element]) -> int:
    """How many transactions an operation stands for."""
    return lire_entier(lire_texte(ntry, "NtryDtls/Btch/NbOfTxs")) or max(len(details), 1)


def _jour_comptable(ntry: Element, ou: str) -> date:
    le = lire_jour(ntry, "BookgDt", ou)
    if le is None:
        raise FichierRefuse(ou, "sans date comptable")
    return le


def _code(element: Element) -> str:
    """`PMNT-RCDT-ESCT`, or what the bank writes of its own."""
    domaine = element.find("{*}BkTxCd/{*}Domn")
    if domaine is None:
        return lire_texte(element, "BkTxCd/Prtry/Cd")
    return "-".join(
        filter(None, [lire_texte(domaine, "Cd"), lire_texte(domaine, "Fmly/Cd"), lire_texte(domaine, "Fmly/SubFmlyCd")])
    )
