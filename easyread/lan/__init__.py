"""Another tablet in the same room: TLS, a certificate of its own, and joining by a one-use code.

Nothing here runs, listens or adds a page unless ``easyread serve --lan`` asks for it.
"""
