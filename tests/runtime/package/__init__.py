"""A package such as the generator writes, by hand and small: what the runtime is tested with."""
