"""The classifier's inner works: text → features → probabilities, and the model file they come from."""
