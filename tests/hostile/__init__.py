"""Descriptions that mean harm."""
