from datetime import date, timedelta

from django.utils import timezone

from cotisations.models import LotDePrelevements, MandatSepa, Prelevement, RetourDePrelevement
from cotisations.prelevements import (
    annonces,
    annulations,
    caducite,
    decisions,
    encaissement,
    importation,
    lots,
    mandats,
    pdf,
    preparation,
    production,
    rappels,
    reception,
    representation,
    retours,
)
from cotisations.prelevements.enums import EtatMandat
from tests.cotisations.paiements.fabrique import appeler
from tests.cotisations.prelevements.fabrique import (
    affilies_a_prelever,
    agents,
    lot_genere,
    lot_transmis,
    mandat_actif,
    preparer,
    prouver,
)
from tests.cotisations.prelevements.test_retours import pain002
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai

JOUR = date(2026, 12, 7)


def _mandat(persona: Persona) -> MandatSepa:
    return MandatSepa.objects.get(dossier=persona.dossier)


def _lot() -> LotDePrelevements:
    return LotDePrelevements.objects.get()


# Mandates ----------------------------------------------------------------------------------------


def _preparer_mandat(persona: Persona) -> None:
    preparer(persona)


def _abandonner_signature(persona: Persona) -> None:
    mandats.abandonner_signature(mandat=_mandat(persona), par=persona.compte, motif="essai")


def _actif(persona: Persona) -> None:
    prouver(mandat_actif(persona.dossier, persona.compte))


def _en_attente(persona: Persona) -> None:
    mandat_actif(persona.dossier, persona.compte, etat=EtatMandat.SIGNE)


def _annuler_changement(persona: Persona) -> None:
    mandats.annuler_changement(mandat=_mandat(persona), par=persona.compte)


def _activer_mandat(persona: Persona) -> None:
    mandats.activer_mandat(mandat=_mandat(persona), par=None)


def _activer_les_mandats(persona: Persona) -> None:
    mandats.activer_les_mandats()


def _revoquer_mandat(persona: Persona) -> None:
    mandats.revoquer_mandat(mandat=_mandat(persona), par=persona.compte)


def _rendre_caduc(persona: Persona) -> None:
    caducite.rendre_caduc(mandat=_mandat(persona), par=None)


def _avertir(persona: Persona) -> None:
    caducite.avertir(mandat=_mandat(persona), par=None)


# Lines and batches -------------------------------------------------------------------------------


def _actif_et_echeance(persona: Persona) -> None:
    _actif(persona)
    appeler(persona.dossier, date(2027, 3, 5))


def _annoncer_au_dossier(persona: Persona) -> None:
    annonces.annoncer_au_dossier(mandat=_mandat(persona), par=None)


def _annoncer(persona: Persona) -> None:
    previsions = annonces.previsions_des([persona.dossier.pk], le=timezone.localdate())
    annonces.annoncer(mandat=_mandat(persona), previsions=previsions[persona.dossier.pk], par=None)


def _perimees(persona: Persona) -> None:
    """A line whose day has passed."""
    for ligne in affilies_a_prelever(1, JOUR, persona.compte):
        Prelevement.objects.filter(pk=ligne.pk).update(date_prelevement=timezone.localdate() - timedelta(days=1))


def _retirer_les_perimes(persona: Persona) -> None:
    annonces.retirer_les_perimes(Prelevement.objects.all(), {})


def _lignes(persona: Persona) -> None:
    affilies_a_prelever(1, JOUR, persona.compte)


def _gele(persona: Persona) -> None:
    _lignes(persona)
    preparation.preparer_lot(jour=JOUR, par=persona.compte)


def _valide(persona: Persona) -> None:
    _gele(persona)
    preparation.valider_lot(lot=_lot(), par=agents()[0])


def _genere(persona: Persona) -> None:
    _lignes(persona)
    lot_genere(JOUR, *agents())


def _transmis(persona: Persona) -> None:
    _lignes(persona)
    lot_transmis(JOUR, *agents())


def _preparer_lot(persona: Persona) -> None:
    preparation.preparer_lot(jour=JOUR, par=persona.compte)


def _valider_lot(persona: Persona) -> None:
    preparation.valider_lot(lot=_lot(), par=agents()[0])


def _transmettre_lot(persona: Persona) -> None:
    lots.transmettre_lot(lot=_lot(), par=persona.compte, transmis_le=timezone.localdate())


def _annuler_lot(persona: Persona) -> None:
    lots.annuler_lot(lot=_lot(), par=persona.compte, motif="essai")


def _telecharge(persona: Persona) -> None:
    _genere(persona)
    _telecharger_lot(persona)


def _demande(persona: Persona) -> None:
    _telecharge(persona)
    _demander_annulation(persona)


def _demander_annulation(persona: Persona) -> None:
    annulations.demander_annulation(lot=_lot(), par=persona.compte, motif="essai")


def _retirer_demande(persona: Persona) -> None:
    annulations.retirer_demande(lot=_lot(), par=persona.compte)


def _confirmer_annulation(persona: Persona) -> None:
    annulations.confirmer_annulation(lot=_lot(), par=agents()[0])


def _rejeter_lot(persona: Persona) -> None:
    lots.rejeter_lot(lot=_lot(), par=None, motif="essai")


def _produire_fichier(persona: Persona) -> None:
    production.produire_fichier(lot=_lot(), par=None)


def _produire_les_fichiers(persona: Persona) -> None:
    production.produire_les_fichiers()


def _telecharger_lot(persona: Persona) -> None:
    production.telecharger_lot(lot=_lot(), par=persona.compte)


def _encaisser_lot(persona: Persona) -> None:
    encaissement.encaisser_lot(lot=_lot(), le=JOUR, centimes=50_000, par=None)


def _importer_retours(persona: Persona) -> None:
    octets = pain002((Prelevement.objects.get().end_to_end, "AM04"))
    importation.importer_retours(octets=octets, nom="x", par=None)


def _retour_de_releve(persona: Persona) -> None:
    reception.retour_de_releve(retours.Retour(Prelevement.objects.get().end_to_end, "AM04", 50_000, JOUR))


# Returns that wait -------------------------------------------------------------------------------


def _retour_en_attente(persona: Persona) -> None:
    _transmis(persona)
    octets = pain002((Prelevement.objects.get().end_to_end, "MS03"))
    importation.importer_retours(octets=octets, nom="x", par=None)


def _retour_trop_tot(persona: Persona) -> None:
    _telecharge(persona)
    octets = pain002((Prelevement.objects.get().end_to_end, "AC04"))
    importation.importer_retours(octets=octets, nom="x", par=None)


def _retour_a_appliquer(persona: Persona) -> None:
    _retour_trop_tot(persona)
    _transmettre_lot(persona)


def _appliquer(persona: Persona) -> None:
    decisions.appliquer(retour=RetourDePrelevement.objects.get(), par=persona.compte)


def _representer_le_prelevement(persona: Persona) -> None:
    retour = RetourDePrelevement.objects.get()
    assert retour.prelevement
    attendu = representation.ce_qui_se_represente(retour.prelevement, le=timezone.localdate())
    decisions.representer_le_prelevement(retour=retour, attendu=attendu, par=persona.compte)


def _classer(persona: Persona) -> None:
    decisions.classer(retour=RetourDePrelevement.objects.get(), motif="essai", par=persona.compte)


def _a_rappeler(persona: Persona) -> None:
    _transmis(persona)
    MandatSepa.objects.update(etat=EtatMandat.REVOQUE, fini_le=timezone.now())


def _noter_rappel(persona: Persona) -> None:
    rappels.noter_rappel(ligne=Prelevement.objects.get(), le=timezone.localdate(), par=persona.compte)


def _rappele(persona: Persona) -> None:
    _a_rappeler(persona)
    _noter_rappel(persona)


def _annuler_rappel(persona: Persona) -> None:
    rappels.annuler_rappel(ligne=Prelevement.objects.get(), par=persona.compte)


def _declarer_transmis(persona: Persona) -> None:
    decisions.declarer_transmis(lot=_lot(), par=persona.compte, transmis_le=timezone.localdate())


def _rejeter_et_representer(persona: Persona) -> None:
    representation.rejeter_et_representer(lot=_lot(), par=None, code="FF01")


CHAPITRE = Chapitre(
    modules=(
        annonces, annulations, caducite, decisions, encaissement, importation, lots, mandats, pdf, preparation,
        production, rappels, reception, representation, retours,
    ),
    essais=(
        Essai(_preparer_mandat),
        Essai(_abandonner_signature, avant=_preparer_mandat),
        Essai(_annuler_changement, avant=_en_attente),
        Essai(_activer_mandat, avant=_en_attente),
        Essai(_activer_les_mandats, avant=_en_attente),
        Essai(_revoquer_mandat, avant=_actif),
        Essai(_rendre_caduc, avant=_actif),
        Essai(_avertir, avant=_actif),
        Essai(_annoncer, avant=_actif_et_echeance),
        Essai(_annoncer_au_dossier, avant=_actif_et_echeance),
        Essai(_retirer_les_perimes, avant=_perimees),
        Essai(_preparer_lot, avant=_lignes),
        Essai(_valider_lot, frozenset({"accounts.Compte"}), avant=_gele),
        Essai(_produire_fichier, avant=_valide),
        Essai(_produire_les_fichiers, avant=_valide),
        Essai(_telecharger_lot, avant=_genere),
        Essai(_transmettre_lot, avant=_telecharge),
        Essai(_annuler_lot, avant=_gele),
        Essai(_demander_annulation, avant=_telecharge),
        Essai(_retirer_demande, avant=_demande),
        Essai(_confirmer_annulation, frozenset({"accounts.Compte"}), avant=_demande),
        Essai(_rejeter_lot, avant=_transmis),
        Essai(_encaisser_lot, avant=_transmis),
        Essai(_importer_retours, avant=_transmis),
        Essai(_retour_de_releve, avant=_transmis),
        Essai(_appliquer, avant=_retour_a_appliquer),
        Essai(_representer_le_prelevement, avant=_retour_en_attente),
        Essai(_classer, avant=_retour_en_attente),
        Essai(_rejeter_et_representer, avant=_transmis),
        Essai(_noter_rappel, avant=_a_rappeler),
        Essai(_annuler_rappel, avant=_rappele),
        Essai(_declarer_transmis, avant=_retour_trop_tot),
    ),
    ailleurs=frozenset({
        # Signed through the pages, with a code: tests/cotisations/prelevements/test_mandats.py.
        "demander_signature", "signer_mandat", "adresse_masquee", "emettre_le_pdf", "emettre_les_pdf",
        # Parts of a journalled act.
        "finir_mandat", "retirer_les_lignes", "liberer", "finir_sans_suite", "rouvrir_le_rejete",
        "revoquer_les_pdf", "appliquer_retour",
        "relire_les_operations", "finir", "representer", "recevoir_retour", "garder_inconnu", "garder_du_lot",
        # Sweeps of what is tried above.
        "abandonner_les_signatures", "rendre_caducs", "annoncer_les_prelevements",
        # Reads.
        "il_y_a", "previsions_des", "nouvelle_ligne", "lignes_du",
        "exiger_mandats_actifs", "attendu_du_lot", "versement_de", "cle_de_credit",
        "cle_de_rejet", "est_deja_dit", "portees_au_dossier",
        "deja_rendu", "anomalie_de", "peut_revenir", "peut_etre_represente",
        "peut_s_appliquer", "dernier_jour_de_rappel", "est_a_rappeler",
        "ce_qui_se_represente", "suit_un_autre", "utilisable_des",
        "peut_se_representer",
        "annulations_a_confirmer", "est_telechargeable",
    }),
)  # fmt: skip
