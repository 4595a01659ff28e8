"""Text that people, or machines, have tried on bots like this one."""

RTL_OVERRIDE = "\u202e"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1e9\U0001f1ea"

SHORT = {
    "pings": "<!channel> @channel <@U0ANA> #general",
    "html": "</script><b>bold?</b>",
    "templates": "{{7*7}} {% raw %} {name} {0}",
    "controls": "nul \x00 bell \x07 escape \x1b[31m",
    "right-to-left": f"invoice{RTL_OVERRIDE}gpj.exe",
    "formatting": "`code` ```block``` *_~all~_* * _ ~",
    "separators": "a|b>c<d&e&amp;f&lt;g",
    "surrogates": "\ud800 lone \udfff",
    "blank": " ",
    "empty": "",
}
LONG = {
    "letters": "x" * 100_000,
    "ampersands": "&" * 100_000,
    "angles": "<>" * 50_000,
    "accented": "a\u0301" * 50_000,
    "accents": "a" + "\u0301" * 100_000,
    "families": FAMILY * 15_000,
    "flags": FLAG * 50_000,
    "lines": "\n" * 100_000,
    "words": "word " * 20_000,
}
HOSTILE = SHORT | LONG
