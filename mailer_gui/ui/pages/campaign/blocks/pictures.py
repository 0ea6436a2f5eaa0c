"""The pictures of the message that is edited: taken into the workspace, and read in a size for the canvas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter, QPixmap

from mailer_gui.model.messages import Attachment
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.widgets.html_view import web_engine_can_run

WIDEST = 1200
_MOVING = b"GIF8"
Taken = Callable[[str, int], None]
"""Gets what a block keeps of a picture: its address, and its height in percent of its width."""


class Pictures(QObject):
    """Knows the pictures. `read(content id, address)` comes when the canvas can have one by an address."""

    read = Signal(str, str)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.known: dict[str, Attachment] = {}
        self._shown: dict[str, tuple[str, bytes]] = {}
        self._small: dict[str, QPixmap] = {}

    def begin(self, pictures: tuple[Attachment, ...]) -> None:
        """Know these, and those that were known already: what was undone may come back."""
        self.known |= {one.content_id: one for one in pictures}

    def small(self, content_id: str) -> QPixmap:
        """Give a small view; an empty one while it is being read."""
        if content_id not in self._small:
            self.want(content_id)
        return self._small.get(content_id, QPixmap())

    def want(self, content_id: str) -> None:
        """Have a picture read for the canvas."""
        if content_id in self._shown:
            self._offer(content_id)
            return
        picture = self.known.get(content_id)
        if picture is None:
            return

        def work(ws: Any) -> tuple[str, bytes, QImage]:
            from mailer_gui.operations import blocks

            return _shown(blocks.picture_bytes(ws, picture), picture.media_type)

        def show(found: tuple[str, bytes, QImage]) -> None:
            kind, content, small = found
            self._shown[content_id] = (kind, content)
            self._small[content_id] = QPixmap.fromImage(small)
            self._offer(content_id)

        self._context.tasks.read(self, work, show, lambda _: None, lane="pictures")  # side by side they take long

    def _offer(self, content_id: str) -> None:
        if web_engine_can_run():
            from mailer_gui.ui.widgets.web_page import keep_pictures

            name = f"canvas-{content_id}"  # a preview may want the same picture in its own size
            keep_pictures({name: self._shown[content_id]})
            self.read.emit(content_id, f"cid:{name}")

    def take_file(self, path: str, then: Taken) -> None:
        """Take a file into the workspace."""

        def work(ws: Any) -> Attachment:
            from mailer_gui.operations import pictures

            return pictures.add(ws, Path(path))

        self._context.tasks.read(self, work, lambda picture: self.measure(picture, then))

    def take_image(self, image: QImage, name: str, then: Taken) -> None:
        """Take a picture from the clipboard into the workspace."""

        def work(ws: Any) -> Attachment:
            from mailer_gui.operations import pictures

            return pictures.add_bytes(ws, name, _encoded(image, "PNG"))

        self._context.tasks.read(self, work, lambda picture: self.measure(picture, then))

    def take(self, data: QMimeData, name: str, then: Taken) -> bool:
        """Take what was dropped or pasted; False when it is no picture."""
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if files:
            self.take_file(files[0], then)
            return True
        image = data.imageData() if data.hasImage() else None
        if isinstance(image, QPixmap):
            image = image.toImage()
        if isinstance(image, QImage) and not image.isNull():
            self.take_image(image, name, then)
            return True
        return False

    def measure(self, picture: Attachment, then: Taken) -> None:
        """Know a picture that is in the workspace and give what a block keeps of it."""
        self.known[picture.content_id] = picture

        def work(ws: Any) -> int:
            from mailer_gui.operations import blocks

            size = QImage.fromData(blocks.picture_bytes(ws, picture)).size()
            return round(100 * size.height() / size.width()) if size.width() > 0 else 0

        source = f"cid:{picture.content_id}"
        self._context.tasks.read(self, work, lambda proportion: then(source, proportion))


def _shown(content: bytes, media_type: str) -> tuple[str, bytes, QImage]:
    """Give a picture and its type, made smaller where it is larger than any canvas, and a small view of it."""
    image = QImage.fromData(content)
    if image.width() > WIDEST and not content.startswith(_MOVING):
        image = image.scaledToWidth(WIDEST, Qt.TransformationMode.SmoothTransformation)
        media_type = "image/png" if image.hasAlphaChannel() else "image/jpeg"
        content = _encoded(image, "PNG" if image.hasAlphaChannel() else "JPG")
    kind = media_type if media_type.startswith("image/") else "image/png"
    small = image.scaled(190, 88, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return kind, content, small


def _encoded(image: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    return bytes(buffer.data().data())
