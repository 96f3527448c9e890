"""Magnetic properties that no ferrite has make a magnet likely; other quantities that are written alike do not."""

import pytest

from monazite.goods.reader import Reader
from monazite.packs.goods import goods_pack


@pytest.fixture(scope="module")
def reader():
    return Reader(goods_pack())


def likely(reader, text):
    return {
        d.value for d in reader.read(text).likely if d.because in ("a magnetic property", "no ferrite is so strong")
    }


@pytest.mark.parametrize(
    "text",
    [
        "hard blocks for motors, Br 13.2 kGs",
        "ceramic segments, Br=1.32T",
        "pressed rings BHmax 48MGOe",
        "blocks (BH)max 30 MGOe",
        "sintered discs, Br 12.5-12.9 KGs",
        "陶瓷块 剩磁1.08T",
        "黑色块状 磁能积 38MGOe",
        "ferrite blocks, remanence 1250 mT",
    ],
)
def test_stronger_than_any_ferrite(reader, text):
    assert likely(reader, text) == {"magnet", "SmCo", "NdFeB"}


@pytest.mark.parametrize(
    "text",
    [
        "Bromine Br 10 kg drum",
        "vibration fibre board 30 kg",
        "Br 20 T",  # tonnes, or more than any magnet
        "bromine, Br 1200 MT",
        "ferrite ring Br 0.40 T",
        "ferrite ring BHmax 3.5 MGOe",
        "hydrobromic acid, Br 8 KG per can",
        "fibre 12 T press",
    ],
)
def test_other_quantities_are_none(reader, text):
    assert likely(reader, text) == set()
