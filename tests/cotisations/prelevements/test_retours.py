"""What comes back from the bank, in the files that tell it, once each."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from accounts.envois.composition import composer
from accounts.models import Compte, Envoi
from cotisations.banque.lu import FichierRefuse
from cotisations.enums import Nature
from cotisations.models import (
    Ecriture,
    FichierDeRetours,
    LotDePrelevements,
    MandatSepa,
    Prelevement,
    RetourDePrelevement,
)
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.importation import TAILLE_MAX, DejaImporte, importer_retours
from cotisations.prelevements.motifs import SuiteMandat, codes_connus, motif_du_code
from tests.cotisations.prelevements.fabrique import AUTRE_IBAN, affilies_a_prelever, agents, lot_transmis
from tests.cotisations.prelevements.test_lots import payer
from tests.harnais.course import courir

JOUR = date(2026, 12, 7)
pytestmark = pytest.mark.django_db


def pain002(*refus: tuple[str, str], groupe: str = "PART", lot: str = "LOT-2026-000001") -> bytes:
    """What a bank writes: a group, a block, and the refused transactions (reference, reason)."""
    lignes = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{ref}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        for ref, code in refus
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">'
        "<CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-12-03T10:00:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{lot}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>"
        f"<GrpSts>{groupe}</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{lot}-1</OrgnlPmtInfId>{lignes}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def camt054(*mouvements: str, suffixe: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">'
        f"<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>N{suffixe}</MsgId><CreDtTm>2026-12-09T10:00:00</CreDtTm></GrpHdr>"
        f"<Ntfctn><Id>N{suffixe}</Id><Acct><Id><IBAN>FR7600000000000000000000097</IBAN></Id></Acct>"
        f"{''.join(mouvements)}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def debit(ref: str, code: str, euros: str = "500.00", *, le: str = "2026-12-09", frais: str = "") -> str:
    total = f"{float(euros) + float(frais or 0):.2f}"
    charges = f'<Chrgs><Rcrd><Amt Ccy="EUR">{frais}</Amt></Rcrd></Chrgs>' if frais else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{total}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{le}</Dt></BookgDt>{charges}<NtryDtls><TxDtls><Refs><EndToEndId>{ref}</EndToEndId></Refs>"
        f'<Amt Ccy="EUR">{euros}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
        f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>"
    )


def credit(lot: LotDePrelevements, euros: str, le: str = "2026-12-08") -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{euros}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{le}</Dt></BookgDt><NtryDtls><Btch><PmtInfId>{lot.reference_du_paiement}</PmtInfId>"
        "<NbOfTxs>3</NbOfTxs></Btch></NtryDtls></Ntry>"
    )


@pytest.fixture
def deux() -> tuple[Compte, Compte]:
    return agents()


@pytest.fixture
def lignes(deux: tuple[Compte, Compte]) -> list[Prelevement]:
    """Three lines at the bank."""
    affilies_a_prelever(3, JOUR, deux[0])
    return list(lot_transmis(JOUR, *deux).prelevements.select_related("dossier", "mandat").order_by("pk"))


def prendre(octets: bytes, par: Compte | None = None) -> tuple[int, int, int]:
    bilan = importer_retours(octets=octets, nom="retours.xml", par=par)
    return bilan.retours, bilan.deja, bilan.a_examiner


def solde(ligne: Prelevement) -> int:
    return Ecriture.objects.du_dossier(ligne.dossier).solde_centimes()


def encaisser(lignes: list[Prelevement], par: Compte) -> None:
    lot = LotDePrelevements.objects.get()
    encaisser_lot(lot=lot, le=date(2026, 12, 8), centimes=50_000 * len(lignes), par=par)


# Before it settles -------------------------------------------------------------------------------


def test_un_rejet_avant_reglement_ne_touche_pas_le_compte(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    rejetee = lignes[0]
    assert prendre(pain002((rejetee.end_to_end, "AM04"))) == (1, 0, 0)
    rejetee.refresh_from_db()
    assert (rejetee.etat, solde(rejetee)) == ("rejete", -50_000)
    lot = LotDePrelevements.objects.get()
    encaisser_lot(lot=lot, le=JOUR, centimes=100_000, par=deux[0])
    assert [solde(ligne) for ligne in lignes] == [-50_000, 0, 0]


def test_tout_le_lot_refuse_rend_ses_lignes(lignes: list[Prelevement]) -> None:
    importer_retours(octets=pain002(groupe="RJCT"), nom="x", par=None)
    lot = LotDePrelevements.objects.get()
    assert (lot.etat, lot.motif) == ("rejete", "refusé par la banque (FF01)")
    assert {(une.etat, une.lot_id, une.montant_centimes) for une in Prelevement.objects.all()} == {
        ("prenotifie", None, None)
    }


def test_un_lot_inconnu_est_a_examiner(lignes: list[Prelevement]) -> None:
    assert prendre(pain002(groupe="RJCT", lot="LOT-2026-000099")) == (1, 0, 1)
    assert {une.etat for une in Prelevement.objects.all()} == {"transmis"}


def test_passee_l_heure_de_la_banque_le_lot_refuse_est_annonce_pour_un_autre_jour(
    lignes: list[Prelevement], horloge: time_machine.Traveller, settings: Settings
) -> None:
    """Announced again at once, whatever the number of presentations allowed: no payer's bank refused it."""
    settings.PRELEVEMENTS_REPRESENTATIONS = 1
    payer(lignes[0], 50_000)
    MandatSepa.objects.filter(pk=lignes[1].mandat_id).update(etat="revoque", fini_le=timezone.now())
    horloge.move_to("2026-12-03T09:00:00+00:00")
    importer_retours(octets=pain002(groupe="RJCT"), nom="x", par=None)
    assert {une.etat for une in Prelevement.objects.filter(pk__in=[une.pk for une in lignes])} == {"retire"}
    reprise = Prelevement.objects.get(represente__isnull=False)
    assert (reprise.represente, reprise.date_prelevement, reprise.annonce_le) == (
        lignes[2], date(2026, 12, 17), date(2026, 12, 3),
    )  # fmt: skip
    assert Envoi.objects.filter(genre="prelevements-annonces", dossier=lignes[2].dossier).exists()
    lot_transmis(reprise.date_prelevement, *agents())
    prendre(pain002((reprise.end_to_end, "AM04"), lot="LOT-2026-000002"))
    assert Prelevement.objects.filter(represente=reprise).exists()


def test_un_fichier_recu_deux_fois_ne_rend_pas_ses_lignes(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    """Uploaded twice: the bank refuses the second (AM05), and takes the first."""
    double = pain002(groupe="RJCT").replace(b"FF01", b"AM05")
    assert prendre(double) == (1, 0, 1)
    assert prendre(pain002((lignes[0].end_to_end, "AM05"))) == (1, 0, 1)
    assert {une.etat for une in Prelevement.objects.all()} == {"transmis"}
    encaisser(lignes, deux[0])
    assert [solde(ligne) for ligne in lignes] == [0, 0, 0]


# After ------------------------------------------------------------------------------------------


def test_un_retour_reprend_l_argent_une_fois(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    """Told by camt.054, then by another camt.054, then by pain.002: one écriture."""
    encaisser(lignes, deux[0])
    ref = lignes[0].end_to_end
    assert prendre(camt054(debit(ref, "AC04"))) == (1, 0, 0)
    assert prendre(camt054(debit(ref, "AC04"), suffixe="2")) == (0, 1, 0)
    assert prendre(pain002((ref, "AC04"))) == (0, 1, 0)
    rejet = Ecriture.objects.get(nature=Nature.REJET)
    assert (rejet.cle, rejet.montant_centimes) == (f"prelevement:{lignes[0].public_id.hex}:rejet:1", -50_000)
    assert rejet.date_operation == date(2026, 12, 9)
    assert solde(lignes[0]) == -50_000
    assert Prelevement.objects.get(pk=lignes[0].pk).etat == "retourne"


def test_un_autre_motif_pour_la_meme_ligne_va_a_un_agent(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    encaisser(lignes, deux[0])
    ref = lignes[0].end_to_end
    prendre(camt054(debit(ref, "AC04")))
    assert prendre(camt054(debit(ref, "MD06"), suffixe="2")) == (1, 0, 1)
    assert Ecriture.objects.filter(nature=Nature.REJET).count() == 1


def test_les_frais_de_la_banque_ne_sont_a_personne(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    encaisser(lignes, deux[0])
    prendre(camt054(debit(lignes[0].end_to_end, "AC04", frais="12.00")))
    assert Ecriture.objects.get(nature=Nature.REJET).montant_centimes == -50_000


def test_un_remboursement_treize_mois_apres(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    encaisser(lignes, deux[0])
    assert prendre(camt054(debit(lignes[0].end_to_end, "MD06", le="2028-01-05"))) == (1, 0, 1)
    assert Prelevement.objects.get(pk=lignes[0].pk).etat == "rembourse"
    assert solde(lignes[0]) == -50_000


@pytest.mark.parametrize(
    ("ref", "euros", "dit"),
    [("INCONNUE", "500.00", "référence inconnue"), ("", "499.99", "le montant n’est pas celui du prélèvement")],
)
def test_ce_qui_ne_ressemble_a_rien_est_garde(
    lignes: list[Prelevement], deux: tuple[Compte, Compte], ref: str, euros: str, dit: str
) -> None:
    encaisser(lignes, deux[0])
    assert prendre(camt054(debit(ref or lignes[0].end_to_end, "AM04", euros))) == (1, 0, 1)
    assert RetourDePrelevement.objects.get().anomalie == dit
    assert not Ecriture.objects.filter(nature=Nature.REJET).exists()


def test_le_credit_du_lot_vient_de_la_banque(lignes: list[Prelevement]) -> None:
    lot = LotDePrelevements.objects.get()
    bilan = importer_retours(octets=camt054(credit(lot, "1500.00")), nom="x", par=None)
    assert (bilan.lots, [solde(ligne) for ligne in lignes]) == (1, [0, 0, 0])
    assert Ecriture.objects.filter(nature=Nature.PRELEVEMENT, date_operation=date(2026, 12, 8)).count() == 3


def test_un_credit_d_une_autre_somme_attend_un_agent(lignes: list[Prelevement]) -> None:
    lot = LotDePrelevements.objects.get()
    assert prendre(camt054(credit(lot, "1499.00"))) == (1, 0, 1)
    assert (LotDePrelevements.objects.get().etat, solde(lignes[0])) == ("transmis", -50_000)


# What follows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "etat"),
    [
        ("AM04", "actif"), ("MS02", "actif"), ("MD01", "revoque"), ("AC04", "suspendu"), ("AC06", "suspendu"),
        ("AC01", "suspendu"), ("AG01", "suspendu"), ("AC13", "suspendu"), ("RC01", "suspendu"), ("MD07", "clos"),
        ("MS03", "actif"), ("ZZ99", "actif"), ("", "actif"),
    ],
)  # fmt: skip
def test_chaque_motif_a_sa_suite(lignes: list[Prelevement], code: str, etat: str) -> None:
    prendre(pain002((lignes[0].end_to_end, code)))
    assert MandatSepa.objects.get(pk=lignes[0].mandat_id).etat == etat
    reprises = Prelevement.objects.filter(represente=lignes[0])
    assert reprises.exists() is (code == "AM04")
    envois = Envoi.objects.filter(genre="prelevement-rejete", dossier=lignes[0].dossier)
    corps = [composer(envoi).body for envoi in envois] if code != "MD07" else []
    assert all(motif_du_code(code).phrase in texte for texte in corps)


def test_une_provision_absente_est_representee_une_fois(lignes: list[Prelevement], settings: Settings) -> None:
    prendre(pain002((lignes[0].end_to_end, "AM04")))
    reprise = Prelevement.objects.get(represente=lignes[0])
    assert (reprise.date_prelevement, reprise.etat) == (date(2026, 12, 7), "prenotifie")  # 14 days from 22 November
    assert reprise.annonce_le == timezone.localdate()
    assert reprise.end_to_end != lignes[0].end_to_end
    assert Envoi.objects.filter(genre="prelevements-annonces", dossier=lignes[0].dossier).exists()
    lot = lot_transmis(reprise.date_prelevement, *agents())
    assert lot.nombre == 1
    prendre(pain002((reprise.end_to_end, "AM04")))
    assert not Prelevement.objects.filter(represente=reprise).exists()


@pytest.mark.une_fois
def test_tout_motif_connu_se_dit_en_francais() -> None:
    for code in codes_connus():
        motif = motif_du_code(code)
        assert motif.phrase
        assert motif.suite or motif.mandat is SuiteMandat.CLORE
    assert motif_du_code("ZZ99").a_examiner


# Files -------------------------------------------------------------------------------------------


def test_le_meme_fichier_ne_s_importe_qu_une_fois(lignes: list[Prelevement]) -> None:
    octets = pain002((lignes[0].end_to_end, "AM04"))
    prendre(octets)
    with pytest.raises(DejaImporte):
        prendre(octets)
    assert FichierDeRetours.objects.count() == 1


@pytest.mark.parametrize(
    "alterer",
    [
        lambda octets: octets[: len(octets) // 2],
        lambda octets: octets.replace(b"<Document", b"<!DOCTYPE d [<!ENTITY a 'b'>]><Document", 1),
        lambda octets: octets.replace(b"pain.002.001.10", b"pain.001.001.09"),
        lambda octets: b"",
        lambda octets: b"pas du XML",
        lambda octets: octets.replace(b"<OrgnlEndToEndId>", b"<OrgnlEndToEndId>NOTPROVIDED</OrgnlEndToEndId><Autre>")
        .replace(b"</OrgnlEndToEndId><TxSts>", b"</Autre><TxSts>"),
    ],
    ids=["tronqué", "DOCTYPE", "étranger", "vide", "texte", "sans référence"],
)  # fmt: skip
def test_un_fichier_faux_n_importe_rien(lignes: list[Prelevement], alterer: object) -> None:
    octets = alterer(pain002((lignes[0].end_to_end, "AM04"), (lignes[1].end_to_end, "AC04")))  # type: ignore[operator]
    with pytest.raises(FichierRefuse):
        prendre(octets)
    assert {une.etat for une in Prelevement.objects.all()} == {"transmis"}
    assert not FichierDeRetours.objects.exists()


def test_les_mouvements_d_un_autre_compte_sont_refuses(lignes: list[Prelevement]) -> None:
    octets = camt054(debit(lignes[0].end_to_end, "AM04")).replace(settings.CAISSE_IBAN.encode(), AUTRE_IBAN.encode())
    with pytest.raises(FichierRefuse, match="n’est pas un de ceux de la caisse") as refus:
        prendre(octets)
    assert refus.value.ou
    assert {une.etat for une in Prelevement.objects.all()} == {"transmis"}
    assert not FichierDeRetours.objects.exists()


@pytest.mark.parametrize("reste", [0.3, 0.6, 0.9])
def test_un_camt_054_tronque_ne_dit_rien(lignes: list[Prelevement], reste: float) -> None:
    octets = camt054(*(debit(une.end_to_end, "AM04") for une in lignes))
    with pytest.raises(FichierRefuse, match="tronqué ou mal formé"):
        prendre(octets[: int(len(octets) * reste)])
    assert {une.etat for une in Prelevement.objects.all()} == {"transmis"}
    assert not FichierDeRetours.objects.exists()


def test_un_fichier_trop_grand_n_est_pas_lu() -> None:
    with pytest.raises(FichierRefuse, match="trop grand"):
        prendre(b" " * (TAILLE_MAX + 1))


def test_la_commande_importe_et_refuse(lignes: list[Prelevement], tmp_path: Path) -> None:
    fichier = tmp_path / "retours.xml"
    fichier.write_bytes(pain002((lignes[0].end_to_end, "AM04")))
    call_command("importer_retours", str(fichier), verbosity=0)
    with pytest.raises(CommandError, match="déjà importé"):
        call_command("importer_retours", str(fichier), verbosity=0)
    with pytest.raises(CommandError):
        call_command("importer_retours", str(tmp_path / "absent.xml"), verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_le_meme_retour_importe_dix_fois_en_meme_temps() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    encaisser_lot(lot=lot, le=JOUR, centimes=50_000, par=a)
    ligne = Prelevement.objects.get()

    def importer(rang: int) -> bool:
        try:
            prendre(camt054(debit(ligne.end_to_end, "AC04"), suffixe=str(rang)))
        except FichierRefuse:
            return False
        return True

    courir(importer, fois=10, coureurs=10)
    assert Ecriture.objects.filter(nature=Nature.REJET).count() == 1
    assert Prelevement.objects.get().etat == "retourne"
