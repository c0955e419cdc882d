"""The reference pages: made from the docstrings and the data that gaitkit itself works with.

mkdocs build -f gaitkit/docs/mkdocs.yml      # into out/reference
"""
