"""What units of the Balancing Mechanism did and were paid."""
