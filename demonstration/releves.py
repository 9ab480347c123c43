"""Files as a bank writes them, of fictitious people: camt.053 in two versions, CFONB120, camt.054, pain.002."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

_ESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
_POSITIFS, _NEGATIFS = "{ABCDEFGHI", "}JKLMNOPQR"  # the last digit of a CFONB amount, and its sign


@dataclass(frozen=True)
class Mouvement:
    """One entry, in cents; several transactions when `details` are given, whose sum it is (minus `frais`)."""

    jour: date
    centimes: int
    libelle: str = ""
    nom: str = "Personne Fictive"
    iban: str = ""
    reference_banque: str = ""
    reference: str = ""
    end_to_end: str = "NOTPROVIDED"
    rum: str = ""
    lot: str = ""
    motif: str = ""
    statut: str = "BOOK"
    est_extourne: bool = False
    frais: int = 0
    details: tuple["Mouvement", ...] = ()


def camt053(
    mouvements: Iterable[Mouvement], *, iban: str, solde: int, jour: date, version: str = "08", total: int | None = None
) -> Iterator[bytes]:
    """A camt.053 in pieces. `solde`: cents before; `total`: what the movements add up to, counted when not given."""
    if total is None:
        mouvements = list(mouvements)
        total = sum(mouvement.centimes for mouvement in mouvements if mouvement.statut == "BOOK")
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{_ESPACE}{version}">\n<BkToCstmrStmt>\n'
        f"<GrpHdr><MsgId>RELEVE-{jour:%Y%m%d}</MsgId><CreDtTm>{jour.isoformat()}T22:00:00+01:00</CreDtTm></GrpHdr>\n"
        f"<Stmt><Id>{jour:%Y%m%d}</Id><CreDtTm>{jour.isoformat()}T22:00:00+01:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id></Acct>\n"
        f"{_solde('OPBD', solde, jour)}{_solde('CLBD', solde + total, jour)}"
    ).encode()
    for mouvement in mouvements:
        yield _entree(mouvement, version).encode()
    yield b"</Stmt>\n</BkToCstmrStmt>\n</Document>\n"


def camt054(mouvements: Iterable[Mouvement], *, iban: str, jour: date, message: str) -> bytes:
    """A notice of movements, in version 08: the same entries as a statement, without its balances."""
    entrees = "".join(_entree(mouvement, "08") for mouvement in mouvements)
    quand = f"<CreDtTm>{jour.isoformat()}T22:00:00+01:00</CreDtTm>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">\n'
        f"<BkToCstmrDbtCdtNtfctn>\n<GrpHdr><MsgId>{message}</MsgId>{quand}</GrpHdr>\n"
        f"<Ntfctn><Id>{message}</Id>{quand}<Acct><Id><IBAN>{iban}</IBAN></Id></Acct>\n{entrees}"
        "</Ntfctn>\n</BkToCstmrDbtCdtNtfctn>\n</Document>\n"
    ).encode()


def pain002(refus: Iterable[tuple[str, str]], *, bloc: str) -> bytes:
    """What the bank refuses of a payment block before it settles: references of transactions, each with its reason."""
    lignes = "\n".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        for reference, code in refus
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">\n'
        f"<CstmrPmtStsRpt>\n<GrpHdr><MsgId>R-{bloc}</MsgId></GrpHdr>\n"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{bloc}</OrgnlPmtInfId>\n{lignes}\n"
        "</OrgnlPmtInfAndSts>\n</CstmrPmtStsRpt>\n</Document>\n"
    ).encode()


def _solde(code: str, centimes: int, jour: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_montant(centimes)}{_sens(centimes)}"
        f"<Dt><Dt>{jour.isoformat()}</Dt></Dt></Bal>\n"
    )


def _montant(centimes: int) -> str:
    return f'<Amt Ccy="EUR">{abs(centimes) // 100}.{abs(centimes) % 100:02d}</Amt>'


def _sens(centimes: int) -> str:
    return f"<CdtDbtInd>{'CRDT' if centimes >= 0 else 'DBIT'}</CdtDbtInd>"


def _entree(mouvement: Mouvement, version: str) -> str:
    jour = mouvement.jour.isoformat()
    statut = mouvement.statut if version == "02" else f"<Cd>{mouvement.statut}</Cd>"
    famille = "RCDT" if mouvement.centimes > 0 else "ICDT"
    extourne = "<RvslInd>true</RvslInd>" if mouvement.est_extourne else ""
    details = mouvement.details or (mouvement,)
    lot = f"<Btch>{_si('PmtInfId', mouvement.lot)}<NbOfTxs>{len(details)}</NbOfTxs></Btch>" if mouvement.lot else ""
    frais = _frais(mouvement.frais, version) if mouvement.frais else ""
    return (
        f"<Ntry>{_montant(mouvement.centimes)}{_sens(mouvement.centimes)}{extourne}<Sts>{statut}</Sts>"
        f"<BookgDt><Dt>{jour}</Dt></BookgDt><ValDt><Dt>{jour}</Dt></ValDt>"
        f"{_si('AcctSvcrRef', mouvement.reference_banque)}<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{famille}</Cd>"
        f"<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>{frais}<NtryDtls>{lot}"
        f"{''.join(_detail(detail, version) for detail in details)}</NtryDtls></Ntry>\n"
    )


def _frais(centimes: int, version: str) -> str:
    corps = f"{_montant(centimes)}{_sens(-centimes)}"
    return f"<Chrgs>{corps}</Chrgs>" if version == "02" else f"<Chrgs><Rcrd>{corps}</Rcrd></Chrgs>"


def _detail(detail: Mouvement, version: str) -> str:
    montant = _montant(detail.centimes)
    cote = "Dbtr" if detail.centimes > 0 or detail.motif else "Cdtr"
    nom = _si("Nm", detail.nom)
    partie = f"<{cote}>{nom if version == '02' else f'<Pty>{nom}</Pty>'}</{cote}>"
    compte = f"<{cote}Acct><Id><IBAN>{detail.iban}</IBAN></Id></{cote}Acct>" if detail.iban else ""
    structure = f"<Strd><CdtrRefInf><Ref>{escape(detail.reference)}</Ref></CdtrRefInf></Strd>"
    return (
        f"<TxDtls><Refs>{_si('EndToEndId', detail.end_to_end)}{_si('MndtId', detail.rum)}</Refs>"
        + (f"<AmtDtls><TxAmt>{montant}</TxAmt></AmtDtls>" if version == "02" else f"{montant}{_sens(detail.centimes)}")
        + f"<RltdPties>{partie}{compte}</RltdPties>"
        + f"<RmtInf>{_si('Ustrd', detail.libelle)}{structure if detail.reference else ''}</RmtInf>"
        + (f"<RtrInf><Rsn><Cd>{escape(detail.motif)}</Cd></Rsn></RtrInf>" if detail.motif else "")
        + "</TxDtls>"
    )


def _si(balise: str, texte: str) -> str:
    return f"<{balise}>{escape(texte)}</{balise}>" if texte else ""


def cfonb120(mouvements: Sequence[Mouvement], *, iban: str, solde: int, jour: date) -> bytes:
    """A CFONB120 of one account. What has no place in 31 characters follows in complements."""
    fin = solde + sum(mouvement.centimes for mouvement in mouvements)
    lignes = [_solde_cfonb("01", iban, solde, jour)]
    for mouvement in mouvements:
        sens = "05" if mouvement.centimes > 0 else "06"
        debut = f"{iban[4:9]}    {iban[9:14]}EUR2 {iban[14:25]}{sens}{mouvement.jour:%d%m%y}"
        lignes.append(
            f"04{debut}  {mouvement.jour:%d%m%y}{mouvement.libelle[:31]:31}  "
            f"{mouvement.reference_banque[:7].rjust(7, '0')}  {_montant_cfonb(mouvement.centimes)}{'':16}"
        )
        complements = {
            "NPY": mouvement.nom,
            "LCC": mouvement.libelle[31:101],
            "LCS": mouvement.reference,
            "RCN": mouvement.end_to_end,
            "RUM": mouvement.rum,
        }
        lignes += [f"05{debut}     {code}{texte[:70]:70}  " for code, texte in complements.items() if texte]
    lignes.append(_solde_cfonb("07", iban, fin, jour))
    return "\r\n".join(lignes).encode("cp1252")


def _solde_cfonb(code: str, iban: str, centimes: int, jour: date) -> str:
    return f"{code}{iban[4:9]}    {iban[9:14]}EUR2 {iban[14:25]}  {jour:%d%m%y}{'':50}{_montant_cfonb(centimes)}{'':16}"


def _montant_cfonb(centimes: int) -> str:
    chiffres = f"{abs(centimes):014d}"
    return chiffres[:-1] + (_POSITIFS if centimes >= 0 else _NEGATIFS)[int(chiffres[-1])]
