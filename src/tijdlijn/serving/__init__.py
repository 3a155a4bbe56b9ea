"""What every deployable serves in the same way: trust, limits, errors, health, metrics and the record.

A service brings routes; `app.deployable_app` puts the rest around them for peers, `browser.browser_app` for
browsers. All of it is plain ASGI.
"""
