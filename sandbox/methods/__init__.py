"""The Web API methods that the sandbox has been taught, one file per family."""

from sandbox.methods import app, canvases, channels, chat, files, people, reading, small, views
from sandbox.methods.call import Methods

METHODS: Methods = {
    **app.METHODS,
    **canvases.METHODS,
    **channels.METHODS,
    **chat.METHODS,
    **files.METHODS,
    **people.METHODS,
    **reading.METHODS,
    **small.METHODS,
    **views.METHODS,
}
