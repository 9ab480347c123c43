"""What is kept of pieces: a year after they were closed; a day for a file that no row names."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from accounts.retention.services import purger
from documents.pieces import services
from documents.pieces.models import Piece
from tests.conftest import MAINTENANT
from tests.documents.pieces.conftest import Deposer
from tests.documents.pieces.fichiers import pdf
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


def partis(code: str, *, a_blanc: bool = False) -> int | None:
    return purger(par=None, codes=[code], a_blanc=a_blanc)[0].nombre


def test_une_piece_close_part_un_an_apres(
    deposer: Deposer, affilie: Persona, reserve: Path, horloge: time_machine.Traveller
) -> None:
    acceptee, ouverte, retiree = (deposer(affilie, pdf(pages=rang), "a.pdf") for rang in (1, 2, 3))
    services.accepter_piece(piece=acceptee, par=affilie.compte)
    services.retirer_piece(piece=retiree, par=affilie.compte)
    horloge.move_to(MAINTENANT + 365 * JOUR)
    assert partis("pieces-closes") == 0
    horloge.shift(1)
    assert partis("pieces-closes", a_blanc=True) == 2
    assert partis("pieces-closes") == 2
    assert list(Piece.objects.all()) == [ouverte]
    assert not (reserve / str(acceptee.fichier)).exists()
    assert (reserve / str(ouverte.fichier)).exists()


def test_un_fichier_que_rien_ne_nomme_part_le_lendemain(deposer: Deposer, affilie: Persona, reserve: Path) -> None:
    nommee, oubliee = deposer(affilie), deposer(affilie, pdf(), "a.pdf")
    etranger = reserve / "ab" / "notes.txt"
    etranger.parent.mkdir(exist_ok=True)
    etranger.write_text("à quelqu’un d’autre")
    Piece.objects.filter(pk=oubliee.pk).delete()
    assert partis("pieces-sans-ligne") == 0  # it may be of a deposit under way
    ancien = (MAINTENANT - 2 * JOUR).timestamp()
    for chemin in reserve.rglob("*.*"):
        os.utime(chemin, (ancien, ancien))
    assert partis("pieces-sans-ligne", a_blanc=True) == 1
    assert partis("pieces-sans-ligne") == 1
    assert (reserve / str(nommee.fichier)).exists()
    assert etranger.exists()
