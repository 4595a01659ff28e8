"""What to tell a person when the YAML parser gives up, in plain words."""

from typing import Final, NamedTuple


class Advice(NamedTuple):
    """What helps a person whose YAML the parser could not read."""

    sign: str
    """Words of the parser."""
    says: str
    """What helps the person."""
    where_it_opens: bool = False
    """Whether the line to name is the one where something opened, not the one where it failed."""


_BACKSLASH: Final = "A backslash between double quotes means something to YAML. Use single quotes."
_ADVICE: Final = (
    Advice("found character '\\t'", "A tab indents this line. YAML wants spaces."),
    Advice(
        "cannot start any token",
        "A value here begins with a sign that means something to YAML. Put it in quotes.",
    ),
    Advice(
        "mapping values are not allowed",
        "A colon stands where none can. Put text with a colon in quotes; look at the indentation.",
    ),
    Advice("could not find expected ':'", "A field's name here needs a colon after it."),
    Advice("found unknown escape character", _BACKSLASH),
    Advice("expected escape sequence", _BACKSLASH),
    Advice("scanning a quoted", "A quotation mark opens here and does not close.", True),
    Advice("found unexpected end", "A quotation mark opens here and does not close.", True),
    Advice(
        "expected ',' or",
        "A bracket opens here and does not close, or a comma is missing in it.",
        True,
    ),
    Advice("while parsing a flow", "A bracket opens here and does not close.", True),
    Advice("scanning a block scalar", "After | or > the line ends; the text stands below it."),
    Advice("scanning an alias", "A value here begins with *. Put it in quotes."),
    Advice("undefined tag handle", "A value here begins with !. Put it in quotes."),
    Advice("scanning an anchor", "A value here begins with &. Put it in quotes."),
    Advice(" tag expected", "A value here begins with !. Put it in quotes."),
    Advice("sequence entries are not", "A list begins where none can. Begin it on the next line."),
    Advice("mapping keys are not", "A field begins where none can. Look at the indentation."),
    Advice("parsing a block", "The indentation does not fit the lines above."),
    Advice("<document start>", "This does not go on from the lines above. Is it indented right?"),
)


def advice_on(told: str) -> Advice:
    """Give the advice for what the parser told, or its own words if there is none."""
    own_words = Advice("", f"YAML cannot be read here: {told}.")
    return next((advice for advice in _ADVICE if advice.sign in told), own_words)
