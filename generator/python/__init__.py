"""IR to Python source text: the atoms that templates are put together from."""
