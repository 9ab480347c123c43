"""Dates as the fund writes them."""

from datetime import UTC, date, datetime

import pytest

from carpimko_portal.lib.dates import ecrire_date, ecrire_date_courte, ecrire_moment


@pytest.mark.parametrize(
    ("jour", "longue", "courte"),
    [
        (date(2026, 12, 5), "5\u00a0décembre 2026", "5\u00a0déc.\u00a02026"),
        (date(2027, 1, 1), "1er\u00a0janvier 2027", "1er\u00a0janv.\u00a02027"),
        (date(2024, 2, 29), "29\u00a0février 2024", "29\u00a0févr.\u00a02024"),
        (date(2026, 8, 31), "31\u00a0août 2026", "31\u00a0août\u00a02026"),
    ],
)
def test_les_dates_se_disent_en_mots(jour: date, longue: str, courte: str) -> None:
    assert ecrire_date(jour) == longue
    assert ecrire_date_courte(jour) == courte


@pytest.mark.parametrize(
    ("instant", "dit"),
    [
        (datetime(2026, 11, 18, 8, 12, tzinfo=UTC), "18\u00a0novembre 2026 à 9\u00a0h\u00a012"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "1er\u00a0janvier 2027 à 0\u00a0h\u00a030"),
        (datetime(2026, 7, 14, 22, 5, tzinfo=UTC), "15\u00a0juillet 2026 à 0\u00a0h\u00a005"),
    ],
)
def test_un_moment_se_dit_a_l_heure_de_paris(instant: datetime, dit: str) -> None:
    assert ecrire_moment(instant) == dit
