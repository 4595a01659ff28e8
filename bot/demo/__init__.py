"""The demo: the bot beside its sandbox in one process. Only the files of this folder know both."""
