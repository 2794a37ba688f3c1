"""Make the shipped table of capacity market auctions, and the scheme's cost of years without a published one.

Usage: python tools/make_capacity_market.py FILE, where FILE is the collected capacity_market_auctions.csv. Figures
are copied as text. A delivery year with both of its auctions and no published cost gets capacity x clearing price.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from gbflex.gb.rates.capacity_market import auction_years, cost_of_auctions

DATA = Path(__file__).parent.parent / "src" / "gbflex" / "gb" / "rates" / "data"
AUCTIONS = DATA / "capacity_market" / "auctions.csv"
COST = DATA / "levies" / "cm_scheme_cost.yaml"
SOURCE = "NESO, capacity market auction results, via knameds-cmd/GR_research_Grid_ESS @f73d1de0"
LONGEST_LINE = 300


def main(collected: Path) -> None:
    """Write the auctions, then the costs that follow from them."""
    rows = list(csv.DictReader(collected.read_text().splitlines()))
    with AUCTIONS.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["delivery_year", "auction", "capacity_mw", "price_gbp_per_kw", "source"])
        for row in sorted(rows, key=lambda row: (row["delivery_year"], row["auction"][-3:])):
            year, kind = row["delivery_year"][:4], row["auction"][-3:]
            price = row["implied_price_gbp_per_kw_yr"]
            writer.writerow([year, kind, row["capacity_awarded_mw"], price, SOURCE])
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = LONGEST_LINE
    yaml.indent(mapping=2, sequence=4, offset=2)
    held = yaml.load(COST.read_text("utf-8"))
    published = [value for value in held["values"] if value["quality"] == "actual"]
    known = {value["valid_from"].year for value in published}
    computed = [
        _cost(year) for year in auction_years() if year not in known and cost_of_auctions(year) is not None
    ]
    held["values"] = sorted([*published, *computed], key=lambda value: value["valid_from"])
    with COST.open("w", encoding="utf-8") as file:
        yaml.dump(held, file)
    print(
        f"auctions.csv: {len(rows)} rows; cm_scheme_cost: {len(computed)} of {len(held['values'])} from auctions"
    )


def _cost(year: int) -> dict[str, object]:
    cost = cost_of_auctions(year)
    assert cost is not None  # noqa: S101 (asked only for years with a cost)
    return {
        "value": round(cost.gbp_million, 6),
        "valid_from": date(year, 10, 1),
        "valid_to": date(year + 1, 10, 1),
        "quality": "estimated",
        "source": f"capacity x clearing price of {' and '.join(cost.auctions)} ({SOURCE})",
        "note": "agreements of several years from earlier auctions and their indexation are not in it",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
