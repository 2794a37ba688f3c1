"""What the optimiser is asked and what it answers: problem, stores, reserves, plant, schedule, proof."""
