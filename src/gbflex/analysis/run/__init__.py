"""Questions about a battery or a plant that is dispatched: runs, plans, losses, break-even, reasons."""
