"""Which earlier studies matter for the one being read: what their words mean, and points with reasons (A6).

Order and mark only: no study is ever left out. The numbers and the words are tables (`RuleTable`,
`VocabularyTable`) that a site can replace; here stands what is done with them.
"""
