"""What stands behind the meter, and the site that holds it: parameters with units and their limits."""
