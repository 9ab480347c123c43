"""From a statement to the accounts of members: whole, once, and to the right one or to nobody."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings

from accounts.agents.refus import ActeImpossible
from accounts.models import Dossier, EntreeJournal, Envoi
from cotisations.banque import decisions
from cotisations.banque.chercheurs import Candidate, Chercheur, Trouvaille, enregistrer_chercheur
from cotisations.banque.contenu import contenu_de
from cotisations.banque.etats import Decision, EtatOperation, Methode
from cotisations.banque.importation import DejaImporte
from cotisations.banque.lu import FichierRefuse
from cotisations.banque.prise import essayer_releve
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.enums import Nature
from cotisations.models import Ecriture, Operation, Rapprochement, Releve
from cotisations.virement.reference import reference_rf
from demonstration.releves import cfonb120
from tests.cotisations.banque.fabrique import JOUR, PAYEUR, SOLDE, camt, decision, prendre, recu, seule
from tests.cotisations.paiements.fabrique import appeler, restes
from tests.harnais.personas import Persona, creer_dossier

pytestmark = pytest.mark.django_db
HIER, DEMAIN = JOUR - timedelta(days=1), JOUR + timedelta(days=1)


def rf(persona: Persona) -> str:
    return reference_rf(persona.dossier.numero)


def credits_de(dossier: Dossier) -> list[int]:
    return list(
        dossier.ecritures.filter(nature=Nature.VIREMENT).order_by("pk").values_list("montant_centimes", flat=True)
    )


# Posting by reference ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "mots",
    ["{}", "cotisation {} merci", "rf{b} {c} {d}", "RF{b}-{c}-{d}", "COTIS2026RF{b}{c}{d}X", "rf {b} {c} {d} 2026"],
)
def test_un_virement_avec_sa_reference_est_porte_au_compte(affilie: Persona, mots: str) -> None:
    (echeance,) = appeler(affilie.dossier, JOUR)
    reference = rf(affilie)
    dit = mots.format(reference, b=reference[2:4], c=reference[4:7], d=reference[7:])
    prise = prendre(camt(recu(50_000, dit)))
    assert prise.sorts == {EtatOperation.RAPPROCHEE: 1}
    assert restes(affilie.dossier) == [0]
    ecriture = Ecriture.objects.get(nature=Nature.VIREMENT)
    assert (ecriture.montant_centimes, ecriture.date_operation, ecriture.annee) == (50_000, JOUR, echeance.annee)
    assert ecriture.cle == f"operation:{seule().empreinte[:44]}"
    assert (decision().methode, decision().ecriture, decision().par) == (Methode.REFERENCE, ecriture, None)


def test_la_reference_structuree_suffit(affilie: Persona) -> None:
    prendre(camt(recu(50_000, reference=rf(affilie).lower())))
    assert credits_de(affilie.dossier) == [50_000]


@pytest.mark.parametrize("chiffre", range(4, 11))
def test_un_chiffre_faux_n_est_porte_a_personne(affilie: Persona, chiffre: int) -> None:
    reference = rf(affilie)
    fausse = reference[:chiffre] + str((int(reference[chiffre]) + 1) % 10) + reference[chiffre + 1 :]
    creer_dossier(fausse[4:])  # the number that was written by mistake is somebody's
    prendre(camt(recu(50_000, fausse)))
    assert not Ecriture.objects.filter(nature=Nature.VIREMENT).exists()
    assert seule().etat == EtatOperation.A_IDENTIFIER


def test_deux_references_ne_disent_pas_a_qui(affilie: Persona, ayant_droit: Persona) -> None:
    prendre(camt(recu(50_000, f"{rf(affilie)} et {rf(ayant_droit)}")))
    assert seule().etat == EtatOperation.A_IDENTIFIER
    assert not Ecriture.objects.filter(nature=Nature.VIREMENT).exists()


def test_un_debit_un_retour_et_une_extourne_ne_creditent_rien(affilie: Persona) -> None:
    autres = [
        recu(-50_000, rf(affilie)),
        recu(100, rf(affilie), est_extourne=True),
        recu(200, rf(affilie), motif="AC04"),
    ]
    prendre(camt(*autres))
    assert set(Operation.objects.values_list("etat", flat=True)) == {EtatOperation.A_IDENTIFIER}
    assert credits_de(affilie.dossier) == []


def test_chaque_transaction_d_un_lot_est_portee_a_son_dossier(affilie: Persona, ayant_droit: Persona) -> None:
    detail = (recu(30_000, rf(affilie)), recu(20_000, rf(ayant_droit)))
    prendre(camt(recu(50_000, details=detail)))
    assert (credits_de(affilie.dossier), credits_de(ayant_droit.dossier)) == ([30_000], [20_000])


def test_la_personne_recoit_un_courriel_et_le_journal_ne_dit_rien_d_elle(affilie: Persona) -> None:
    Dossier.objects.filter(pk=affilie.dossier.pk).update(courriel="alice@exemple.test")
    prendre(camt(recu(50_000, rf(affilie), nom="Payeuse Secrète", iban=PAYEUR)))
    envoi = Envoi.objects.get(genre="virement-recu")
    assert envoi.dossier == affilie.dossier
    ecrit = repr([entree.details for entree in EntreeJournal.objects.all()]) + repr(envoi.references)
    assert "Secrète" not in ecrit
    assert PAYEUR not in ecrit


def test_le_payeur_est_scelle_dans_la_base(affilie: Persona) -> None:
    prendre(camt(recu(50_000, rf(affilie), nom="Payeuse Secrète", iban=PAYEUR)))
    operation = seule()
    garde = repr(Operation.objects.values().get())
    assert PAYEUR not in garde
    assert "Secr" not in garde
    assert b"Secr" not in bytes(operation.scelle)
    assert (contenu_de(operation).contrepartie, contenu_de(operation).iban) == ("Payeuse Secrète", PAYEUR)


# The same thing twice ---------------------------------------------------------------------------
def test_le_meme_fichier_deux_fois_est_refuse(affilie: Persona) -> None:
    octets = camt(recu(50_000, rf(affilie)))
    prendre(octets)
    with pytest.raises(DejaImporte):
        prendre(octets)
    assert credits_de(affilie.dossier) == [50_000]


def test_deux_virements_identiques_du_meme_jour_sont_deux(affilie: Persona) -> None:
    deux = [recu(50_000, rf(affilie), iban=PAYEUR)] * 2
    prendre(camt(*deux))
    assert credits_de(affilie.dossier) == [50_000, 50_000]
    encore = prendre(camt(*deux, recu(1_000, jour=DEMAIN), jour=DEMAIN))
    assert (encore.lues, encore.nouvelles) == (3, 1)
    assert credits_de(affilie.dossier) == [50_000, 50_000]


def test_deux_fichiers_qui_se_chevauchent_n_ajoutent_que_le_neuf(affilie: Persona) -> None:
    commun = recu(20_000, rf(affilie), reference_banque="B2")
    prendre(camt(recu(10_000, rf(affilie), jour=HIER), commun))
    prise = prendre(camt(commun, recu(30_000, rf(affilie), jour=DEMAIN), solde=SOLDE + 10_000, jour=DEMAIN))
    assert (prise.lues, prise.nouvelles, list(prise.ruptures)) == (2, 1, [])
    assert sorted(credits_de(affilie.dossier)) == [10_000, 20_000, 30_000]


def test_un_fichier_plus_ancien_qui_chevauche_aussi(affilie: Persona) -> None:
    commun = recu(20_000, rf(affilie))
    prendre(camt(commun, recu(30_000, jour=DEMAIN), jour=DEMAIN))
    prise = prendre(camt(recu(10_000, rf(affilie), jour=HIER), commun, solde=SOLDE - 10_000))
    assert (prise.nouvelles, list(prise.ruptures)) == (1, [])


def test_des_operations_renommees_par_la_banque_ne_sont_pas_portees_deux_fois(affilie: Persona) -> None:
    prendre(camt(recu(10_000, rf(affilie), reference_banque="A1"), recu(20_000, rf(affilie), reference_banque="A2")))
    with pytest.raises(FichierRefuse, match="d’autres opérations"):
        prendre(
            camt(recu(10_000, rf(affilie), reference_banque="Z1"), recu(20_000, rf(affilie), reference_banque="Z2"))
        )
    assert credits_de(affilie.dossier) == [10_000, 20_000]


def test_les_memes_jours_dans_un_autre_format_sont_refuses(affilie: Persona) -> None:
    virement = recu(50_000, rf(affilie))
    prendre(camt(virement))
    with pytest.raises(FichierRefuse, match="autre format"):
        prendre(cfonb120([virement], iban=settings.CAISSE_IBAN, solde=SOLDE, jour=JOUR))
    assert credits_de(affilie.dossier) == [50_000]


def test_deux_releves_du_meme_jour_se_suivent(affilie: Persona) -> None:
    prendre(camt(recu(10_000, rf(affilie))))
    prise = prendre(camt(recu(20_000, rf(affilie)), solde=SOLDE + 10_000))
    assert (prise.nouvelles, list(prise.ruptures)) == (1, [])


# Refused whole, or told ---------------------------------------------------------------------------
def test_un_cfonb_se_rapproche_comme_un_camt(affilie: Persona) -> None:
    prendre(cfonb120([recu(50_000, rf(affilie))], iban=settings.CAISSE_IBAN, solde=SOLDE, jour=JOUR))
    assert credits_de(affilie.dossier) == [50_000]


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        (lambda octets: octets.replace(settings.CAISSE_IBAN.encode(), PAYEUR.encode()), "pas un de ceux de la caisse"),
        (lambda octets: octets.replace(b">10500.00<", b">10499.00<"), "les opérations mènent à"),
        (lambda octets: octets[:-60], "tronqué ou mal formé"),
        (lambda octets: octets.replace(b"OPBD", b"ITAV"), "sans solde d’ouverture"),
        (lambda octets: octets.replace(b"CLBD", b"ITAV"), "sans solde de clôture"),
        (lambda octets: octets.replace(b"<BookgDt><Dt>2026", b"<BookgDt><Dt>2126"), "date comptable impossible"),
    ],
)  # fmt: skip
def test_un_releve_faux_est_refuse_en_entier(affilie: Persona, change: object, attendu: str) -> None:
    octets = camt(recu(50_000, rf(affilie)))
    faux = change(octets)  # type: ignore[operator]
    assert faux != octets
    with pytest.raises(FichierRefuse, match=attendu):
        prendre(faux)
    assert not Releve.objects.exists()
    assert not Operation.objects.exists()
    assert not Rapprochement.objects.exists()
    assert credits_de(affilie.dossier) == []


def test_un_second_releve_faux_emporte_le_premier(affilie: Persona) -> None:
    premier = camt(recu(50_000, rf(affilie)))
    debut, fin = premier.index(b"<Stmt>"), premier.index(b"</Stmt>") + len(b"</Stmt>")
    etranger = premier[debut:fin].replace(settings.CAISSE_IBAN.encode(), PAYEUR.encode())
    with pytest.raises(FichierRefuse, match=r"^Stmt 2\u00a0: "):
        prendre(premier[:fin] + etranger + premier[fin:])
    assert not Operation.objects.exists()


def test_un_jour_manquant_se_voit_et_se_comble() -> None:
    prendre(camt(recu(10_000, jour=HIER), jour=HIER))
    prise = prendre(camt(recu(30_000, jour=DEMAIN), solde=SOLDE + 10_000 + 20_000, jour=DEMAIN))
    assert [une.ecart for une in prise.ruptures] == [20_000]
    comble = prendre(camt(recu(20_000), solde=SOLDE + 10_000))
    assert list(comble.ruptures) == []


def test_un_essai_dit_tout_et_ne_garde_rien(affilie: Persona) -> None:
    octets = camt(recu(50_000, rf(affilie)), recu(10_000, "sans rien"))
    prise = essayer_releve(BytesIO(octets), par=None)
    assert prise.sorts == {EtatOperation.RAPPROCHEE: 1, EtatOperation.A_IDENTIFIER: 1}
    assert not Releve.objects.exists()
    assert not Operation.objects.exists()
    assert credits_de(affilie.dossier) == []
    assert prendre(octets).sorts == prise.sorts


def test_ce_qui_fut_interrompu_reprend_une_fois(affilie: Persona) -> None:
    prendre(camt(recu(50_000, rf(affilie))))
    assert rapprocher_les_recues(par=None) == {}
    assert credits_de(affilie.dossier) == [50_000]


# What is proposed to an agent ---------------------------------------------------------------------
def test_un_numero_de_dossier_est_une_proposition(affilie: Persona) -> None:
    prendre(camt(recu(50_000, f"cotisations dossier {affilie.dossier.numero}")))
    assert (seule().etat, decision().decision, decision().dossier) == (
        EtatOperation.PROPOSEE,
        Decision.PROPOSER,
        affilie.dossier,
    )
    assert credits_de(affilie.dossier) == []


def test_un_numero_dans_un_nombre_plus_long_n_est_pas_un_numero(affilie: Persona) -> None:
    prendre(camt(recu(50_000, f"facture 9{affilie.dossier.numero}00")))
    assert seule().etat == EtatOperation.A_IDENTIFIER


@pytest.mark.parametrize(("centimes", "etat"), [(50_000, "proposee"), (100_000, "proposee"), (49_999, "a_identifier")])
def test_un_compte_connu_et_un_montant_du_sont_une_proposition(affilie: Persona, centimes: int, etat: str) -> None:
    appeler(affilie.dossier, JOUR, DEMAIN, DEMAIN + timedelta(days=200))
    prendre(camt(recu(50_000, rf(affilie), iban=PAYEUR, jour=HIER), jour=HIER))
    prendre(camt(recu(centimes, "sans rien", iban=PAYEUR), solde=SOLDE + 50_000))
    operation = Operation.objects.get(date_operation=JOUR)
    assert operation.etat == etat
    proposee = operation.rapprochements.filter(methode=Methode.IBAN_MONTANT, dossier=affilie.dossier)
    assert proposee.exists() == (etat == "proposee")


def test_un_compte_qui_paie_pour_deux_ne_propose_personne(affilie: Persona, ayant_droit: Persona) -> None:
    appeler(affilie.dossier, DEMAIN, DEMAIN + timedelta(days=1))
    deux = [recu(50_000, rf(affilie), iban=PAYEUR, jour=HIER), recu(50_000, rf(ayant_droit), iban=PAYEUR, jour=HIER)]
    prendre(camt(*deux, jour=HIER))
    prendre(camt(recu(50_000, iban=PAYEUR), solde=SOLDE + 100_000))
    assert Operation.objects.get(date_operation=JOUR).etat == EtatOperation.A_IDENTIFIER


def test_les_frais_de_la_banque_sont_hors_cotisations() -> None:
    prendre(camt(recu(-1_150, frais=150, details=(recu(-1_000),))))
    assert set(Operation.objects.values_list("montant_centimes", "etat")) == {
        (-150, "ecartee"),
        (-1_000, "a_identifier"),
    }


# What an agent decides ----------------------------------------------------------------------------
@pytest.fixture
def proposee(affilie: Persona) -> Operation:
    appeler(affilie.dossier, JOUR)
    prendre(camt(recu(50_000, affilie.dossier.numero)))
    return seule()


def test_une_proposition_acceptee_est_portee_une_fois(affilie: Persona, proposee: Operation) -> None:
    decisions.accepter_proposition(operation=proposee, attendu=affilie.dossier, par=affilie.compte)
    assert restes(affilie.dossier) == [0]
    with pytest.raises(ActeImpossible):
        decisions.accepter_proposition(operation=proposee, attendu=affilie.dossier, par=affilie.compte)
    assert credits_de(affilie.dossier) == [50_000]
    entree = EntreeJournal.objects.order_by("-pk").first()
    assert entree
    assert (entree.acte, entree.par, entree.dossier) == ("operation_decidee", affilie.compte, affilie.dossier)


def test_une_proposition_refusee_puis_attribuee_a_un_autre(affilie: Persona, proposee: Operation) -> None:
    autre = creer_dossier("7654321")
    decisions.refuser_proposition(operation=proposee, motif="Autre personne", par=affilie.compte)
    assert seule().etat == EtatOperation.A_IDENTIFIER
    decisions.attribuer(operation=proposee, dossier=autre, motif="Bordereau reçu", par=affilie.compte)
    assert (credits_de(affilie.dossier), credits_de(autre)) == ([], [50_000])


def test_un_virement_mal_attribue_est_contre_passe_puis_attribue(affilie: Persona, proposee: Operation) -> None:
    autre = creer_dossier("7654321")
    decisions.accepter_proposition(operation=proposee, attendu=affilie.dossier, par=affilie.compte)
    decisions.annuler_decision(operation=proposee, motif="Homonyme", par=affilie.compte)
    assert credits_de(affilie.dossier) == [50_000, -50_000]
    assert restes(affilie.dossier) == [50_000]
    assert seule().etat == EtatOperation.A_IDENTIFIER
    with pytest.raises(ActeImpossible):
        decisions.annuler_decision(operation=proposee, motif="Encore", par=affilie.compte)
    decisions.attribuer(operation=proposee, dossier=autre, motif="", par=affilie.compte)
    assert credits_de(autre) == [50_000]
    decisions.annuler_decision(operation=proposee, motif="Finalement non", par=affilie.compte)
    decisions.attribuer(operation=proposee, dossier=affilie.dossier, motif="", par=affilie.compte)
    assert credits_de(affilie.dossier) == [50_000, -50_000, 50_000]
    cles = Ecriture.objects.filter(cle__startswith="operation:").values_list("cle", flat=True)
    assert len(set(cles)) == 5


def test_l_attente_et_l_ecart_se_defont(affilie: Persona, proposee: Operation) -> None:
    decisions.mettre_en_attente(operation=proposee, motif="À rappeler", par=affilie.compte)
    decisions.ecarter(operation=proposee, motif="Loyer", par=affilie.compte)
    assert seule().etat == EtatOperation.ECARTEE
    decisions.annuler_decision(operation=proposee, motif="Erreur", par=affilie.compte)
    assert seule().etat == EtatOperation.A_IDENTIFIER
    suite = ["proposer", "attendre", "ecarter", "annuler"]
    assert list(proposee.rapprochements.order_by("rang").values_list("decision", flat=True)) == suite


def test_un_debit_ne_s_attribue_pas(affilie: Persona) -> None:
    prendre(camt(recu(-50_000, "retrait")))
    with pytest.raises(ActeImpossible):
        decisions.attribuer(operation=seule(), dossier=affilie.dossier, motif="", par=affilie.compte)
    assert seule().etat == EtatOperation.A_IDENTIFIER


# What other parts of the portal recognise -----------------------------------------------------------
def test_un_autre_chercheur_poste_lui_meme(affilie: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cotisations.banque.chercheurs._CHERCHEURS", {})

    def trouver(candidates: Sequence[Candidate]) -> list[Trouvaille]:
        return [Trouvaille(une, objet="lot:LOT-1") for une in candidates if une.operation.lot]

    vus: list[Trouvaille] = []

    def poster(trouvailles: Sequence[Trouvaille]) -> dict[int, Ecriture | None]:
        vus.extend(trouvailles)
        return {une.candidate.operation.pk: None for une in trouvailles if une.candidate.operation.montant_centimes > 1}

    enregistrer_chercheur(Chercheur(Methode.LOT, trouver, poster))
    with pytest.raises(ValueError, match="déjà"):
        enregistrer_chercheur(Chercheur(Methode.LOT, trouver, poster))
    prendre(camt(recu(90_000, lot="LOT-1"), recu(1, lot="LOT-2"), recu(2_000)))
    assert len(vus) == 2
    etats = dict(Operation.objects.values_list("montant_centimes", "etat"))
    assert etats == {90_000: "rapprochee", 1: "a_identifier", 2_000: "a_identifier"}
    with pytest.raises(ActeImpossible, match="là où il a été fait"):
        decisions.annuler_decision(operation=Operation.objects.get(lot="LOT-1"), motif="Non", par=affilie.compte)
