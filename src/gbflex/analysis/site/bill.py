"""What does this site's import cost over a span, with nothing dispatched?"""

from __future__ import annotations

import numpy as np

from gbflex.analysis.answers.bill import BillAnswer
from gbflex.analysis.ports import Ports
from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.lines import summed_lines
from gbflex.analysis.site.rates_used import duos_documents
from gbflex.analysis.site.settled import cut_months, setting_warnings, settled
from gbflex.assets.site import Site
from gbflex.cashflows.selection import select_lines
from gbflex.cashflows.shape import FLOW_NAMES, FlowKey, Flows
from gbflex.periods import Periods

__all__ = ["site_bill"]


def site_bill(site: Site, periods: Periods, ports: Ports) -> BillAnswer:
    """The bill of a site's demand, without its assets and without the PPA, a transfer between its parties.

    Args:
        site: The site.
        periods: The span.
        ports: Where prices come from.

    Returns:
        `lines`, `total_gbp` (negative is a cost), `complete`, `not_priced` and what else the CLI prints.
    """
    setting = setting_of(site.with_assets(()), periods, ports)
    selection = select_lines(setting)
    nothing = np.zeros(len(periods))
    demand_mwh = setting.series["demand"].values
    energy: dict[FlowKey, np.ndarray[tuple[int], np.dtype[np.float64]]] = dict.fromkeys(FLOW_NAMES, nothing)
    flows = Flows(energy | {"import": demand_mwh, "boundary_import": demand_mwh})
    lines = [line for line in selection.lines if line.name != "ppa"]
    ledger = settled(lines, flows, setting)
    return {
        "site": site.name,
        "from": periods.first_date.isoformat(),
        "to": periods.last_date.isoformat(),
        "import_mwh": float(demand_mwh.sum()),
        "lines": summed_lines(ledger),
        "total_gbp": ledger.total_gbp,
        **completeness(selection, setting, flows),
        "duos_documents": duos_documents(setting, lines),
        "warnings": [*setting_warnings(setting, site), *cut_months(ledger)],
    }
