"""Reading camt.053 (statements) and camt.054 (notices), every version, as a stream.

An entry (`Ntry`) may hold several transactions: each becomes an operation. Banks differ on where they say things;
what was met is written next to each field. The file is hostile until read: no DTD, no entity, no network.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO

from django.utils import timezone
from lxml import etree

from cotisations.banque.lu import Debut, FichierRefuse, Fin, Lu, OperationLue

TAILLE_MAX = 256_000_000  # bytes
_FAMILLES = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.05[34]\.001\.\d\d\}Document")
_DECLARATION = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_ENCODAGES = frozenset({b"utf-8", b"us-ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252"})
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MONTANT = re.compile(r"(\d{1,13})(?:\.(\d{1,5}))?")
_DATE = re.compile(r"^(\d{4}-\d\d-\d\d)[TZ+-].*$")
_RELEVES = ("{*}Stmt", "{*}Ntfctn")
_OUVRENT, _FERMENT = ("OPBD", "PRCD"), ("CLBD",)
_AVEC_DTD = "un relevé n’en a pas"
_VIDE = "NOTPROVIDED"
_CHIFFRES = 15
Element = etree._Element


def lire(fichier: BinaryIO, *, taille_max: int = TAILLE_MAX) -> Iterator[Lu]:
    """What a camt.053 or camt.054 says, in order. Raises `FichierRefuse`, possibly after having yielded."""
    evenements = etree.iterparse(
        _Source(fichier, taille_max),
        events=("start", "end"),
        tag=(*_RELEVES, "{*}Ntry"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _lire(evenements)
    except etree.XMLSyntaxError as defaut:
        ligne = f"ligne {defaut.lineno}" if defaut.lineno else ""
        raise FichierRefuse(ligne, "le fichier XML est tronqué ou mal formé") from defaut


def _lire(evenements: Iterator[tuple[str, Element]]) -> Iterator[Lu]:
    releve: _Releve | None = None
    nombre = 0
    for evenement, element in evenements:
        if evenement == "end":
            if releve is not None:
                yield from releve.lire(element)
        elif etree.QName(element).localname != "Ntry":
            _exiger_camt(element.getroottree())
            nombre += 1
            releve = _Releve(nombre, element)
    if not nombre:
        raise FichierRefuse("Document", "aucun relevé de compte : ce n’est ni un camt.053 ni un camt.054")


class _Releve:
    """One `Stmt` or `Ntfctn`. Its balances come before its entries."""

    def __init__(self, rang: int, element: Element) -> None:
        self._nom = f"{etree.QName(element).localname} {rang}"
        self._element = element
        self._debut: Debut | None = None
        self._entrees = 0

    def lire(self, element: Element) -> Iterator[Lu]:
        """An entry, or the end of the statement; then frees what was read."""
        yield from self._ouvrir()
        yield from self._entree(element) if etree.QName(element).localname == "Ntry" else self._fermer()
        _oublier(element)

    def _entree(self, ntry: Element) -> Iterator[Lu]:
        self._entrees += 1
        yield from _operations(ntry, f"{self._nom}, Ntry {self._entrees} (ligne {ntry.sourceline})")

    def _fermer(self) -> Iterator[Lu]:
        annonce = _texte(self._element, "TxsSummry/TtlNtries/NbOfNtries")
        if annonce and _entier(annonce) != self._entrees:
            raise FichierRefuse(self._nom, f"{self._entrees} opérations lues, {annonce[:_CHIFFRES]} annoncées")
        solde, le = self._solde(_FERMENT)
        yield Fin(solde, le, self._nom)

    def _ouvrir(self) -> Iterator[Debut]:
        if self._debut is None:
            solde, le = self._solde(_OUVRENT)
            compte = _texte(self._element, "Acct/Id/IBAN") or _texte(self._element, "Acct/Id/Othr/Id")
            self._debut = Debut(_serre(compte), _texte(self._element, "Id"), solde, le, self._nom)
            yield self._debut

    def _solde(self, codes: tuple[str, ...]) -> tuple[int | None, date | None]:
        """The first balance of the kind that comes first in `codes`."""
        for code in codes:
            for bal in self._element.iterfind("{*}Bal"):
                if _texte(bal, "Tp/CdOrPrtry/Cd") == code:
                    ou = f"{self._nom}, Bal {code}"
                    return _signe(bal, ou) * _centimes(bal.find("{*}Amt"), ou), _date(bal, "Dt", ou)
        return None, None


def _operations(ntry: Element, ou: str) -> Iterator[OperationLue]:
    if (_texte(ntry, "Sts/Cd") or _texte(ntry, "Sts")) != "BOOK":  # .08, then .02
        return
    total = _signe(ntry, ou) * _centimes(ntry.find("{*}Amt"), ou)
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
    if sum(_centimes(montant, ou) for montant in annonces) != abs(reste):
        raise FichierRefuse(ou, "son montant n’est pas la somme de ses transactions")
    return OperationLue(
        ou=f"{ou}, Chrgs",
        jour=_jour_comptable(ntry, ou),
        centimes=reste,
        reference_banque=_texte(ntry, "AcctSvcrRef"),
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
        jour_valeur=_date(ntry, "ValDt", ou),
        code=_code(tx) or _code(ntry),
        reference_banque=_texte(refs, "AcctSvcrRef") or _texte(ntry, "AcctSvcrRef"),
        end_to_end=_fourni(_texte(refs, "EndToEndId")) if tx is not ntry else "",
        rum=_fourni(_texte(refs, "MndtId")) if tx is not ntry else "",
        lot=_fourni(_texte(refs, "PmtInfId") or _texte(ntry, "NtryDtls/Btch/PmtInfId")),
        nombre=nombre,
        reference=_texte(tx, "RmtInf/Strd/CdtrRefInf/Ref"),
        libelle=_textes(tx, "RmtInf/Ustrd") or _texte(tx, "AddtlTxInf") or _texte(ntry, "AddtlNtryInf"),
        contrepartie=_texte(tx, f"RltdPties/{cote}/Pty/Nm") or _texte(tx, f"RltdPties/{cote}/Nm"),  # .08, then .02
        iban=_serre(_texte(tx, f"RltdPties/{cote}Acct/Id/IBAN")),
        motif=_texte(retour, "Rsn/Cd") or _texte(retour, "Rsn/Prtry"),
        motif_texte=_textes(retour, "AddtlInf"),
        est_extourne=_texte(ntry, "RvslInd") in {"true", "1"},
    )


def _montant_du_detail(tx: Element, ntry: Element, ou: str) -> int | None:
    """Signed cents of a transaction; `None` when the bank does not say. `.08`: Amt; `.02`: AmtDtls/TxAmt/Amt."""
    montant = tx.find("{*}Amt")
    if montant is None:
        montant = tx.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    if montant is None:
        return None
    porteur = tx if tx.find("{*}CdtDbtInd") is not None else ntry
    return _signe(porteur, ou) * _centimes(montant, ou)


def _nombre(ntry: Element, details: list[Element]) -> int:
    """How many transactions an operation stands for."""
    return _entier(_texte(ntry, "NtryDtls/Btch/NbOfTxs")) or max(len(details), 1)


def _entier(texte: str) -> int | None:
    """`Max15NumericText`; `None` for anything else."""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) <= _CHIFFRES else None


def _jour_comptable(ntry: Element, ou: str) -> date:
    le = _date(ntry, "BookgDt", ou)
    if le is None:
        raise FichierRefuse(ou, "sans date comptable")
    return le


def _code(element: Element) -> str:
    """`PMNT-RCDT-ESCT`, or what the bank writes of its own."""
    domaine = element.find("{*}BkTxCd/{*}Domn")
    if domaine is None:
        return _texte(element, "BkTxCd/Prtry/Cd")
    return "-".join(
        filter(None, [_texte(domaine, "Cd"), _texte(domaine, "Fmly/Cd"), _texte(domaine, "Fmly/SubFmlyCd")])
    )


def _texte(element: Element | None, chemin: str) -> str:
    """The text at `chemin`, whatever the namespace, on one line; empty when there is none."""
    if element is None:
        return ""
    return _une_ligne(element.findtext(_absolu(chemin)) or "")


def _textes(element: Element | None, chemin: str) -> str:
    if element is None:
        return ""
    return _une_ligne(" ".join(trouve.text or "" for trouve in element.iterfind(_absolu(chemin))))


def _absolu(chemin: str) -> str:
    if chemin not in _CHEMINS:
        _CHEMINS[chemin] = "/".join(f"{{*}}{pas}" for pas in chemin.split("/"))
    return _CHEMINS[chemin]


_CHEMINS: dict[str, str] = {}  # the few dozens written above


def _une_ligne(texte: str) -> str:
    return " ".join(texte.split())


def _serre(texte: str) -> str:
    return texte.replace(" ", "").upper()


def _fourni(texte: str) -> str:
    return "" if texte.upper() == _VIDE else texte


def _signe(element: Element, ou: str) -> int:
    """The direction in which money went. `RvslInd` changes nothing to it: it says of what the entry is the reverse."""
    sens = _texte(element, "CdtDbtInd")
    if sens not in {"CRDT", "DBIT"}:
        raise FichierRefuse(ou, "sens (CdtDbtInd) absent ou inconnu")
    return 1 if sens == "CRDT" else -1


def _centimes(montant: Element | None, ou: str) -> int:
    if montant is None:
        raise FichierRefuse(ou, "sans montant")
    if montant.get("Ccy") != "EUR":
        raise FichierRefuse(ou, "montant dans une autre devise que l’euro")
    lu = _MONTANT.fullmatch((montant.text or "").strip())
    if lu is None or (lu[2] or "").ljust(2, "0")[2:].strip("0"):
        raise FichierRefuse(ou, "montant illisible")
    return int(lu[1]) * 100 + int((lu[2] or "").ljust(2, "0")[:2])


def _date(element: Element, champ: str, ou: str) -> date | None:
    texte = _texte(element, f"{champ}/Dt") or _texte(element, f"{champ}/DtTm")
    if not texte:
        return None
    try:
        moment = datetime.fromisoformat(texte) if "T" in texte else None
        if moment and moment.tzinfo:  # booked at 23:30 UTC is booked on the next day here
            return timezone.localdate(moment)
        return date.fromisoformat(_DATE.sub(r"\1", texte))
    except ValueError as defaut:
        raise FichierRefuse(ou, f"date illisible ({champ})") from defaut


def _exiger_camt(arbre: etree._ElementTree) -> None:
    """Raises `FichierRefuse` before anything is read of a file that is not what we read."""
    if bool(arbre.docinfo.internalDTD):
        raise FichierRefuse("DOCTYPE", _AVEC_DTD)
    if not _FAMILLES.fullmatch(str(arbre.getroot().tag)):
        raise FichierRefuse("Document", "ce n’est ni un camt.053 ni un camt.054")


def _oublier(element: Element) -> None:
    """Frees what was read, and what came before it."""
    parent = element.getparent()
    element.clear()
    if parent is not None and etree.QName(element).localname == "Ntry":
        parent.remove(element)


class _Source:
    """The bytes, never more than allowed, in an encoding where a DTD shows, and none that would start one."""

    def __init__(self, fichier: BinaryIO, taille_max: int) -> None:
        self._fichier, self._reste, self._queue = fichier, taille_max, b""
        self._est_debut = True

    def read(self, taille: int = -1) -> bytes:
        octets = self._fichier.read(taille)
        self._reste -= len(octets)
        if self._reste < 0:
            raise FichierRefuse("", "fichier trop grand")
        if b"\0" in octets or (self._est_debut and not _encodage_permis(octets)):
            raise FichierRefuse("ligne 1", "encodage inattendu : un relevé est en UTF-8")
        if _DTD.search(self._queue + octets):
            raise FichierRefuse("DOCTYPE", _AVEC_DTD)
        self._est_debut, self._queue = False, octets[-10:]
        return octets


def _encodage_permis(debut: bytes) -> bool:
    declare = _DECLARATION.match(debut)
    return declare is None or declare[1].lower() in _ENCODAGES
