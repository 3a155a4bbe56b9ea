"""One room per deployable. Rooms never import each other: they run at different organisations and talk over
HTTP.
"""
