"""What is read of statement files, and what is refused of them."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from cotisations.banque import camt, cfonb120
from cotisations.banque.fichier import reconnaitre
from cotisations.banque.lu import Debut, FichierRefuse, Fin, Lu, OperationLue
from demonstration.releves import Mouvement, camt053
from demonstration.releves import cfonb120 as ecrire_cfonb

pytestmark = pytest.mark.une_fois

JOUR = date(2026, 11, 20)
IBAN = "FR7600000000000000000000097"
PAYEUR = "FR7612345678901234567890185"


def recu(centimes: int = 50_000, libelle: str = "", **champs: object) -> Mouvement:
    return Mouvement(JOUR, centimes, libelle, **champs)  # type: ignore[arg-type]


def ecrire(*mouvements: Mouvement, version: str = "08", solde: int = 0) -> bytes:
    return b"".join(camt053(mouvements, iban=IBAN, solde=solde, jour=JOUR, version=version))


def lire(octets: bytes) -> list[Lu]:
    return list(camt.lire(BytesIO(octets)))


def operations(octets: bytes) -> list[OperationLue]:
    return [lu for lu in lire(octets) if isinstance(lu, OperationLue)]


def refus(octets: bytes, lecture: Callable[..., object] = camt.lire) -> str:
    with pytest.raises(FichierRefuse) as erreur:
        list(lecture(BytesIO(octets)))  # type: ignore[call-overload]
    return str(erreur.value)


# camt -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("version", ["02", "04", "08"])
def test_chaque_version_dit_la_meme_chose(version: str) -> None:
    virement = recu(
        12_345, "Cotisation  RF12", nom="Alice Fictive", iban=PAYEUR, reference="RF661234567", reference_banque="B1"
    )
    debut, operation, fin = lire(ecrire(virement, version=version, solde=700))
    assert isinstance(debut, Debut)
    assert (debut.compte, debut.solde) == (IBAN, 700)
    assert isinstance(fin, Fin)
    assert (fin.solde, fin.jour) == (13_045, JOUR)
    assert isinstance(operation, OperationLue)
    assert (operation.centimes, operation.jour, operation.libelle) == (12_345, JOUR, "Cotisation RF12")
    assert (operation.contrepartie, operation.iban, operation.reference) == ("Alice Fictive", PAYEUR, "RF661234567")
    assert operation.end_to_end == ""  # NOTPROVIDED
    assert operation.code == "PMNT-RCDT-ESCT"


@pytest.mark.parametrize("version", ["02", "08"])
def test_chaque_transaction_d_une_entree_est_une_operation(version: str) -> None:
    retours = tuple(
        recu(-centimes, motif=motif, rum=f"RUM-{motif}", end_to_end=f"P{centimes}")
        for centimes, motif in ((1_000, "AM04"), (2_000, "AC04"), (3_000, "MD01"))
    )
    lues = operations(ecrire(recu(-6_000, lot="LOT-1", details=retours), version=version))
    assert [(une.centimes, une.motif, une.rum) for une in lues] == [
        (-1_000, "AM04", "RUM-AM04"),
        (-2_000, "AC04", "RUM-AC04"),
        (-3_000, "MD01", "RUM-MD01"),
    ]
    assert {une.lot for une in lues} == {"LOT-1"}
    assert "TxDtls 3" in lues[2].ou


@pytest.mark.parametrize("version", ["02", "08"])
def test_les_frais_gardes_sur_une_entree_sont_une_operation_a_part(version: str) -> None:
    retour = recu(-1_000, motif="AM04")
    lues = operations(ecrire(recu(-1_150, frais=150, details=(retour,)), version=version))
    assert [(une.centimes, une.est_frais) for une in lues] == [(-1_000, False), (-150, True)]


def test_une_entree_qui_n_est_pas_la_somme_de_ses_transactions_est_refusee() -> None:
    dit = refus(ecrire(recu(-1_150, details=(recu(-1_000),))))
    assert "Ntry 1" in dit
    assert "somme de ses transactions" in dit


def test_un_lot_sans_detail_est_une_operation_qui_en_vaut_plusieurs() -> None:
    entree = b"<NtryDtls><Btch><PmtInfId>LOT-1</PmtInfId><NbOfTxs>250</NbOfTxs></Btch></NtryDtls>"
    octets = ecrire(recu(50_000))
    debut, fin = octets.index(b"<NtryDtls>"), octets.index(b"</NtryDtls>") + len(b"</NtryDtls>")
    (lue,) = operations(octets[:debut] + entree + octets[fin:])
    assert (lue.lot, lue.nombre, lue.centimes) == ("LOT-1", 250, 50_000)


def test_seules_les_entrees_comptabilisees_comptent() -> None:
    assert operations(ecrire(recu(1_000, statut="PDNG"), recu(2_000, statut="INFO"))) == []


def test_une_extourne_va_dans_le_sens_ou_l_argent_va() -> None:
    (lue,) = operations(ecrire(recu(-1_000, est_extourne=True)))
    assert (lue.centimes, lue.est_extourne) == (-1_000, True)


def test_un_motif_inconnu_est_lu_comme_il_est_ecrit() -> None:
    (lue,) = operations(ecrire(recu(-1_000, motif="ZZ99")))
    assert lue.motif == "ZZ99"


def test_un_camt_054_se_lit_sans_solde() -> None:
    octets = ecrire(recu()).replace(b"camt.053", b"camt.054").replace(b"Stmt>", b"Ntfctn>")
    octets = octets.replace(b"<Bal>", b"<Autre>").replace(b"</Bal>", b"</Autre>")
    debut, _, fin = lire(octets)
    assert isinstance(debut, Debut)
    assert isinstance(fin, Fin)
    assert (debut.solde, fin.solde) == (None, None)


BON = ecrire(recu())
RIRES = b'<!DOCTYPE lolz [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;">]>'


@pytest.mark.parametrize(
    ("octets", "attendu"),
    [
        (BON[:-40], "tronqué ou mal formé"),
        (BON[: len(BON) // 2], "tronqué ou mal formé"),
        (b"", "tronqué ou mal formé"),
        (BON.replace(b"<Document", RIRES + b"<Document", 1), "DOCTYPE"),
        (BON.replace(b"<Document", b'<!doctype a SYSTEM "file:///etc/passwd"><Document', 1), "DOCTYPE"),
        (BON.decode().encode("utf-16"), "encodage"),
        (BON.replace(b'"UTF-8"', b'"UTF-7"'), "encodage"),
        (BON.replace(b"camt.053", b"camt.052"), "ni un camt.053 ni un camt.054"),
        (BON.replace(b"camt.053", b"pain.008"), "ni un camt.053 ni un camt.054"),
        (b'<?xml version="1.0"?><html/>', "aucun relevé"),
        (BON.replace(b'Ccy="EUR"', b'Ccy="USD"'), "devise"),
        (BON.replace(b">500.00<", b">5e2<"), "Ntry 1 (ligne 8) : montant illisible"),
        (BON.replace(b">500.00<", b">500.001<"), "montant illisible"),
        (BON.replace(b">500.00<", b">-500.00<"), "montant illisible"),
        (BON.replace(b"<BookgDt><Dt>2026-11-20", b"<BookgDt><Dt>2026-02-30"), "date illisible"),
        (BON.replace(b"<BookgDt>", b"<X>").replace(b"</BookgDt>", b"</X>"), "sans date comptable"),
        (BON.replace(b"CRDT</CdtDbtInd><Sts>", b"XXXX</CdtDbtInd><Sts>"), "sens"),
        (
            BON.replace(b"<Ntry>", b"<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry><Ntry>"),
            "1 opérations lues, 2 annoncées",
        ),
    ],
)  # fmt: skip
def test_un_camt_fautif_est_refuse_et_dit_ou(octets: bytes, attendu: str) -> None:
    assert attendu in refus(octets)


def test_un_fichier_trop_grand_est_refuse() -> None:
    with pytest.raises(FichierRefuse, match="trop grand"):
        list(camt.lire(BytesIO(BON), taille_max=len(BON) - 1))


def test_une_declaration_de_dtd_a_cheval_sur_deux_lectures_est_vue() -> None:
    class ParOctet(BytesIO):
        def read(self, taille: int | None = -1) -> bytes:
            return super().read(3)

    octets = BON.replace(b"<Document", RIRES + b"<Document", 1)
    with pytest.raises(FichierRefuse, match="DOCTYPE"):
        list(camt.lire(ParOctet(octets)))


# CFONB120 ---------------------------------------------------------------------------------------
def cfonb(*mouvements: Mouvement, solde: int = 700) -> bytes:
    return ecrire_cfonb(mouvements, iban=IBAN, solde=solde, jour=JOUR)


def test_un_cfonb_dit_ses_operations_et_leurs_complements() -> None:
    long = "VIREMENT DE COTISATION DU SECOND SEMESTRE RF66 1234 567"
    virement = recu(12_345, long, nom="ALICE FICTIVE", reference_banque="B1", reference="RF661234567")
    rejet = recu(-2_000, "REJET", rum="RUM1", end_to_end="P1")
    debut, premiere, seconde, fin = list(cfonb120.lire(BytesIO(cfonb(virement, rejet))))
    assert debut == Debut(IBAN[4:25], "", 700, JOUR, "ligne 1")
    assert isinstance(premiere, OperationLue)
    assert (premiere.centimes, premiere.contrepartie) == (12_345, "ALICE FICTIVE")
    assert premiere.libelle.replace(" ", "") == long.replace(" ", "")
    assert (premiere.reference, premiere.reference_banque, premiere.ou) == ("RF661234567", "00000B1", "ligne 2")
    assert isinstance(seconde, OperationLue)
    assert (seconde.centimes, seconde.rum, seconde.end_to_end) == (-2_000, "RUM1", "P1")
    assert isinstance(fin, Fin)
    assert fin.solde == 700 + 12_345 - 2_000


def test_un_cfonb_abime_par_un_editeur_se_lit_quand_meme() -> None:
    propre = cfonb(recu(1_000, "UN"), recu(2_000, "DEUX"))
    courtes = b"\n\n".join(ligne.rstrip() for ligne in propre.splitlines())
    abime = b"\xef\xbb\xbf" + courtes + b"\r\n\x1a\r\n"
    attendues = [lu for lu in cfonb120.lire(BytesIO(propre)) if isinstance(lu, OperationLue)]
    lues = [lu for lu in cfonb120.lire(BytesIO(abime)) if isinstance(lu, OperationLue)]
    assert [(une.centimes, une.libelle) for une in lues] == [(une.centimes, une.libelle) for une in attendues]
    assert len(lues) == 2


LIGNES = cfonb(recu(1_000, "SECRET DU PAYEUR", nom="PAYEUR")).splitlines()


@pytest.mark.parametrize(
    ("lignes", "attendu"),
    [
        (LIGNES[:-1], "fin du fichier : le relevé est tronqué"),
        (LIGNES[1:], "ligne 1 : ligne hors d’un relevé"),
        ([LIGNES[0], *LIGNES], "ligne 2 : ligne hors d’un relevé, ou relevé commencé"),
        ([LIGNES[0], b"05" + LIGNES[2][2:]], "ligne 2 : complément sans opération"),
        ([LIGNES[0], b"99" + LIGNES[1][2:]], "ligne 2 : code d’enregistrement inconnu"),
        ([LIGNES[0], LIGNES[1].replace(b"EUR2", b"USD2")], "ligne 2 : montant dans une autre devise"),
        ([LIGNES[0], LIGNES[1].replace(b"EUR2", b"EUR3")], "ligne 2 : ligne illisible"),
        ([LIGNES[0], LIGNES[1].replace(b"201126", b"310226")], "ligne 2 : ligne illisible"),
        ([LIGNES[0], LIGNES[1][:90] + b"?" * 30], "ligne 2 : ligne illisible"),
        ([LIGNES[0], LIGNES[1] + b"X"], "ligne 2 : ce n’est pas une ligne de 120 caractères"),
        ([LIGNES[0], LIGNES[1][:60] + b"\0" + LIGNES[1][61:]], "ligne 2 : ce n’est pas une ligne"),
        ([LIGNES[0], LIGNES[1].replace(b"00000000000", b"99999999999", 1)], "ligne 2 : ligne d’un autre compte"),
        ([], "le fichier est vide"),
    ],
)
def test_un_cfonb_fautif_est_refuse_et_dit_la_ligne_sans_la_citer(lignes: list[bytes], attendu: str) -> None:
    dit = refus(b"\r\n".join(lignes), cfonb120.lire)
    assert dit.startswith(attendu) or attendu in dit
    assert "PAYEUR" not in dit


# Which of both ----------------------------------------------------------------------------------
def test_le_format_se_reconnait() -> None:
    assert reconnaitre(BytesIO(b"\xef\xbb\xbf" + BON)).format == "camt"
    assert reconnaitre(BytesIO(cfonb(recu()))).format == "cfonb"
    for autre in (b"", b"%PDF-1.7", b"PK\x03\x04", b"numero;cle\n"):
        with pytest.raises(FichierRefuse, match="ni un relevé camt"):
            reconnaitre(BytesIO(autre))
