"""Questions about engines that give heat: what they can turn up and down, and what each asset adds."""
