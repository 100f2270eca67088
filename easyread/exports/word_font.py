"""Makes ``fonts/WordLayer.ttf``: a glyph for each code of a word in layers, all of them the same box.

``python -m easyread.exports.word_font`` writes it; a test looks that it is the same. Nobody sees its
glyphs: the PDF says that they are not drawn. The boxes tell readers how tall a line is.
"""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from easyread.exports.fonts import FOLDER
from easyread.exports.word_layers import CODES, FONT

FILE = FOLDER / "WordLayer.ttf"
_UP, _DOWN, _WIDE, _EM = 800, -200, 500, 1000  # card.typ counts on a width of half an em


def make_font() -> bytes:
    """The font, as TrueType."""
    glyphs = {".notdef": ord(" "), **{f"code{code:x}": code for code in CODES}}
    pen = TTGlyphPen(None)
    for move, corner in (
        ("moveTo", (0, _DOWN)),
        ("lineTo", (0, _UP)),
        ("lineTo", (_WIDE, _UP)),
        ("lineTo", (_WIDE, _DOWN)),
    ):
        getattr(pen, move)(corner)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({code: name for name, code in glyphs.items() if code in CODES})
    builder.setupGlyf(dict.fromkeys(glyphs, box))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (_WIDE, 0)))
    builder.setupHorizontalHeader(ascent=_UP, descent=_DOWN)
    builder.setupNameTable(
        {"familyName": FONT, "styleName": "Regular", "fullName": FONT, "psName": FONT.replace(" ", "")}
    )
    builder.setupOS2(sTypoAscender=_UP, sTypoDescender=_DOWN, usWinAscent=_UP, usWinDescent=-_DOWN)
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


if __name__ == "__main__":
    FILE.write_bytes(make_font())
