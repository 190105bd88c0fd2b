"""The catalogue of features and the engine that computes them."""
