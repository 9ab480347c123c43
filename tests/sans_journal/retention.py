import accounts.retention.services
import accounts.temoin
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai


def _purger(persona: Persona) -> None:
    accounts.retention.services.purger(par=None)


def _exporter_tete(persona: Persona) -> None:
    accounts.temoin.exporter_tete(par=None)


CHAPITRE = Chapitre(
    modules=(accounts.retention.services, accounts.temoin),
    essais=(Essai(_purger), Essai(_exporter_tete)),
    ailleurs=frozenset({"enregistrer_le_temoin", "anomalies_du_temoin"}),
)
