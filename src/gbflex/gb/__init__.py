"""Facts of the GB system: meter points, licence areas, dated rates. Knows no optimiser and no asset."""
