"""A small picture of a photograph, made anew from its pixels: nothing of the file itself reaches a browser."""

from __future__ import annotations

from qingtian_platform.act.papers.infos import ExhibitInfo
from qingtian_platform.kit.attachments import content, path_of
from qingtian_platform.kit.places import Places

WIDTH = 320
"""Of a preview. [px]"""
LARGEST = 16 << 20
"""File of which a preview is made. [bytes]"""
SHEET = '#set page(width: {width}pt, height: auto, margin: 0pt)\n#image("/{path}", format: "{form}", width: 100%)\n'


def preview(info: ExhibitInfo) -> bytes:
    """Make a PNG of a photograph.

    Raises
    ------
    LookupError
        It is no photograph, its bytes are gone, or nothing can be seen in them.
    """
    if not info.is_image or info.size > LARGEST:
        raise LookupError("no picture")
    content(info.hash)  # whether it is still what its hash says
    import typst

    folder = Places.current().attachments
    path = path_of(info.hash).relative_to(folder)
    sheet = SHEET.format(width=WIDTH, path=path.as_posix(), form=info.form)
    try:
        made = typst.compile(  # type: ignore[call-overload]  # its stubs want one type for both
            sheet.encode(), root=str(folder), format="png", ppi=72.0
        )
    except typst.TypstError as error:
        raise LookupError("nothing can be seen in it") from error
    assert isinstance(made, bytes), "a page as high as its picture is one page"
    return made
