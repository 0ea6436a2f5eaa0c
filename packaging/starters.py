"""Draws the pictures of the starter messages (`python packaging/starters.py pictures`) and, in a window, what each
looks like (`thumbnails`), after one of them has changed.

Flat shapes in few colours: they stay below 60 KB, and they are ours.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen, QPolygonF

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "starters"
WIDTH, HEIGHT = 1200, 300
BEYOND = 120
"""The drawings go on this far left and right of WIDTH."""
SHOWN = (1200, 264)
"""As much as spam filters allow for the words below it; the drawings are made smaller to fit."""
SMALL, SMALL_SHOWN = (480, 240), (480, 204)
Draw = Callable[[QPainter], None]


def canvas(colour: str, width: int = WIDTH, height: int = HEIGHT) -> tuple[QImage, QPainter]:
    """Give a picture filled with one colour, and what paints on it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    return image, painter


def fill(painter: QPainter, colour: str, alpha: float = 1.0) -> None:
    """Paint with this colour from now on."""
    shade = QColor(colour)
    shade.setAlphaF(alpha)
    painter.setBrush(QBrush(shade))


def hill(painter: QPainter, colour: str, base: float, swing: float, phase: float) -> None:
    """Paint a range of hills that fills the picture down to its edge."""
    fill(painter, colour)
    path = QPainterPath(QPointF(-BEYOND, HEIGHT))
    for x in range(-BEYOND, WIDTH + BEYOND, 8):
        y = base + swing * math.sin(x / 210 + phase) + swing / 3 * math.sin(x / 90 + 2 * phase)
        path.lineTo(x, y)
    path.lineTo(WIDTH + BEYOND, HEIGHT)
    painter.drawPath(path)


def landscape(painter: QPainter) -> None:
    """A morning over hills."""
    for radius, alpha in ((150, 0.25), (112, 0.4), (74, 1.0)):
        fill(painter, "#ffd98a", alpha)
        painter.drawEllipse(QPointF(840, 140), radius, radius)
    hill(painter, "#8fc7b4", 178, 30, 0.4)
    hill(painter, "#4f9d86", 222, 26, 2.2)
    hill(painter, "#2f6f60", 264, 16, 4.1)
    for x, foot, size in ((150, 276, 52), (206, 282, 74), (262, 284, 56), (1010, 270, 66), (1064, 268, 48)):
        fill(painter, "#23564a")
        painter.drawPolygon(
            QPolygonF([QPointF(x - size / 3, foot), QPointF(x, foot - size * 1.6), QPointF(x + size / 3, foot)])
        )


def rays(painter: QPainter) -> None:
    """Something new: rays around a star."""
    centre = QPointF(WIDTH / 2, HEIGHT / 2)
    for step in range(24):
        fill(painter, "#3b55c9" if step % 2 else "#3149b3")
        first, second = (math.radians(step * 15 + more) for more in (0, 15))
        painter.drawPolygon(
            QPolygonF(
                [
                    centre,
                    centre + 800 * QPointF(math.cos(first), math.sin(first)),
                    centre + 800 * QPointF(math.cos(second), math.sin(second)),
                ]
            )
        )
    for radius, colour in ((116, "#ffffff"), (102, "#ffcf4a")):
        fill(painter, colour)
        painter.drawEllipse(centre, radius, radius)
    star = QPolygonF()
    for corner in range(10):
        radius = 66 if corner % 2 == 0 else 28
        angle = math.radians(corner * 36 - 90)
        star.append(centre + QPointF(radius * math.cos(angle), radius * math.sin(angle)))
    fill(painter, "#ffffff")
    painter.drawPolygon(star)


def bunting(painter: QPainter) -> None:
    """An evening with flags and lamps."""
    shades = ("#ff8a5c", "#ffd166", "#5cc8c2", "#f2f0ff")
    chance = random.Random(7)  # noqa: S311 - where dots lie is no secret
    for _ in range(70):
        fill(painter, "#ffffff", 0.12 + 0.3 * chance.random())
        radius = 1.5 + 3 * chance.random()
        painter.drawEllipse(QPointF(WIDTH * (1.2 * chance.random() - 0.1), 110 + 190 * chance.random()), radius, radius)
    for row, (top, sag) in enumerate(((8, 70), (96, 96))):
        painter.setPen(QPen(QColor("#8f84d8"), 4))
        points = [QPointF(x, top + sag * (1 - (2 * x / WIDTH - 1) ** 2)) for x in range(-BEYOND, WIDTH + BEYOND, 12)]
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        for number, x in enumerate(range(36 + 38 * row - 88, WIDTH + 88, 88)):
            y = top + sag * (1 - (2 * x / WIDTH - 1) ** 2)
            fill(painter, shades[(number + row) % 4])
            painter.drawPolygon(QPolygonF([QPointF(x - 28, y), QPointF(x + 28, y), QPointF(x, y + 60)]))


def tag(painter: QPainter, colour: str) -> None:
    """Draw a price tag that hangs from a string, its hole in the middle of the coordinates."""
    painter.setPen(QPen(QColor("#9a3412"), 4))
    painter.drawLine(QPointF(0, 0), QPointF(0, -220))
    painter.setPen(Qt.PenStyle.NoPen)
    path = QPainterPath(QPointF(-62, 6))
    path.lineTo(0, -46)
    path.lineTo(62, 6)
    path.lineTo(62, 160)
    path.quadTo(62, 176, 46, 176)
    path.lineTo(-46, 176)
    path.quadTo(-62, 176, -62, 160)
    path.closeSubpath()
    hole = QPainterPath()
    hole.addEllipse(QPointF(0, 0), 11, 11)
    fill(painter, colour)
    painter.drawPath(path.subtracted(hole))
    painter.setPen(QPen(QColor("#c2410c"), 14, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(-26, 138), QPointF(26, 56))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor("#c2410c"), 11))
    painter.drawEllipse(QPointF(-23, 62), 13, 13)
    painter.drawEllipse(QPointF(23, 132), 13, 13)
    painter.setPen(Qt.PenStyle.NoPen)


def tags(painter: QPainter) -> None:
    """Price tags that swing."""
    for x, y, turn, colour, size in (
        (330, 96, -11, "#ffffff", 0.92),
        (600, 84, 4, "#ffe08a", 1.12),
        (870, 98, 9, "#ffffff", 0.92),
    ):
        painter.save()
        painter.translate(x, y)
        painter.rotate(turn)
        painter.scale(size, size)
        tag(painter, colour)
        painter.restore()


def bubbles(painter: QPainter) -> None:
    """Voices: three speech bubbles."""
    for rect, tail, colour in (
        (QRectF(170, 50, 300, 150), QPointF(236, 254), "#ffffff"),
        (QRectF(500, 96, 270, 130), QPointF(560, 276), "#0f766e"),
        (QRectF(800, 40, 250, 130), QPointF(996, 226), "#c9f0e4"),
    ):
        path = QPainterPath()
        path.addRoundedRect(rect, 36, 36)
        point = QPainterPath(QPointF(tail.x() - 8, rect.bottom() - 24))
        point.lineTo(tail)
        point.lineTo(tail.x() + (58 if tail.x() < 900 else -52), rect.bottom() - 24)
        fill(painter, colour)
        painter.drawPath(path.united(point))
        for number in range(3):
            fill(painter, "#ffffff" if colour == "#0f766e" else "#0f766e", 0.85)
            painter.drawEllipse(rect.center() + QPointF(50 * (number - 1), 0), 13, 13)


def door(painter: QPainter) -> None:
    """An open door with light behind it."""
    fill(painter, "#f6c9a8")
    painter.drawRect(-BEYOND, 246, WIDTH + 2 * BEYOND, 54)
    fill(painter, "#ffedc2")
    painter.drawPolygon(QPolygonF([QPointF(530, 258), QPointF(660, 258), QPointF(790, 300), QPointF(430, 300)]))
    fill(painter, "#fff6dd")
    painter.drawRect(530, 36, 130, 222)
    fill(painter, "#a8442f")
    painter.drawPolygon(QPolygonF([QPointF(660, 36), QPointF(742, 16), QPointF(742, 282), QPointF(660, 258)]))
    fill(painter, "#ffd166")
    painter.drawEllipse(QPointF(728, 156), 7, 9)
    for x, height in ((380, 104), (850, 128)):
        fill(painter, "#b85c38")
        painter.drawPolygon(
            QPolygonF([QPointF(x - 36, 212), QPointF(x + 36, 212), QPointF(x + 27, 270), QPointF(x - 27, 270)])
        )
        for turn in (-38, -13, 13, 38):
            painter.save()
            painter.translate(x, 214)
            painter.rotate(turn)
            fill(painter, "#3d8b6d" if abs(turn) == 13 else "#2f6f57")
            painter.drawEllipse(QRectF(-16, -height, 32, height))
            painter.restore()


def loaf(painter: QPainter) -> None:
    """A loaf on a board, for an article."""
    fill(painter, "#c98f5a")
    painter.drawRoundedRect(QRectF(74, 182, 332, 28), 14, 14)
    fill(painter, "#a8652c")
    painter.drawRoundedRect(QRectF(104, 70, 272, 120), 60, 60)
    painter.setPen(QPen(QColor("#f0cf9f"), 11, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for x in (166, 226, 286):
        painter.drawLine(x, 104, x + 30, 154)
    painter.setPen(Qt.PenStyle.NoPen)


def cup(painter: QPainter) -> None:
    """A cup with steam, for an article."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor("#ffffff"), 18))
    painter.drawEllipse(QPointF(312, 152), 32, 32)
    painter.setPen(Qt.PenStyle.NoPen)
    fill(painter, "#ffffff")
    painter.drawRoundedRect(QRectF(164, 108, 148, 104), 30, 30)
    fill(painter, "#7c4a2d")
    painter.drawRoundedRect(QRectF(176, 108, 124, 22), 11, 11)
    painter.setPen(QPen(QColor("#ffffff"), 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for x in (204, 238, 272):
        path = QPainterPath(QPointF(x, 88))
        path.cubicTo(x - 20, 70, x + 20, 54, x, 32)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)


PICTURES: dict[str, tuple[str, Draw, tuple[int, int]]] = {
    "landscape": ("#cfe8f3", landscape, SHOWN),
    "rays": ("#3149b3", rays, SHOWN),
    "bunting": ("#2b2560", bunting, SHOWN),
    "tags": ("#ea6a3a", tags, SHOWN),
    "bubbles": ("#5fbfa9", bubbles, SHOWN),
    "door": ("#f3a683", door, SHOWN),
    "loaf": ("#f5e3c8", loaf, SMALL_SHOWN),
    "cup": ("#8fb8a8", cup, SMALL_SHOWN),
}


def thumbnails() -> None:
    """Paint every starter as a browser shows it, 600 pixels wide, and keep the upper part small."""
    sys.path.insert(0, str(FOLDER.parent.parent))
    from mailer_gui.compose.blocks.writer import html_of_document
    from mailer_gui.compose.specimen import specimen_of
    from mailer_gui.operations import starters
    from mailer_gui.ui.app import make_application
    from mailer_gui.ui.thumbnails import PAGE, SIZE

    make_application(sys.argv[:1])
    from mailer_gui.ui.sheet import Sheet

    sheet = Sheet()
    FOLDER.joinpath("thumbnails").mkdir(exist_ok=True)
    files = {file.stem: ("image/jpeg", file.read_bytes()) for file in FOLDER.glob("pictures/*.jpg")}
    for key in starters.NAMES:
        html = specimen_of(html_of_document(starters.document(key, {name: f"cid:{name}" for name in files})))
        shown = sheet.picture(html, files, *PAGE)
        smooth = Qt.TransformationMode.SmoothTransformation
        shown.scaled(*SIZE, Qt.AspectRatioMode.IgnoreAspectRatio, smooth).save(
            str(FOLDER / "thumbnails" / f"{key}.png")
        )
    sheet.close()


def pictures() -> None:
    """Draw every picture."""
    _application = QGuiApplication(sys.argv)
    FOLDER.joinpath("pictures").mkdir(parents=True, exist_ok=True)
    for name, (colour, draw, (width, height)) in PICTURES.items():
        image, painter = canvas(colour, width, height)
        full_width, full_height = (WIDTH, HEIGHT) if width == WIDTH else SMALL
        smaller = height / full_height
        painter.translate((width - full_width * smaller) / 2, 0)
        painter.scale(smaller, smaller)
        draw(painter)
        painter.end()
        image.save(str(FOLDER / "pictures" / f"{name}.jpg"), quality=93)  # spam filters count large PNG files


if __name__ == "__main__":
    {"pictures": pictures, "thumbnails": thumbnails}[sys.argv[1]]()
