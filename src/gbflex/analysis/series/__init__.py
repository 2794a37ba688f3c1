"""The series a question needs on its time axis: prices, demand, heat, sun, forecasts, and their gaps."""
