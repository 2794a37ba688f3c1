"""Climate Change Levy on electricity (CCL).

HMRC's main rate at the meter, without losses, less the exempt share of the site file.
"""

from gbflex.cashflows.levy import levy

__all__ = ["LINE"]

LINE = levy(
    name="ccl",
    label="Climate Change Levy",
    rule="Import x main rate x (1 - exemptions.ccl_fraction) (Finance Act 2000, Schedule 6)",
    rates=("ccl_electricity",),
    payee="government",
    boundary="meter",
    relief_fraction=lambda setting: setting.site.exemptions.ccl_fraction,
)
