"""The people of the demonstration and of the tests. None exists; their accounts follow the calendar.

What each one did on a day depends on that day alone: preparing the demonstration again later adds
what happened meanwhile and contradicts nothing. Whatever the day, Alice is up to date and Bruno is late.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from accounts.administration.roles import COTISATIONS, COURRIERS, RELATION, SUPERVISION
from accounts.enums import Profession, Sexe, StatutDossier, TypeDossier
from demonstration.appels import Appels, annees_emises
from demonstration.comptabilite import (
    Habitude,
    Mouvement,
    Periodicite,
    Revenu,
    Tranche,
    appeler,
    arrondi_des_l_appel,
    cotisations,
    date_declaration,
    echelonner,
    en_deux_fois,
    en_retard,
    par_prelevement,
    par_virement,
    premier_rejete,
)

MOT_DE_PASSE = "Demonstration-2026"
ROLE_AGENT = "agent"
_ANNEES_PASSEES = 2  # of account before the current year
_ANNEES_A_VENIR = 2  # how far ahead an habitude may look


@dataclass(frozen=True)
class Activite:
    """What is owed and how it is paid. `assiette` in euros of 2020; `derniere`: last year of activity."""

    assiette: int
    periodicite: Periodicite
    habitude: Habitude
    derniere: int = 9999

    def revenu(self, annee: int) -> int:
        """In euros: two hundredths of what was earned in 2020 more each year."""
        return self.assiette * (100 + 2 * (annee - 2020)) // 100


@dataclass(frozen=True)
class Persona:
    """Someone to log in as. `champs` are columns of the file of dossiers; an agent has none."""

    role: str
    profil: str
    identifiant: str
    description: str
    champs: dict[str, str] = field(default_factory=dict)
    activite: Activite | None = None
    nouveau: bool = False
    roles: tuple[str, ...] = ()  # of an agent

    @property
    def est_agent(self) -> bool:
        return self.role == ROLE_AGENT

    def dossier(self, le: date) -> dict[str, str]:
        """The line of the file of dossiers, as on the day `le`."""
        ligne = {**_COMMUN, "numero": self.identifiant, "type": self.role, **self.champs}
        if self.nouveau:
            ligne["date_affiliation"] = date(le.year, 3 * ((le.month - 1) // 3) + 1, 1).isoformat()
        return ligne

    def tranches(self, le: date) -> list[Tranche]:
        """The échéances called on the day `le` or before."""
        return [tranche for tranche in self._calendrier(le) if tranche.appelee_le <= le]

    def revenus(self, le: date) -> list[Revenu]:
        """What was declared on the day `le` or before."""
        return [revenu for revenu in self._declarations(le.year) if revenu.declare_le <= le]

    @property
    def affilie_le(self) -> date:
        """First day of affiliation, for who has an activity."""
        return date.fromisoformat(self.champs["date_affiliation"])

    def mouvements(self, le: date) -> list[Mouvement]:
        """The écritures of the day `le` or before, oldest first."""
        mouvements = [mouvement for mouvement in self._histoire(le) if mouvement.le <= le]
        return sorted(mouvements, key=lambda mouvement: (mouvement.le, mouvement.montant))

    def _histoire(self, le: date) -> Iterator[Mouvement]:
        if self.activite is None:
            return
        tranches = self._calendrier(le)
        for annee in sorted({tranche.annee for tranche in tranches}):
            if annee in annees_emises():
                yield from self._appels(le).mouvements(annee)
            else:
                yield appeler(annee, sum(tranche.montant for tranche in tranches if tranche.annee == annee))
        for rang in range(len(tranches)):
            yield from self.activite.habitude(tranches, rang)

    def _calendrier(self, le: date) -> list[Tranche]:
        if self.activite is None:
            return []
        derniere = min(le.year + _ANNEES_A_VENIR, self.activite.derniere)
        premiere = min(min(le.year, self.activite.derniere) - _ANNEES_PASSEES, annees_emises()[0])
        annees = range(max(premiere, self.affilie_le.year), derniere + 1)
        return [tranche for annee in annees for tranche in self._annee(annee, self.activite, le)]

    def _annee(self, annee: int, activite: Activite, le: date) -> list[Tranche]:
        if annee in annees_emises():
            return self._appels(le).tranches(annee, le=le)
        montant = cotisations(activite.revenu(annee), conventionne=self._est_conventionne)
        return echelonner(annee, montant, activite.periodicite)

    def _appels(self, le: date) -> Appels:
        assert self.activite is not None
        return Appels(
            affilie_le=self.affilie_le,
            conventionne=self._est_conventionne,
            periodicite=self.activite.periodicite,
            revenus=tuple(self._declarations(le.year + _ANNEES_A_VENIR)),
        )

    def _declarations(self, annee: int) -> Iterator[Revenu]:
        """One a year, from the first that a call may need to the one before `annee`."""
        if self.activite is None or self.activite.derniere < annees_emises()[0]:
            return
        for une in range(max(annees_emises()[0] - 2, self.affilie_le.year), annee):
            yield Revenu(une, 100 * self.activite.revenu(une), date_declaration(une))

    @property
    def _est_conventionne(self) -> bool:
        return self.champs["est_conventionne"] == "oui"


_COMMUN = {
    "commune_naissance_cog": "75056",
    "pays_naissance_cog": "99100",
    "voie": "12 rue de l’Exemple",
    "code_postal": "00010",
    "localite": "Ville-Fictive",
    "pays": "FR",
    "est_conventionne": "oui",
}


def _persona(
    numero: str,
    profil: str,
    description: str,
    *,
    sexe: Sexe,
    ne_le: str,
    statut: StatutDossier,
    activite: Activite | None = None,
    nouveau: bool = False,
    **champs: str,
) -> Persona:
    """`profil` is a given name and a birth name."""
    prenom, nom = profil.split(" ")
    type_dossier = (
        TypeDossier.AFFILIE if len(numero) == TypeDossier.AFFILIE.longueur_numero else TypeDossier.AYANT_DROIT
    )
    identite = {"nom_naissance": nom, "prenoms": prenom, "sexe": sexe.value, "date_naissance": ne_le}
    champs = {**_COMMUN, **identite, "statut": statut.value, **champs}
    return Persona(type_dossier.value, profil, numero, description, champs, activite, nouveau)


PERSONAS = (
    _persona(
        "1234567",
        "Alice Fictive",
        "Infirmière, prélèvement mensuel annoncé, tout est à jour",
        sexe=Sexe.FEMME,
        ne_le="1988-04-17",
        statut=StatutDossier.COTISANT,
        activite=Activite(36_000, Periodicite.MENSUELLE, par_prelevement),
        prenoms="Alice Camille Dominique",
        complement="Résidence Imaginaire",
        courriel="alice.fictive@exemple.example",
        telephone="06 39 98 00 01",
        profession=Profession.INFIRMIER.value,
        date_affiliation="2014-10-01",
    ),
    _persona(
        "0123456",
        "Bruno Exemple",
        "Masseur-kinésithérapeute, deux échéances trimestrielles en retard",
        sexe=Sexe.HOMME,
        ne_le="1979-11-02",
        statut=StatutDossier.COTISANT,
        activite=Activite(41_000, Periodicite.TRIMESTRIELLE, en_retard),
        commune_naissance_cog="2A004",
        voie="3 place du Modèle",
        courriel="bruno.exemple@exemple.example",
        telephone="06 39 98 00 02",
        profession=Profession.KINESITHERAPEUTE.value,
        date_affiliation="2006-01-01",
    ),
    _persona(
        "2345678",
        "Chantal Factice",
        "Orthophoniste en cumul emploi-retraite, paie par virement chaque semestre",
        sexe=Sexe.FEMME,
        ne_le="1958-02-28",
        statut=StatutDossier.CUMUL,
        activite=Activite(22_000, Periodicite.SEMESTRIELLE, par_virement),
        nom_usage="Factice-Modèle",
        commune_naissance_cog="",
        pays_naissance_cog="99131",
        courriel="chantal.factice@exemple.example",
        profession=Profession.ORTHOPHONISTE.value,
        date_affiliation="1984-04-01",
    ),
    _persona(
        "123456789",
        "Denise Imaginaire",
        "Veuve d’un affilié, pension de réversion, aucune cotisation",
        sexe=Sexe.FEMME,
        ne_le="1947-07-30",
        statut=StatutDossier.REVERSION,
        est_conventionne="non",
        point_remise="Appartement 4, 2e étage",
        telephone="01 99 00 00 04",
    ),
    _persona(
        "234567890",
        "Chantal Factice",
        "La même Chantal, pension de réversion : deux dossiers, une seule identité FranceConnect",
        sexe=Sexe.FEMME,
        ne_le="1958-02-28",
        statut=StatutDossier.REVERSION,
        nom_usage="Factice-Modèle",
        commune_naissance_cog="",
        pays_naissance_cog="99131",
        courriel="chantal.factice@exemple.example",
        est_conventionne="non",
    ),
    _persona(
        "3456789",
        "Emma Inventée",
        "Orthoptiste tout juste affiliée, compte encore vide",
        sexe=Sexe.FEMME,
        ne_le="1999-01-09",
        statut=StatutDossier.COTISANT,
        nouveau=True,
        courriel="emma.inventee@exemple.example",
        profession=Profession.ORTHOPTISTE.value,
    ),
    _persona(
        "6789012",
        "Noé Débutant",
        "Infirmier affilié depuis avril 2025 : base forfaitaire, puis première régularisation",
        sexe=Sexe.HOMME,
        ne_le="1997-03-14",
        statut=StatutDossier.COTISANT,
        activite=Activite(24_000, Periodicite.TRIMESTRIELLE, par_virement),
        courriel="noe.debutant@exemple.example",
        profession=Profession.INFIRMIER.value,
        date_affiliation="2025-04-01",
    ),
    _persona(
        "0045678",
        "Fabien Postiche",
        "Pédicure-podologue non conventionné, a payé d’avance et un peu trop",
        sexe=Sexe.HOMME,
        ne_le="1971-05-21",
        statut=StatutDossier.COTISANT,
        activite=Activite(29_000, Periodicite.ANNUELLE, arrondi_des_l_appel),
        est_conventionne="non",
        courriel="fabien.postiche@exemple.example",
        profession=Profession.PODOLOGUE.value,
        date_affiliation="1999-07-01",
    ),
    _persona(
        "4567890",
        "Gaëlle Simulée",
        "Infirmière qui règle chaque échéance en deux fois, par carte ; sa banque vient de refuser un prélèvement",
        sexe=Sexe.FEMME,
        ne_le="1992-09-12",
        statut=StatutDossier.COTISANT,
        activite=Activite(31_500, Periodicite.MENSUELLE, en_deux_fois),
        courriel="gaelle.simulee@exemple.example",
        profession=Profession.INFIRMIER.value,
        date_affiliation="2019-01-01",
    ),
    _persona(
        "5678901",
        "Hugo Spécimen",
        "Masseur-kinésithérapeute qui vient de révoquer son mandat : un prélèvement est déjà à la banque",
        sexe=Sexe.HOMME,
        ne_le="1985-12-24",
        statut=StatutDossier.COTISANT,
        activite=Activite(52_000, Periodicite.MENSUELLE, premier_rejete),
        courriel="hugo.specimen@exemple.example",
        profession=Profession.KINESITHERAPEUTE.value,
        date_affiliation="2011-04-01",
    ),
    _persona(
        "0067890",
        "Irène Modèle",
        "Infirmière à la retraite, compte soldé",
        sexe=Sexe.FEMME,
        ne_le="1956-03-03",
        statut=StatutDossier.RETRAITE,
        activite=Activite(34_000, Periodicite.TRIMESTRIELLE, par_virement, derniere=2022),
        courriel="irene.modele@exemple.example",
        profession=Profession.INFIRMIER.value,
        date_affiliation="1986-10-01",
        date_radiation="2022-12-31",
    ),
    _persona(
        "012345678",
        "Joris Illusoire",
        "Orphelin d’une affiliée, rente d’éducation",
        sexe=Sexe.HOMME,
        ne_le="2007-06-15",
        statut=StatutDossier.RENTE_EDUCATION,
        est_conventionne="non",
        courriel="joris.illusoire@exemple.example",
    ),
    Persona(
        ROLE_AGENT,
        "Agathe Guichet",
        "agathe.guichet@caisse.example",
        "Agent A : répond aux membres et prépare les lots de courriers",
        roles=(COURRIERS, RELATION),
    ),
    Persona(
        ROLE_AGENT,
        "Basile Pli",
        "basile.pli@caisse.example",
        "Agent B : confirme la remise à La Poste des lots d’un autre, et suit les cotisations et les paiements",
        roles=(COURRIERS, COTISATIONS),
    ),
    Persona(
        ROLE_AGENT,
        "Céleste Livre",
        "celeste.livre@caisse.example",
        "Agent C : suit les cotisations et les paiements ; fait avec Basile les lots de prélèvements, à deux",
        roles=(COTISATIONS,),
    ),
    Persona(
        ROLE_AGENT,
        "Solène Vigie",
        "solene.vigie@caisse.example",
        "Supervision : journal, e-mails en échec, alarme, accès des agents",
        roles=(SUPERVISION,),
    ),
)

NUMEROS = frozenset(persona.identifiant for persona in PERSONAS if not persona.est_agent)
