"""A whole year: the lines of the call, the régularisation of the year before, points and trimestres."""

from decimal import Decimal
from typing import NamedTuple

from cotisations.calcul.affiliation import trimestres_affilies
from cotisations.calcul.baremes import annees_connues, bareme_de
from cotisations.calcul.base import Revenu, lignes_de_base, revenu_de_l_appel, revenu_estime, trimestres_valides
from cotisations.calcul.complementaire import ligne_complementaire
from cotisations.calcul.dire import dire_taux
from cotisations.calcul.figures import Bareme
from cotisations.calcul.forfaits import ligne_invalidite_deces, lignes_asv, part_de_l_assurance_maladie
from cotisations.calcul.lignes import Ligne, Origine, Regime
from cotisations.calcul.regularisation import lignes_de_regularisation
from cotisations.calcul.situation import Situation, taxation_sans_declaration, verifier

_REGULARISATIONS = (Regime.REGULARISATION_T1, Regime.REGULARISATION_T2)


class Simulation(NamedTuple):
    """`total` in cents, the sum of `lignes`. `part_cpam`: what the Assurance maladie pays apart, in cents.

    `trimestres`: validated for the régime de base. `remarques`: what was set aside, in French.
    """

    situation: Situation
    revenu: Revenu
    lignes: tuple[Ligne, ...]
    total: int
    part_cpam: int
    trimestres: int
    trimestres_affilies: int
    remarques: tuple[str, ...]

    @property
    def annee(self) -> int:
        return self.situation.annee

    @property
    def regularisation(self) -> int:
        """The part of `total` that belongs to the year before, in cents."""
        return sum(ligne.montant for ligne in self.lignes if ligne.regime in _REGULARISATIONS)

    @property
    def appel(self) -> int:
        """The part of `total` that belongs to the year itself, in cents."""
        return self.total - self.regularisation


def simuler(situation: Situation) -> Simulation:
    """Computes the year. Raises `BaremeAbsent`, `SituationInvalide`."""
    bareme = bareme_de(situation.annee)
    verifier(situation, bareme)
    affiliation = situation.affiliation
    trimestres = trimestres_affilies(situation.annee, affiliation, situation.radiation)
    est_premiere_annee = affiliation is not None and affiliation.year == situation.annee
    est_taxe = situation.taxation and not est_premiere_annee
    connu = None if est_premiere_annee else situation.assiette
    if est_taxe:
        connu = taxation_sans_declaration(bareme)
    revenu = _revenu(bareme, situation, connu, trimestres)
    lignes = lignes_de_base(bareme, revenu, trimestres, provisionnel=situation.provisionnel)
    lignes.append(ligne_complementaire(bareme, connu, trimestres))
    part_cpam = 0
    if situation.conventionne:
        conventionnel = _revenu_conventionnel(bareme, situation, connu)
        lignes += lignes_asv(bareme, conventionnel, trimestres)
        part_cpam = part_de_l_assurance_maladie(bareme, conventionnel, trimestres)
    lignes.append(ligne_invalidite_deces(bareme, trimestres))
    if est_taxe:
        lignes = [_dire_taxee(ligne, connu) for ligne in lignes]
    else:
        lignes += _regularisation(situation, connu)
    return Simulation(
        situation,
        revenu,
        tuple(lignes),
        sum([ligne.montant for ligne in lignes]),
        part_cpam,
        trimestres_valides(bareme, revenu.compte),
        trimestres,
        _remarques(bareme, situation, est_premiere_annee=est_premiere_annee),
    )


def _revenu(bareme: Bareme, situation: Situation, connu: Decimal | None, trimestres: int) -> Revenu:
    """What the régime de base counts: what its owner estimates, before anything else."""
    if situation.assiette_estimee is not None:
        return revenu_estime(bareme, situation.assiette_estimee)
    if situation.taxation and connu is not None:
        return Revenu(connu, connu, Origine.TAXATION)
    return revenu_de_l_appel(bareme, connu, situation.affiliation, trimestres)


def _dire_taxee(ligne: Ligne, revenu: Decimal | None) -> Ligne:
    """The line, which says where its income comes from when it is the one of the taxation."""
    est_taxee = ligne.origine is Origine.REVENU and ligne.revenu is not None and ligne.revenu == revenu
    return ligne._replace(origine=Origine.TAXATION) if est_taxee else ligne


def _revenu_conventionnel(bareme: Bareme, situation: Situation, connu: Decimal | None) -> Decimal | None:
    """The income of the year before, or of two years before up to 2025 (then the former when the latter is unsaid)."""
    if bareme.asv.recul_du_revenu.valeur == 1:
        return connu
    affiliation = situation.affiliation
    if affiliation is not None and affiliation.year >= situation.annee - 1:
        return None
    return connu if situation.assiette_precedente is None else situation.assiette_precedente


def _regularisation(situation: Situation, connu: Decimal | None) -> list[Ligne]:
    """Of the year before, when its income is known and what its call was made on too."""
    if connu is None or not _a_une_regularisation(situation) or situation.annee - 1 not in annees_connues():
        return []
    return lignes_de_regularisation(
        bareme_de(situation.annee - 1),
        definitive=connu,
        appelee=situation.assiette_precedente,
        base_appelee=situation.base_appelee,
        affiliation=situation.affiliation,
        radiation=situation.radiation,
    )


def _a_une_regularisation(situation: Situation) -> bool:
    affiliation = situation.affiliation
    commence = affiliation is not None and affiliation.year == situation.annee - 1
    return commence or situation.assiette_precedente is not None or situation.base_appelee is not None


def _remarques(bareme: Bareme, situation: Situation, *, est_premiere_annee: bool) -> tuple[str, ...]:
    remarques = []
    if est_premiere_annee and situation.assiette is not None:
        remarques.append(
            "La première année, l’appel se fait sur une base forfaitaire\u00a0: le revenu indiqué n’y change rien."
        )
    if (
        not (est_premiere_annee or situation.taxation)
        and _a_une_regularisation(situation)
        and situation.annee - 1 not in annees_connues()
    ):
        remarques.append(
            f"La régularisation de {situation.annee - 1} n’est pas calculée\u00a0: son barème n’est pas sur ce portail."
        )
    definitif, appele = bareme.base.taux_t1.valeur, bareme.base.taux_t1_provisionnel.valeur
    if definitif != appele and not situation.provisionnel:
        remarques.append(
            f"La tranche 1 est comptée à {dire_taux(definitif)}, son taux définitif. "
            f"L’appel envoyé en {bareme.annee} la comptait à {dire_taux(appele)}."
        )
    return tuple(remarques)
