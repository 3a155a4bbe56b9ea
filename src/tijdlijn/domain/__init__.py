"""What our words mean: plain frozen values, standard library only, no network and no clock.

Every other room speaks in these types. A word that is not in `docs/GLOSSARY.md` does not become a class here.
"""
