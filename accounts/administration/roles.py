"""What each role of the agents may do. Roles are groups, written by a migration.

`poser_les_roles` says the whole: to change a role, change the table and call it again from a new migration.
"""

from typing import Any

COURRIERS = "Courriers"
RELATION = "Relation affiliés"
COTISATIONS = "Cotisations"
SUPERVISION = "Supervision"

ROLES: dict[str, tuple[str, ...]] = {
    COURRIERS: (
        "accounts.lotdecourriers.view_lotdecourriers",
        "accounts.lotdecourriers.preparer_lot",
        "accounts.lotdecourriers.confirmer_lot",
        "accounts.lotdecourriers.regenerer_courrier",
    ),
    RELATION: (
        "accounts.dossier.view_dossier",
        "accounts.dossier.debloquer_dossier",
        "accounts.dossier.revoquer_provisoires",
        "accounts.dossier.signaler_npai",
        "accounts.dossier.dissocier_franceconnect",
        "documents.document.view_document",
        "documents.document.revoquer_document",
        "documents.document.reemettre_document",
        "documents.piece.view_piece",
        "documents.piece.lire_piece",
        "documents.piece.traiter_piece",
        "retraite.pensionversee.view_pensionversee",
    ),
    COTISATIONS: (
        "cotisations.echeance.view_echeance",
        "cotisations.ecriture.view_ecriture",
        "cotisations.appelcotisation.view_appelcotisation",
        "cotisations.appelcotisation.emettre_appel",
        "cotisations.estimationrevenu.view_estimationrevenu",
        "cotisations.estimationrevenu.traiter_estimation",
        "cotisations.mandatsepa.view_mandatsepa",
        "cotisations.prelevement.view_prelevement",
        "cotisations.lotdeprelevements.view_lotdeprelevements",
        "cotisations.lotdeprelevements.preparer_prelevements",
        "cotisations.lotdeprelevements.valider_prelevements",
        "cotisations.lotdeprelevements.transmettre_prelevements",
        "cotisations.lotdeprelevements.importer_retours",
        "cotisations.retourdeprelevement.view_retourdeprelevement",
        "cotisations.retourdeprelevement.decider_retour",
        "cotisations.paiement.view_paiement",
        "cotisations.paiement.decider_paiement",
        "cotisations.paiement.rembourser_paiement",
        "cotisations.releve.view_releve",
        "cotisations.releve.importer_releve",
        "cotisations.operation.view_operation",
        "cotisations.operation.rapprocher_operation",
    ),
    SUPERVISION: (
        "accounts.entreejournal.view_entreejournal",
        "accounts.entreejournal.verifier_journal",
        "accounts.envoi.view_envoi",
        "accounts.envoi.rejouer_envoi",
        "accounts.compte.view_compte",
        "accounts.compte.gerer_agents",
        "accounts.essaisdelheure.view_essaisdelheure",
    ),
}


def poser_les_roles(apps: Any) -> None:
    """Creates the groups that are missing and gives each exactly its permissions. `apps`: a registry of models.

    Permissions that `migrate` has not made yet are made here: it makes them after the last migration.
    """
    groupes = apps.get_model("auth", "Group").objects
    for nom, permissions in ROLES.items():
        groupe, _ = groupes.get_or_create(name=nom)
        groupe.permissions.set([_permission(apps, *droit.split(".")) for droit in permissions])


def _permission(apps: Any, application: str, modele: str, code: str) -> Any:
    types = apps.get_model("contenttypes", "ContentType").objects
    type_de_contenu, _ = types.get_or_create(app_label=application, model=modele)
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.get_or_create(content_type=type_de_contenu, codename=code, defaults={"name": code})[0]
