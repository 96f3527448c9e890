"""One chunk of made-up trade as a batch of the line table: facts of goods, parties, route and use, with gaps."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monazite.simulate.catalogue import catalogue
from monazite.simulate.companies import companies
from monazite.simulate.draw import Draw, Floats, Ints, Mask, coded, numbers, yes_no
from monazite.simulate.shipments import Shipments, world
from monazite.simulate.words import trade
from monazite.vocabulary import vocabulary

__all__ = ["Lines"]

PERCENT = 10**7  # fixed point of one per cent
KILOGRAM, GRAM = 10**6, 10**3
CENT, DOLLAR = 100, 10**4
UNITS = ("KGM", "kg", "千克", "TNE", "H87", "pcs", "个")
# What goods are of which goods.yml says nothing.
USUAL = {"kind": "goods", "magnet_family": "none", "equipment": "other"}
NO_ELSEWHERE = ("helps_overseas_rare_earths",)
NOT_CONTROLLED = "not controlled"
USUAL_UNKNOWN = 20.0
# Families whose makers are asked for technology, source and certificates.
CRITICAL = (
    "rare_earth_metals",
    "rare_earth_oxides",
    "magnets",
    "gallium_germanium",
    "antimony_and_others",
    "carbon_and_batteries",
)
RARE_EARTH = ("rare_earth_metals", "rare_earth_oxides", "magnets")


class Lines:
    """Draws the columns of one chunk; `batch` returns them in the order of the vocabulary."""

    def __init__(self, draw: Draw, ships: Shipments, first: int) -> None:
        self.draw, self.ships, self.first = draw, ships, first
        self.count = len(ships.of_line)
        self.of = ships.of_line
        self.goods = catalogue()
        self.kinds = self._kinds()
        self.columns: dict[str, pa.Array] = {}
        self.chinese = ships.chinese[self.of]
        self.from_china = ships.dispatch[self.of] == 0
        kind = self.goods.choices["kind"]
        self.immaterial = kind.counts[self.kinds] > 0

    def batch(self) -> pa.RecordBatch:
        """Return the lines."""
        for part in (self._identity, self._goods, self._amounts, self._composition, self._set, self._content):
            part()
        for part in (self._parties, self._lists, self._route, self._use, self._documents):
            part()
        order = [c for name in vocabulary() for c in vocabulary().columns(name) if c in self.columns]
        return pa.RecordBatch.from_arrays([self.columns[name] for name in order], names=order)

    # ------------------------------------------------------------ drawing
    def _kinds(self) -> Ints:
        """Return the kind of goods of each line: mostly of the family of its declaration."""
        goods, family = self.goods, self.ships.family[self.of]
        technology = list(goods.families).index("technology")
        shares = np.where(np.arange(len(goods.family_shares)) == technology, 0, goods.family_shares)
        mixed = self.draw.chance(self.count, 120) & (family != technology)
        family = np.where(mixed, self.draw.weighted(shares, self.count), family)
        out = np.zeros(self.count, np.int64)
        for place, kinds in enumerate(goods.families.values()):
            rows = np.flatnonzero(family == place)
            out[rows] = kinds[self.draw.weighted(goods.shares[kinds], len(rows))]
        return out

    def unknown(self, fact: str) -> Mask:
        """Return where a fact is not known, as often as trade.yml says."""
        return self.draw.chance(self.count, float(trade()["unknown"].get(fact, USUAL_UNKNOWN)))

    def words(self, fact: str, codes: Ints, words: pa.Array, unknown: Mask | None = None) -> None:
        """Add a column of words by code."""
        gone = self.unknown(fact) if unknown is None else unknown
        self.columns[fact] = coded(codes, words, gone)

    def is_of(self, families: tuple[str, ...]) -> Mask:
        """Return which lines are goods of some families."""
        places = [list(self.goods.families).index(name) for name in families]
        return np.isin(self.goods.family[self.kinds], places)

    # ------------------------------------------------------------ columns
    def _identity(self) -> None:
        ships = self.ships
        serial = pc.utf8_lpad(pa.array(self.first + np.arange(len(ships.day))).cast(pa.string()), 9, "0")
        year = pa.array(ships.day.astype("datetime64[D]").astype("datetime64[Y]").astype(str)).cast(pa.string())
        numbers_ = pc.binary_join_element_wise(world().codes.take(pa.array(ships.dispatch)), year, serial, "-")
        self.words("declaration", self.of, numbers_)
        self.columns["line"] = numbers(ships.line, self.unknown("line"))
        self.columns["date"] = pa.array(ships.day[self.of].astype(np.int32), mask=self.unknown("date")).cast(
            pa.date32()
        )

    def _goods(self) -> None:
        goods = self.goods
        self.words("tariff_code", goods.tariff_codes.draw(self.draw, self.kinds), goods.tariff_codes.words)
        english = goods.english.draw(self.draw, self.kinds)
        chinese = goods.chinese.draw(self.draw, self.kinds) + len(goods.english.words)
        text = np.where(self.chinese, chinese, english)
        model = self.draw.below(np.full(self.count, len(goods.models)))
        self.columns["description"] = self._joined(text, model, self.unknown("description"))

    def _joined(self, text: Ints, model: Ints, unknown: Mask) -> pa.Array:
        """Return descriptions with their models: each that occurs is joined once."""
        goods = self.goods
        used, inverse = np.unique(text * len(goods.models) + model, return_inverse=True)
        texts = pa.concat_arrays([goods.english.words, goods.chinese.words]).take(pa.array(used // len(goods.models)))
        joined = pc.binary_join_element_wise(texts, goods.models.take(pa.array(used % len(goods.models))), "")
        return coded(inverse.astype(np.int64), joined, unknown)

    def _amounts(self) -> None:
        goods, kinds, draw = self.goods, self.kinds, self.draw
        mass = draw.spread(goods.mass.low[kinds], goods.mass.high[kinds])
        each = goods.each[kinds]
        pieces = np.maximum(np.round(np.nan_to_num(mass / each)), 1)
        counted = ~np.isnan(each)
        grams = np.maximum(np.round(np.nan_to_num(np.where(counted, pieces * np.nan_to_num(each), mass)) * 1000), 1)
        net = grams.astype(np.int64) * GRAM
        gone = self.immaterial
        self.columns["net_mass"] = numbers(net, self.unknown("net_mass") | gone)
        gross = net + (grams * (0.02 + 0.18 * draw.unit(self.count))).astype(np.int64) * GRAM
        self.columns["gross_mass"] = numbers(gross, self.unknown("gross_mass") | gone)
        litres = (grams / 100 * np.exp(draw.unit(self.count) * 2.5 - 0.8)).astype(np.int64) + 1
        self.columns["volume"] = numbers(litres * (KILOGRAM // 10), self.unknown("volume") | gone)
        box = np.array([25_000, 200_000, 1_000_000])[draw.below(np.full(self.count, 3))]
        self.columns["packages"] = numbers(-(-grams.astype(np.int64) // box), self.unknown("packages") | gone)
        self._quantity(net, pieces, counted)
        self._value(grams / 1000)

    def _quantity(self, net: Ints, pieces: Floats, counted: Mask) -> None:
        """Add quantity and unit: pieces where the goods are counted, else kilograms or tonnes."""
        tonnes = ~counted & self.draw.chance(self.count, 120) & (net % (1000 * GRAM) == 0)
        unit = np.where(counted, 4 + self.draw.below(np.full(self.count, 2)), self.draw.below(np.full(self.count, 2)))
        unit = np.where(self.chinese, np.where(counted, 6, 2), np.where(tonnes, 3, unit))
        quantity = np.where(counted, pieces.astype(np.int64) * 10**6, np.where(unit == 3, net // 1000, net))
        self.columns["quantity"] = numbers(quantity, self.unknown("quantity") | self.immaterial)
        self.words("quantity_unit", np.where(self.immaterial, -1, unit), pa.array(UNITS))

    def _value(self, kilograms: Floats) -> None:
        goods, kinds, draw = self.goods, self.kinds, self.draw
        price = draw.spread(goods.price.low[kinds], goods.price.high[kinds])
        fee = draw.spread(goods.fee.low[kinds], goods.fee.high[kinds])
        currency = self.ships.currency[self.of]
        dollars = np.where(self.immaterial, np.nan_to_num(fee), np.nan_to_num(price) * kilograms)
        cents = np.maximum(np.round(dollars * world().rates[currency] * 100), 1)
        self.value = cents.astype(np.int64) * CENT
        self.columns["value"] = numbers(self.value, self.unknown("value"))
        self.words("currency", currency, world().currencies)

    def _composition(self) -> None:
        goods, kinds, draw = self.goods, self.kinds, self.draw
        gone = self.unknown("composition")
        for element in dict.fromkeys((*goods.fractions, *goods.traces)):
            values, none = self._fraction(element)
            self.columns[f"mf_{element}"] = numbers(values, none | gone)
        for element, bounds in goods.traces.items():
            bound = bounds[kinds]
            none = np.isnan(bound) | gone | draw.chance(self.count, 500)
            self.columns[f"mf_{element}_below"] = numbers(np.round(np.nan_to_num(bound) * PERCENT), none)
        purity, none = goods.purity.draw(draw, kinds)
        scaled = np.round(purity * 10_000).astype(np.int64) * (PERCENT // 10_000)
        nines = draw.chance(self.count, 200)
        none = none | self.unknown("purity")
        self.columns["purity"] = numbers(scaled, none | nines)
        self.columns["purity_from"] = numbers(scaled, none | ~nines)
        known = np.where(goods.composed[kinds], draw.chance(self.count, 850), draw.chance(self.count, 900))
        self.columns["composition_complete"] = yes_no(known, self.unknown("composition_complete") | self.immaterial)

    def _fraction(self, element: str) -> tuple[Ints, Mask]:
        """Return mass fractions, to 0.01 %, finer where little is left to 100 %."""
        if element not in self.goods.fractions:
            return np.zeros(self.count, np.int64), np.ones(self.count, bool)
        share, none = self.goods.fractions[element].draw(self.draw, self.kinds)
        step = np.where((share > 99.9) | (share < 0.5), 0.0001, 0.01)
        return np.round(np.round(share / step) * step * PERCENT).astype(np.int64), none

    def _set(self) -> None:
        """Add the facts that goods.yml sets by name."""
        goods, kinds = self.goods, self.kinds
        for fact, options in goods.choices.items():
            codes = options.draw(self.draw, kinds)
            if fact in USUAL:
                words = pa.concat_arrays([options.words, pa.array([USUAL[fact]])])
                self.words(fact, np.where(codes < 0, len(options.words), codes), words)
            else:
                self.words(fact, codes, options.words)
        for fact, spread in goods.quantities.items():
            self._parameter(fact, *spread.draw(self.draw, kinds))
        for fact, chances in goods.booleans.items():
            chance = chances[kinds]
            yes = self.draw.chance(self.count, np.nan_to_num(chance))
            concerns = np.full(self.count, True) if fact in NO_ELSEWHERE else ~np.isnan(chance)
            self.columns[fact] = yes_no(yes, ~concerns | self.unknown(fact))

    def _parameter(self, fact: str, values: Floats, none: Mask) -> None:
        """Add one measured value; some facts have a value that says that they do not concern the line."""
        scale = 10 ** vocabulary()[fact].decimals
        scaled = np.round(np.round(values, 2) * scale).astype(np.int64)
        if fact in ("chip_node", "memory_layers"):
            other = (1000 if fact == "chip_node" else 0) * scale
            self.columns[fact] = numbers(np.where(none, other, scaled), self.unknown(fact))
            return
        self.columns[fact] = numbers(scaled, none | self.unknown("parameters"))

    def _content(self) -> None:
        draw, ships, there = self.draw, self.ships, world()
        dispatch = ships.dispatch[self.of]
        self.origin = np.where(draw.chance(self.count, 860), dispatch, draw.weighted(there.dispatch, self.count))
        self.words("origin", self.origin, there.codes)
        foreign = self.origin != 0
        magnets = self.columns["magnet_family"].is_valid().to_numpy(zero_copy_only=False) | self.is_of(RARE_EARTH)
        share = np.where(draw.chance(self.count, 60), 0.001, np.minimum(0.002 * np.exp(draw.unit(self.count) * 6), 0.6))
        content = np.round(self.value / CENT * share).astype(np.int64) * CENT
        self.columns["cn_content_value"] = numbers(content, ~(foreign & magnets) | self.unknown("cn_content_value"))
        taught = foreign & magnets & draw.chance(self.count, 180)
        self.columns["cn_technology"] = yes_no(taught, self.unknown("cn_technology"))
        american = there.codes.index("US").as_py()
        ear = np.where(self.origin == american, draw.chance(self.count, 700), draw.chance(self.count, 20))
        self.columns["subject_to_ear"] = yes_no(ear, self.unknown("subject_to_ear"))

    def _parties(self) -> None:
        ships, them, there = self.ships, companies(), world()
        addresses = them.addresses
        countries = {"exporter": ships.dispatch, "consignee": ships.destination, "end_user": ships.end_user_country}
        for party, country in countries.items():
            company = getattr(ships, party)[self.of]
            gone = self.unknown(party)
            self.words(party, company + ships.spelling[self.of] * them.total, them.names, gone)
            self.words(f"{party}_id", company, them.ids, self.unknown(f"{party}_id") | gone)
            self.words(f"{party}_country", country[self.of], there.codes)
            self.words(f"{party}_address", company, addresses, self.unknown(f"{party}_address") | gone)
        middle = ships.intermediary[self.of]
        self.words("intermediary", middle, them.names, middle < 0)
        carriers = pa.array(list(map(str, trade()["carriers"])))
        self.words("carrier", self.draw.below(np.full(len(ships.day), len(carriers)))[self.of], carriers)

    def _lists(self) -> None:
        """Add whether parties are listed, owned or military: known for a party that was screened, else not at all."""
        them, announcements = companies(), pa.array(["none", *map(str, trade()["announcements"])])
        for party in ("consignee", "end_user"):
            company = getattr(self.ships, party)[self.of]
            unscreened = self.unknown("listings")
            listed = them.marks["cn_listing"][company]
            codes = np.where(listed, 1 + company % (len(announcements) - 1), 0)
            self.words(f"{party}_cn_listing", codes, announcements, unscreened)
            for mark in ("cn_owned", "us_listed", "us_owned", "us_part_owned", "military"):
                self.columns[f"{party}_{mark}"] = yes_no(them.marks[mark][company], unscreened)

    def _route(self) -> None:
        ships, there = self.ships, world()
        self.words("dispatch", ships.dispatch[self.of], there.codes)
        self.words("destination", ships.destination[self.of], there.codes)
        route = ships.route[self.of]
        direct = np.asarray(pc.equal(there.routes, ""))[route]
        self.words("transit", route, there.routes, direct | self.immaterial)
        mode = np.where(self.immaterial, len(there.modes) - 1, ships.mode[self.of])
        self.words("mode", mode, there.modes)
        at_sea = (mode == there.modes.index("sea").as_py()) & ~self.unknown("containers")
        self.words("containers", np.where(at_sea, self.of, -1), self._containers(), ~at_sea)

    def _containers(self) -> pa.Array:
        """Return one container number a declaration, with its check digit (ISO 6346)."""
        there, number = world(), len(self.ships.day)
        owner = self.draw.below(np.full(number, len(there.owners)))
        serial = self.draw.below(np.full(number, 10**6))
        digits = serial[:, None] // 10 ** np.arange(5, -1, -1) % 10
        check = (_owner_sums()[owner] + (digits << np.arange(4, 10)).sum(axis=1)) % 11 % 10
        texts = pc.utf8_lpad(pa.array(serial * 10 + check).cast(pa.string()), 7, "0")
        return pc.binary_join_element_wise(there.owners.take(pa.array(owner)), texts, "")

    def _use(self) -> None:
        uses = trade()["end_use"]
        shares = [float(share) for share in uses.values()]
        use = self.draw.weighted(shares, len(self.ships.day))[self.of]
        self.words("end_use", use, pa.array(list(map(str, uses))))
        for fact, often in trade()["flags"].items():
            self.columns[str(fact)] = yes_no(self.draw.chance(self.count, float(often)), self.unknown(str(fact)))

    def _documents(self) -> None:
        goods, draw = self.goods, self.draw
        claim = goods.claims.draw(draw, self.kinds)
        since = goods.claimed_from[self.kinds]
        controlled = (claim >= 0) & self.from_china & (self.ships.day[self.of] >= since)
        claims = pa.concat_arrays([goods.claims.words, pa.array([NOT_CONTROLLED])])
        stated = np.where(controlled, draw.chance(self.count, 550), draw.chance(self.count, 60))
        codes = np.where(controlled, claim, len(goods.claims.words))
        self.words("claimed_control_code", codes, claims, ~stated | self.unknown("claimed_control_code"))
        named = np.where(controlled, draw.chance(self.count, 600), draw.chance(self.count, 1))
        self.columns["licence_number"] = self._licences(named)
        certified = self.is_of(CRITICAL) & draw.chance(self.count, 450)
        self.columns["certificate_number"] = self._certificates(certified)
        wanted = claim >= 0
        self.columns["end_user_statement"] = yes_no(
            draw.chance(self.count, 620), ~wanted | self.unknown("end_user_statement")
        )

    def _licences(self, named: Mask) -> pa.Array:
        """Return licence numbers: one a year for each exporter and kind of goods."""
        year = self.ships.day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)[self.of] + 1970
        exporter = self.ships.exporter[self.of]
        keys = (year * len(self.goods.names) + self.kinds) * companies().total + exporter
        used, inverse = np.unique(keys[named], return_inverse=True)
        exporters, rest = used % companies().total, used // companies().total
        kinds, years = rest % len(self.goods.names), rest // len(self.goods.names)
        parts = [
            pc.utf8_lpad(pa.array(part).cast(pa.string()), width, "0") for part, width in ((exporters, 6), (kinds, 3))
        ]
        texts = pc.binary_join_element_wise("CN", pa.array(years).cast(pa.string()), *parts, "-")
        codes = np.full(self.count, -1, np.int64)
        codes[named] = inverse
        return coded(codes, texts)

    def _certificates(self, certified: Mask) -> pa.Array:
        lots = self.of // 2
        texts = pc.binary_join_element_wise(
            "COA-", pa.array(self.first + np.arange(int(lots.max()) + 1)).cast(pa.string()), ""
        )
        return coded(np.where(certified, lots, -1), texts)


@lru_cache(maxsize=1)
def _owner_sums() -> Ints:
    """Return what the four letters of each owner add to the check sum of a container number."""
    worth = {letter: 10 + i + (i + 9) // 10 for i, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    owners = world().owners.to_pylist()
    return np.array([sum(worth[c] << place for place, c in enumerate(owner)) for owner in owners])
