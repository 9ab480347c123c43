"""Whose address counts, whatever a client writes in its headers."""

import pytest

from carpimko_portal.lib.adresses import adresse_client, poste, reseau

MANDATAIRE = "10.0.0.1"


@pytest.mark.parametrize(
    ("relayee", "mandataires", "attendue"),
    [
        ("", 0, MANDATAIRE),
        ("203.0.113.9", 0, MANDATAIRE),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", 1, "203.0.113.9"),
        ("forgée, 198.51.100.1,203.0.113.9", 1, "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("203.0.113.9", 2, MANDATAIRE),
        ("", 1, MANDATAIRE),
        ("203.0.113.9, pas-une-adresse", 1, MANDATAIRE),
        ("203.0.113.9,", 1, MANDATAIRE),
        ("203.0.113.9:4433", 1, MANDATAIRE),
        ("203.0.113.256", 1, MANDATAIRE),
        ("0xCB007109", 1, MANDATAIRE),
        ("٢٠٣.٠.١١٣.٩", 1, MANDATAIRE),
        ("::ffff:203.0.113.9", 1, "203.0.113.9"),
        (" 2001:DB8::1 ", 1, "2001:db8::1"),
        ("," * 10_000, 1, MANDATAIRE),
    ],
)
def test_seuls_nos_mandataires_sont_crus(relayee: str, mandataires: int, attendue: str) -> None:
    lue = adresse_client(distante=MANDATAIRE, relayee_pour=relayee, mandataires=mandataires)
    assert str(lue) == attendue


def test_sans_adresse_du_tout_tous_partagent_la_meme() -> None:
    assert str(adresse_client(distante="", relayee_pour="", mandataires=1)) == "0.0.0.0"
    assert str(adresse_client(distante="unix:", relayee_pour="203.0.113.9", mandataires=0)) == "0.0.0.0"


@pytest.mark.parametrize(
    ("adresse", "du_poste", "du_reseau"),
    [
        ("203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::1", "::/64", "::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
    ],
)
def test_postes_et_reseaux(adresse: str, du_poste: str, du_reseau: str) -> None:
    lue = adresse_client(distante=adresse, relayee_pour="", mandataires=0)
    assert poste(lue) == du_poste
    assert reseau(lue) == du_reseau
