"""Damaged descriptions by the thousand, each made anew from a seed and a number.

python -m tests.fuzz --count 20000 --seed 1 --resume
"""
