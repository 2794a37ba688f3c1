"""The SQL models, and the engines that run them."""
