"""What agents read of an operation: in French, and no more of the payer than they need."""

from dataclasses import dataclass
from functools import cached_property

from accounts.administration.actes import Lignes
from accounts.administration.renvois import Phrase, enumerer, phrase, vers
from carpimko_portal.lib.coffre import CoffreIllisible
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.banque.contenu import Contenu, contenu_de
from cotisations.models import Operation, Rapprochement

_ILLISIBLE = Contenu("(illisible : la clé du coffre a changé)", "", "", "", "")
_COURT = 60


@dataclass(frozen=True)
class Dite:
    """An operation as pages say it. Its decisions are those that the query brought, the last one last."""

    operation: Operation

    @cached_property
    def contenu(self) -> Contenu:
        try:
            return contenu_de(self.operation)
        except CoffreIllisible:
            return _ILLISIBLE

    @cached_property
    def decisions(self) -> list[Rapprochement]:
        return sorted(self.operation.rapprochements.all(), key=lambda une: une.rang)

    @property
    def payeur(self) -> str:
        return self.contenu.contrepartie or "—"

    @property
    def libelle(self) -> str:
        texte = " ".join(filter(None, [self.contenu.reference, self.contenu.libelle])) or "—"
        return texte if len(texte) <= _COURT else f"{texte[:_COURT]}…"

    @property
    def dossier(self) -> object:
        """The dossier that was proposed or credited, when the last decision has one."""
        derniere = self.decisions[-1] if self.decisions else None
        return noms.dossier(derniere.dossier) if derniere and derniere.dossier else "—"


def masquer_iban(iban: str) -> str:
    """`FR76 •••• 0104`: enough to recognise, too little to use."""
    return f"{iban[:4]} •••• {iban[-4:]}" if iban else "—"


def fiche_operation(operation: Operation) -> list[tuple[str, Lignes]]:
    """Sections of the page of an operation, which holds its statement and decisions."""
    dite = Dite(operation)
    return [
        ("Opération", _lignes(operation)),
        (
            "Ce que dit la banque du payeur",
            [
                ("Nom", dite.payeur),
                ("Compte", masquer_iban(dite.contenu.iban)),
                ("Libellé", dite.contenu.libelle or "—"),
                ("Référence structurée", dite.contenu.reference or "—"),
            ],
        ),
        ("Décisions", [(ecrire_moment(une.le), _dire(une)) for une in dite.decisions]),
    ]


def _lignes(operation: Operation) -> Lignes:
    lignes: Lignes = [
        ("Date comptable", ecrire_date(operation.date_operation)),
        ("Montant", ecrire_montant(operation.montant_centimes)),
        ("État", operation.get_etat_display()),
        ("Relevé", vers(operation.releve)),
    ]
    autres: Lignes = [
        ("Code de l’opération", operation.code),
        ("Référence de la banque", operation.reference_banque),
        ("Identifiant de bout en bout", noms.prelevement_de_ce_nom(operation.end_to_end)),
        ("Référence de mandat", noms.mandat_de_ce_nom(operation.rum)),
        ("Lot", noms.lot_de_ce_nom(operation.lot)),
        ("Transactions", str(operation.nombre) if operation.nombre > 1 else ""),
        ("Motif de retour", operation.motif),
        ("Extourne", "Oui" if operation.est_extourne else ""),
    ]
    return lignes + [(titre, valeur) for titre, valeur in autres if valeur]


def _dire(une: Rapprochement) -> Phrase:
    morceaux: list[object] = [
        une.get_decision_display(),
        phrase("dossier ", noms.dossier(une.dossier)) if une.dossier else "",
        _au_milieu(une.get_methode_display()) if une.methode else "",
        noms.objet_nomme(une.objet) if une.objet else "",
        vers(une.ecriture, "écriture du compte") if une.ecriture else "",
        une.motif,
        f"par {une.par.identifiant}" if une.par else "par le portail",
    ]
    return enumerer(filter(None, morceaux))


def _au_milieu(dit: str) -> str:
    """In the middle of a sentence; `RF` and `IBAN` stay as they are."""
    return dit if dit[:2].isupper() else dit[:1].lower() + dit[1:]
