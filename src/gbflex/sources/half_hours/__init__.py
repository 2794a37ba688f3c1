"""Half-hourly and daily files that a site file names: prices, demand, heat, generation, gas."""
