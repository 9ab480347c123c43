"""What must always hold is refused by the database itself: each constraint has its violation here."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from accounts.enums import RoleAcces
from accounts.models import (
    Acces,
    CodeDeConfirmation,
    DemandeMotDePasse,
    Dossier,
    Envoi,
    LienFranceConnect,
    LotDeCourriers,
    Pli,
    SecretProvisoire,
    TrancheDeCourriers,
)
from cotisations.models import (
    AbonnementCalendrier,
    AppelCotisation,
    DecisionDeRetour,
    Echeance,
    Ecriture,
    EstimationRevenu,
    FichierDeRetours,
    Imputation,
    LigneAppel,
    LotDePrelevements,
    MandatSepa,
    Prelevement,
    PrelevementEcarte,
    RetourDePrelevement,
    RevenuDeclare,
)
from documents.models import Document, Piece
from tests.cotisations.banque.fabrique import nouveau_rapprochement, nouveau_releve, nouvelle_operation
from tests.cotisations.paiements.fabrique import nouvelle_notification, paiement
from tests.cotisations.prelevements.fabrique import ligne_de, mandat_actif
from tests.harnais.personas import Persona, creer_compte, creer_dossier
from tests.retraite.conftest import pension

APPLICATIONS = ("accounts", "cotisations", "documents", "retraite")


def dossier(**champs: Any) -> Callable[[Persona], object]:
    return lambda _: creer_dossier(champs.pop("numero", "3456789"), **champs)


def acces(**champs: Any) -> Callable[[Persona], object]:
    return lambda p: Acces.objects.create(
        **{"compte": creer_compte("!"), "dossier": creer_dossier("3456789"), "role": RoleAcces.TITULAIRE} | champs
    )


def ecriture(persona: Persona, **champs: Any) -> Ecriture:
    valeurs = {"cle": uuid.uuid4().hex, "nature": "appel", "annee": 2026, "montant_centimes": -100, "libelle": "Appel"}
    return Ecriture.objects.create(dossier=persona.dossier, date_operation=date(2026, 1, 1), **valeurs | champs)


def echeance(persona: Persona, **champs: Any) -> Echeance:
    valeurs = {"annee": 2026, "rang": 1, "montant_centimes": 100, "date_exigibilite": date(2026, 1, 5)}
    return Echeance.objects.create(dossier=persona.dossier, **valeurs | champs)


def imputation(persona: Persona, **champs: Any) -> Imputation:
    credit = ecriture(persona, nature="carte", montant_centimes=100)
    return Imputation.objects.create(credit=credit, **{"centimes": 100, "regle": "essai"} | champs)


def appel(persona: Persona, **champs: Any) -> AppelCotisation:
    valeurs: dict[str, Any] = {
        "annee": 2026, "version": 1, "cause": "annuel", "est_conventionne": True, "periodicite": "mensuelle",
        "total_centimes": 1, "regularisation_centimes": 0, "part_cpam_centimes": 0, "trimestres": 4, "emis_le": DEMAIN,
    }  # fmt: skip
    return AppelCotisation.objects.create(dossier=persona.dossier, **valeurs | champs)


def deux_lignes(persona: Persona) -> None:
    un_appel = appel(persona)
    for _ in range(2):
        LigneAppel.objects.create(appel=un_appel, regime="base_t1", annee=2026, libelle="Base", montant_centimes=1)


def revenu(persona: Persona, **champs: Any) -> RevenuDeclare:
    valeurs = {"annee": 2025, "assiette_centimes": 1, "date_declaration": date(2026, 5, 20)}
    return RevenuDeclare.objects.create(dossier=persona.dossier, **valeurs | champs)


def estimation(persona: Persona, **champs: Any) -> EstimationRevenu:
    valeurs = {"annee": 2026, "assiette_centimes": 1, "deposee_le": DEMAIN, "deposee_par": persona.compte}
    return EstimationRevenu.objects.create(dossier=persona.dossier, **valeurs | champs)


def calendrier(persona: Persona, **champs: Any) -> AbonnementCalendrier:
    valeurs = {"empreinte": uuid.uuid4().hex, "cree_le": DEMAIN}
    return AbonnementCalendrier.objects.create(dossier=persona.dossier, **valeurs | champs)


def deux_rapprochements() -> None:
    operation = nouvelle_operation()
    for _ in range(2):
        nouveau_rapprochement(operation=operation)


def meme_operation() -> None:
    for _ in range(2):
        nouvelle_operation(empreinte="0" * 64)


def document(persona: Persona, **champs: Any) -> Document:
    valeurs = {"cle": uuid.uuid4().hex, "version": 1} | champs
    return Document.objects.create(
        dossier=persona.dossier, type="essai", titre="Essai", gabarit="essai", fichier="x", annee=2026,
        taille=1, sha256="0" * 64, emis_le="2026-01-01T00:00:00Z", **valeurs,
    )  # fmt: skip


def piece(persona: Persona, **champs: Any) -> Piece:
    valeurs = {
        "genre": "rib", "nom": "rib.pdf", "format": "pdf", "pages": 1, "taille": 1, "sha256": "0" * 64, "cle": b"x",
        "sha256_depose": uuid.uuid4().hex, "fichier": "x", "etat": "recue", "deposee_le": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    return Piece.objects.create(dossier=persona.dossier, **valeurs | champs)


def meme_contenu(persona: Persona) -> None:
    for version in (1, 2):
        document(persona, cle="0" * 64, version=version)


def demande(persona: Persona, **champs: Any) -> DemandeMotDePasse:
    valeurs = {"reference": uuid.uuid4().hex[:12], "type_dossier": "affilie", "numero": "1234567", "canal": "courriel"}
    return DemandeMotDePasse.objects.create(**valeurs | champs)


def lot(persona: Persona, **champs: Any) -> LotDeCourriers:
    return LotDeCourriers.objects.create(**{"prepare_par": persona.compte} | champs)


def secret(persona: Persona, **champs: Any) -> SecretProvisoire:
    valeurs = {"dossier": persona.dossier, "canal": "courriel", "etat": "actif", "expire_le": DEMAIN}
    return SecretProvisoire.objects.create(demande=demande(persona), empreinte="!", **valeurs | champs)


def lettre(persona: Persona, **champs: Any) -> SecretProvisoire:
    valeurs = {"canal": "lettre", "etat": "inactif", "expire_le": None, "rang": 1}
    return secret(persona, **{"lot": LotDeCourriers.objects.first() or lot(persona)} | valeurs | champs)


def pli(persona: Persona, **champs: Any) -> Pli:
    """Each of a batch and a dossier of its own, unless said otherwise."""
    posee = {"lot": lot(persona, etat="abandonne", abandonne_le=DEMAIN), "dossier": persona.dossier, "rang": 1}
    return Pli.objects.create(demande=demande(persona), adresse=["Ici"], **posee | champs)


def tranche(persona: Persona, **champs: Any) -> TrancheDeCourriers:
    lot_de = champs.pop("lot", None) or lot(persona)
    return TrancheDeCourriers.objects.create(lot=lot_de, **{"premier_rang": 1, "nombre": 1} | champs)


def deux_plis(persona: Persona, **champs: Any) -> None:
    premier = pli(persona)
    pli(persona, lot=premier.lot, **{"rang": 2} | champs)


def deux_tranches(persona: Persona) -> None:
    tranche(persona, lot=tranche(persona).lot)


def deux_fois(creer: Callable[..., object], **champs: Any) -> Callable[[Persona], object]:
    return lambda persona: (creer(persona, **champs), creer(persona, **champs))


def meme_compte_deux_roles(persona: Persona) -> object:
    return Acces.objects.create(compte=persona.compte, dossier=persona.dossier, role=RoleAcces.DELEGUE)


def second_titulaire(persona: Persona) -> object:
    return Acces.objects.create(compte=creer_compte("!"), dossier=persona.dossier, role=RoleAcces.TITULAIRE)


def code(persona: Persona, **champs: Any) -> CodeDeConfirmation:
    valeurs: dict[str, Any] = {
        "action": "choix",
        "session": "s",
        "lie": "l",
        "adresse": "a@portail.example",
        "expire_le": DEMAIN,
    }
    return CodeDeConfirmation.objects.create(**{"dossier": persona.dossier, **valeurs, **champs})


def _fini(persona: Persona) -> LotDeCourriers:
    return lot(persona, etat="abandonne", abandonne_le=DEMAIN)


def mandat(persona: Persona, **champs: Any) -> MandatSepa:
    return mandat_actif(persona.dossier, persona.compte, **{"rang": 1} | champs)


def prelevement(persona: Persona, **champs: Any) -> Prelevement:
    return ligne_de(mandat(persona), echeance(persona), date(2026, 12, 7), **champs)


def deux_prelevements(persona: Persona) -> None:
    premier = prelevement(persona)
    ligne_de(premier.mandat, Echeance.objects.get(), date(2026, 12, 7))


def lot_de_prelevements(persona: Persona, **champs: Any) -> LotDePrelevements:
    jour = {"annee": 2026, "numero": 1, "date_prelevement": date(2026, 12, 7), "prepare_le": DEMAIN}
    return LotDePrelevements.objects.create(**{"prepare_par": persona.compte, **jour, **champs})


def ecarter_deux_fois(persona: Persona) -> None:
    ligne, du_lot = prelevement(persona), lot_de_prelevements(persona)
    for _ in range(2):
        PrelevementEcarte.objects.create(lot=du_lot, prelevement=ligne, motif="essai")


def valide() -> dict[str, Any]:
    return {"valide_par": creer_compte("!", est_agent=True), "valide_le": DEMAIN}


def genere() -> dict[str, Any]:
    return {**valide(), "genere_le": DEMAIN, "sha256": "0" * 64, "fichier_scelle": b"x"}


def telecharge(persona: Persona) -> dict[str, Any]:
    return {**genere(), "telecharge_le": DEMAIN, "telecharge_par": persona.compte}


def demandee(persona: Persona) -> dict[str, Any]:
    demande = {"annulation_demandee_le": DEMAIN, "annulation_demandee_par": persona.compte}
    return {**demande, "annulation_motif": "essai"}


def parti(persona: Persona) -> dict[str, Any]:
    return {"etat": "transmis", "transmis_le": date(2026, 11, 23), "transmis_par": persona.compte}


def fichier_de_retours() -> FichierDeRetours:
    return FichierDeRetours.objects.create(sha256="0" * 64, nom="x", message="pain.002", recu_le=DEMAIN)


def retour_de_prelevement(**champs: Any) -> RetourDePrelevement:
    dit = {"end_to_end": "P1", "genre": "rejet", "code": "AM04", "recu_le": DEMAIN}
    return RetourDePrelevement.objects.create(**dit | champs)


def deux_retours_d_une_ligne(persona: Persona) -> None:
    ligne = prelevement(persona)
    for _ in range(2):
        retour_de_prelevement(prelevement=ligne)


def deux_fois_le_meme_credit() -> None:
    for _ in range(2):
        retour_de_prelevement(genre="encaissement", montant_centimes=1, date_comptable=date(2026, 12, 7))


def decision_de_retour(persona: Persona, **champs: Any) -> DecisionDeRetour:
    retour = RetourDePrelevement.objects.first() or retour_de_prelevement()
    defauts = {"rang": 1, "decision": "appliquer", "est_finale": False, "le": DEMAIN, "par": persona.compte}
    return DecisionDeRetour.objects.create(retour=retour, **defauts | champs)


def deux_decisions_finales(persona: Persona) -> None:
    for rang in (1, 2):
        decision_de_retour(persona, rang=rang, est_finale=True)


DEMAIN = "2026-11-23T10:00:00Z"
AFFILIE = {"profession": "infirmier", "date_affiliation": date(2010, 1, 1)}
MONTANTS = [f"{nom}_centimes" for nom in ("brut", "csg_deductible", "autres_retenues", "impot", "net")]
VIOLATIONS: list[tuple[str, Callable[[Persona], object]]] = [
    ("dossier_numero_unique", lambda p: creer_dossier(p.dossier.numero)),
    ("ecriture_cle_unique", deux_fois(ecriture, cle="appel-2026")),
    ("dossier_numero_selon_le_type", dossier(type="ayant_droit", statut="reversion")),
    ("dossier_numero_selon_le_type", dossier(numero="345678912", type="affilie", statut="cotisant", **AFFILIE)),
    ("dossier_numero_selon_le_type", dossier(numero="345678a")),
    ("dossier_statut_selon_le_type", dossier(statut="reversion")),
    ("dossier_statut_selon_le_type", dossier(numero="345678912", statut="cotisant")),
    ("dossier_affilie_avec_profession_et_date", dossier(profession="")),
    ("dossier_affilie_avec_profession_et_date", dossier(profession="plombier")),
    ("dossier_affilie_avec_profession_et_date", dossier(date_affiliation=None)),
    ("dossier_radiation_apres_affiliation", dossier(date_radiation=date(2009, 12, 31))),
    ("dossier_ne_a_l_etranger_sans_commune", dossier(pays_naissance_cog="99109", commune_naissance_cog="75056")),
    ("acces_unique_par_compte_et_dossier", meme_compte_deux_roles),
    ("acces_un_seul_titulaire", second_titulaire),
    ("acces_titulaire_sans_fin", acces(fin=date(2026, 12, 31))),
    ("ecriture_non_nulle", lambda p: ecriture(p, montant_centimes=0)),
    ("ecriture_annee_plausible", lambda p: ecriture(p, annee=1947)),
    ("echeance_positive", lambda p: echeance(p, montant_centimes=0)),
    ("echeance_unique_par_rang", deux_fois(echeance)),
    ("imputation_positive", lambda p: imputation(p, centimes=0)),
    ("imputation_une_cible", lambda p: imputation(p, echeance=echeance(p), debit=ecriture(p))),
    ("paiement_numero_unique", deux_fois(paiement, numero="abc123", etat="refuse")),
    ("paiement_un_en_cours", deux_fois(paiement)),
    ("paiement_un_en_cours", lambda p: (paiement(p, etat="cree"), paiement(p, etat="en_attente"))),
    ("paiement_positif", lambda p: paiement(p, 0)),
    ("notification_unique_par_evenement", deux_fois(nouvelle_notification)),
    ("appel_unique_par_version", deux_fois(appel)),
    ("appel_premier_ou_remplace", lambda p: appel(p, version=0, remplace=appel(p))),
    ("appel_premier_ou_remplace", lambda p: appel(p, version=2)),
    ("appel_premier_ou_remplace", lambda p: appel(p, annee=2025, remplace=appel(p))),
    ("ligne_unique_par_regime", deux_lignes),
    ("revenu_unique_par_annee", deux_fois(revenu)),
    ("revenu_positif", lambda p: revenu(p, assiette_centimes=-1)),
    ("revenu_annee_plausible", lambda p: revenu(p, annee=1947)),
    ("estimation_une_en_cours", deux_fois(estimation)),
    ("estimation_positive", lambda p: estimation(p, assiette_centimes=-1)),
    ("estimation_positive", lambda p: estimation(p, est_deficit=True)),
    ("estimation_traitee_avec_date", lambda p: estimation(p, etat="appliquee")),
    ("estimation_traitee_avec_date", lambda p: estimation(p, traitee_le=DEMAIN)),
    ("calendrier_un_seul_en_cours", deux_fois(calendrier)),
    ("releve_une_seule_fois", lambda _: (nouveau_releve(), nouveau_releve())),
    ("releve_dans_l_ordre", lambda _: nouveau_releve(date_fin=date(2026, 11, 19))),
    ("releve_nouvelles_lues", lambda _: nouveau_releve(nouvelles=2)),
    ("operation_une_par_empreinte", lambda _: meme_operation()),
    ("operation_non_nulle", lambda _: nouvelle_operation(montant_centimes=0)),
    ("operation_nombre_positif", lambda _: nouvelle_operation(nombre=0)),
    ("rapprochement_un_par_rang", lambda _: deux_rapprochements()),
    ("rapprochement_rang_positif", lambda _: nouveau_rapprochement(rang=0)),
    ("rapprochement_ecriture_d_un_dossier", lambda p: nouveau_rapprochement(ecriture=ecriture(p))),
    ("document_unique_par_contenu", meme_contenu),
    ("document_une_version", deux_fois(document)),
    ("pension_cle_unique", deux_fois(pension, cle="V1")),
    ("pension_non_nulle", lambda p: pension(p, **dict.fromkeys(MONTANTS, 0))),
    ("pension_net_est_brut_moins_retenues", lambda p: pension(p, net_centimes=54_001)),
    ("piece_une_par_fichier", deux_fois(piece, sha256_depose="0" * 64)),
    ("piece_date_si_close", lambda p: piece(p, etat="acceptee")),
    ("piece_date_si_close", lambda p: piece(p, close_le=DEMAIN)),
    ("piece_date_si_close", lambda p: piece(p, close_par=p.compte)),
    ("piece_motif_si_refusee", lambda p: piece(p, etat="refusee", close_le=DEMAIN)),
    ("piece_motif_si_refusee", lambda p: piece(p, motif_refus="illisible")),
    ("piece_motif_si_refusee", lambda p: piece(p, precision="x")),
    ("piece_vivante_a_un_fichier", lambda p: piece(p, fichier="")),
    ("piece_non_vide", lambda p: piece(p, taille=0)),
    ("piece_non_vide", lambda p: piece(p, pages=0)),
    ("envoi_un_par_cle", lambda _: [Envoi.objects.create(genre="essai", cle="essai") for _ in range(2)]),
    ("envoi_date_si_envoye", lambda _: Envoi.objects.create(genre="essai", cle="essai", etat="envoye")),
    ("envoi_date_si_envoye", lambda _: Envoi.objects.create(genre="essai", cle="essai", envoye_le="2026-01-01T00:00Z")),
    ("demande_reference_unique", deux_fois(demande, reference="ACDEFGHJKMNP")),
    ("demande_recue_sans_suite_encore", lambda p: demande(p, traitee_le=DEMAIN)),
    ("demande_recue_sans_suite_encore", lambda p: demande(p, etat="sans_suite")),
    ("demande_traitee_pour_un_dossier", lambda p: demande(p, etat="traitee", traitee_le=DEMAIN)),
    ("lot_poste_par_quelqu_un", lambda p: lot(p, etat="poste", poste_le=DEMAIN)),
    ("lot_poste_par_quelqu_un", lambda p: lot(p, etat="poste", confirme_par=creer_compte("!"))),
    ("lot_poste_par_quelqu_un", lambda p: lot(p, etat="pret", poste_le=DEMAIN)),
    ("lot_deux_personnes", lambda p: lot(p, etat="poste", poste_le=DEMAIN, confirme_par=p.compte)),
    ("lot_un_seul_en_preparation", deux_fois(lot)),
    ("lot_un_seul_en_preparation", lambda p: (lot(p), lot(p, etat="pret"))),
    ("lot_cle_detruite_a_la_fin", lambda p: lot(p, etat="abandonne", abandonne_le=DEMAIN, cle=b"x")),
    ("lot_imprimes_au_plus", lambda p: lot(p, plis=1, imprimes=2)),
    ("lot_regenere_avec_motif", lambda p: lot(p, regeneration=1, motif="essai")),
    ("lot_regenere_avec_motif", lambda p: lot(p, origine=_fini(p), regeneration=1)),
    ("lot_regenere_avec_motif", lambda p: lot(p, origine=_fini(p), regeneration=3, motif="essai")),
    ("lot_date_si_abandonne", lambda p: lot(p, etat="abandonne")),
    ("lot_date_si_abandonne", lambda p: lot(p, abandonne_le=DEMAIN)),
    ("pli_rang_unique", lambda p: deux_plis(p, rang=1, dossier=creer_dossier("3456789"))),
    ("pli_un_par_dossier_et_lot", deux_plis),
    ("pli_date_si_npai", lambda p: pli(p, etat="npai")),
    ("pli_date_si_npai", lambda p: pli(p, npai_le=DEMAIN)),
    ("tranche_rang_unique", deux_tranches),
    ("tranche_de_cent_au_plus", lambda p: tranche(p, nombre=101)),
    ("tranche_de_cent_au_plus", lambda p: tranche(p, nombre=0)),
    ("tranche_pdf_si_imprimee", lambda p: tranche(p, pdf=b"x")),
    ("secret_un_actif_par_dossier_et_canal", deux_fois(secret)),
    ("secret_un_par_rang_du_lot", deux_fois(lettre)),
    ("secret_lettre_dans_un_lot", lambda p: lettre(p, lot=None)),
    ("secret_lettre_dans_un_lot", lambda p: lettre(p, rang=None)),
    ("secret_lettre_dans_un_lot", lambda p: secret(p, rang=1)),
    ("secret_date_si_actif", lambda p: secret(p, expire_le=None)),
    ("secret_date_si_utilise", lambda p: secret(p, etat="utilise")),
    ("secret_date_si_utilise", lambda p: secret(p, utilise_le=DEMAIN)),
    ("secret_tenu_par_quelqu_un", lambda p: secret(p, tenu_par="x")),
    ("secret_tenu_par_quelqu_un", lambda p: secret(p, tenu_jusqu_a=DEMAIN)),
    ("dossier_courriel_confirme_non_vide", dossier(courriel="", courriel_confirme_le=DEMAIN)),
    ("code_un_par_session_et_action", deux_fois(code)),
    ("code_leurre_sans_adresse", lambda p: code(p, adresse="")),
    ("code_leurre_sans_adresse", lambda p: code(p, dossier=None)),
    ("code_essais_bornes", lambda p: code(p, essais=6)),
    ("code_utilise_apres_envoi", lambda p: code(p, utilise_le=DEMAIN)),
    ("mandat_unique_par_rang", lambda p: (mandat(p, etat="brouillon"), mandat(p, etat="signe"))),
    ("mandat_un_seul_en_vigueur", lambda p: (mandat(p), mandat(p, rang=2, etat="suspendu"))),
    ("mandat_un_seul_en_attente", lambda p: (mandat(p, etat="signe"), mandat(p, rang=2, etat="signe"))),
    ("mandat_un_seul_en_signature", lambda p: (mandat(p, etat="brouillon"), mandat(p, rang=2, etat="signature"))),
    ("mandat_signe_avec_preuve", lambda p: mandat(p, signe_le=None)),
    ("mandat_signe_avec_preuve", lambda p: mandat(p, utilisable_le=None)),
    ("mandat_signe_avec_preuve", lambda p: mandat(p, empreinte_texte="")),
    ("mandat_iban_oublie_sans_signature", lambda p: mandat(p, etat="abandonne", signe_le=None, fini_le=DEMAIN)),
    ("mandat_fini_avec_date", lambda p: mandat(p, fini_le=DEMAIN)),
    ("mandat_fini_avec_date", lambda p: mandat(p, etat="revoque")),
    ("prelevement_un_vivant_par_echeance", deux_prelevements),
    ("prelevement_montants", lambda p: prelevement(p, montant_prevu_centimes=0)),
    ("prelevement_montants", lambda p: prelevement(p, montant_centimes=50_001)),
    ("prelevement_parti_avec_lot", lambda p: prelevement(p, etat="transmis")),
    ("prelevement_parti_avec_lot", lambda p: prelevement(p, lot=lot_de_prelevements(p))),
    ("prelevements_lot_unique", deux_fois(lot_de_prelevements)),
    ("prelevements_deux_personnes", lambda p: lot_de_prelevements(p, valide_par=p.compte, valide_le=DEMAIN)),
    ("prelevements_valides_par_quelqu_un", lambda p: lot_de_prelevements(p, etat="valide")),
    ("prelevements_fichier_avec_empreinte", lambda p: lot_de_prelevements(p, **valide(), etat="genere")),
    ("prelevements_transmis_avec_date", lambda p: lot_de_prelevements(p, **genere(), etat="transmis")),
    ("prelevements_transmis_avec_date", lambda p: lot_de_prelevements(p, transmis_le=date(2026, 1, 1))),
    ("prelevements_encaisses_avec_date", lambda p: lot_de_prelevements(p, encaisse_le=date(2026, 1, 1))),
    ("prelevements_telecharges_par_quelqu_un", lambda p: lot_de_prelevements(p, **genere(), telecharge_le=DEMAIN)),
    (
        "prelevements_telecharges_par_quelqu_un",
        lambda p: lot_de_prelevements(p, telecharge_le=DEMAIN, telecharge_par=p.compte),
    ),
    ("prelevements_annulation_demandee", lambda p: lot_de_prelevements(p, **demandee(p), **genere())),
    ("prelevements_annulation_demandee", lambda p: lot_de_prelevements(p, **telecharge(p), annulation_motif="x")),
    ("prelevements_annulation_demandee", lambda p: lot_de_prelevements(p, **telecharge(p), **demandee(p), **parti(p))),
    ("prelevements_annules_a_deux", lambda p: lot_de_prelevements(p, **telecharge(p), etat="annule")),
    (
        "prelevements_annules_a_deux",
        lambda p: lot_de_prelevements(p, **telecharge(p), **demandee(p), annule_par=p.compte, etat="annule"),
    ),
    ("prelevement_ecarte_une_fois", ecarter_deux_fois),
    ("retours_fichier_unique", deux_fois(lambda p: fichier_de_retours())),
    ("retour_unique_par_motif", deux_retours_d_une_ligne),
    ("retour_unique_par_motif", deux_fois(lambda p: retour_de_prelevement(genre="lot"))),
    ("retour_encaissement_unique", lambda p: deux_fois_le_meme_credit()),
    ("decision_de_retour_une_par_rang", deux_fois(decision_de_retour)),
    ("decision_de_retour_une_finale", deux_decisions_finales),
    ("decision_de_retour_classee_avec_motif", lambda p: decision_de_retour(p, decision="classer")),
    ("prelevement_rappele_avec_date", lambda p: prelevement(p, rappele_le=date(2026, 11, 25))),
    (
        "prelevement_rappele_avec_date",
        lambda p: prelevement(p, etat="rappele", lot=lot_de_prelevements(p), rappele_le=date(2026, 11, 25)),
    ),
    ("lien_franceconnect_sub_present", lambda p: LienFranceConnect.objects.create(dossier=p.dossier, sub="")),
]


@pytest.mark.parametrize(("contrainte", "violer"), VIOLATIONS, ids=[nom for nom, _ in VIOLATIONS])
def test_la_base_refuse(affilie: Persona, contrainte: str, violer: Callable[[Persona], object]) -> None:
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        violer(affilie)
    assert _noms_possibles(contrainte) & _mots(str(refus.value)), refus.value


def test_une_ecriture_n_est_contrepassee_qu_une_fois(affilie: Persona) -> None:
    premiere = ecriture(affilie)
    ecriture(affilie, montant_centimes=100, contrepasse_de=premiere)
    with pytest.raises(IntegrityError), transaction.atomic():
        ecriture(affilie, montant_centimes=100, contrepasse_de=premiere)


def test_un_dossier_valable_est_accepte(db: None) -> None:
    """The violations above differ from these by one thing only."""
    creer_dossier("3456789", date_radiation=date(2010, 1, 1), pays_naissance_cog="99109")
    creer_dossier("345678912")
    assert Dossier.objects.count() == 2


def test_chaque_contrainte_ecrite_a_sa_violation() -> None:
    ecrites = {contrainte.name for modele in _modeles() for contrainte in modele._meta.constraints}
    assert {nom for nom, _ in VIOLATIONS} == ecrites


def _modeles() -> list[type[models.Model]]:
    return [modele for nom in APPLICATIONS for modele in apps.get_app_config(nom).get_models()]


def _mots(message: str) -> set[str]:
    return set(message.replace('"', " ").replace("'", " ").replace(",", " ").replace(":", " ").split())


def _noms_possibles(contrainte: str) -> set[str]:
    """SQLite names a check, but for a unique constraint it names the columns instead."""
    for modele in _modeles():
        for posee in modele._meta.constraints:
            if posee.name == contrainte and isinstance(posee, models.UniqueConstraint):
                colonnes = {champ.name: champ.column for champ in modele._meta.concrete_fields}
                return {contrainte, *(f"{modele._meta.db_table}.{colonnes[champ]}" for champ in posee.fields)}
    return {contrainte}
