"""Draws the pictures of the starter messages (`python packaging/starters.py pictures`) and, in a window, what each
looks like (`thumbnails`), after one of them has changed.

Flat shapes in few colours: they stay below 60 KB, and they are ours.
"""

from __future__ import annotations

import math
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen, QPolygonF

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "starters"
WIDTH, HEIGHT = 1104, 460
SHOWN = 270
CROPS = {"landscape": 110, "rays": 115, "bunting": 70, "tags": 95, "bubbles": 100, "door": 150}
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
    path = QPainterPath(QPointF(0, HEIGHT))
    for x in range(0, WIDTH + 8, 8):
        y = base + swing * math.sin(x / 210 + phase) + swing / 3 * math.sin(x / 90 + 2 * phase)
        path.lineTo(x, y)
    path.lineTo(WIDTH, HEIGHT)
    painter.drawPath(path)


def landscape(painter: QPainter) -> None:
    """A morning over hills."""
    for radius, alpha in ((190, 0.25), (140, 0.4), (92, 1.0)):
        fill(painter, "#ffd98a", alpha)
        painter.drawEllipse(QPointF(790, 190), radius, radius)
    hill(painter, "#8fc7b4", 270, 34, 0.4)
    hill(painter, "#4f9d86", 320, 30, 2.2)
    hill(painter, "#2f6f60", 380, 24, 4.1)
    for x, size in ((150, 60), (205, 84), (262, 66), (930, 74), (985, 52)):
        fill(painter, "#23564a")
        painter.drawPolygon(
            QPolygonF([QPointF(x - size / 3, 420), QPointF(x, 420 - size * 1.6), QPointF(x + size / 3, 420)])
        )


def rays(painter: QPainter) -> None:
    """Something new: rays around a star."""
    centre = QPointF(WIDTH / 2, HEIGHT / 2 + 20)
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
    for radius, colour in ((150, "#ffffff"), (132, "#ffcf4a")):
        fill(painter, colour)
        painter.drawEllipse(centre, radius, radius)
    star = QPolygonF()
    for corner in range(10):
        radius = 84 if corner % 2 == 0 else 36
        angle = math.radians(corner * 36 - 90)
        star.append(centre + QPointF(radius * math.cos(angle), radius * math.sin(angle)))
    fill(painter, "#ffffff")
    painter.drawPolygon(star)


def bunting(painter: QPainter) -> None:
    """An evening with flags and lamps."""
    shades = ("#ff8a5c", "#ffd166", "#5cc8c2", "#f2f0ff")
    for row, (top, sag) in enumerate(((40, 130), (150, 150))):
        painter.setPen(QPen(QColor("#8f84d8"), 4))
        points = [QPointF(x, top + sag * (1 - (2 * x / WIDTH - 1) ** 2)) for x in range(0, WIDTH + 1, 12)]
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        for number, x in enumerate(range(30 + 30 * row, WIDTH - 20, 92)):
            y = top + sag * (1 - (2 * x / WIDTH - 1) ** 2)
            fill(painter, shades[(number + row) % 4])
            painter.drawPolygon(QPolygonF([QPointF(x - 30, y), QPointF(x + 30, y), QPointF(x, y + 66)]))
    chance = random.Random(7)  # noqa: S311 - where dots lie is no secret
    for _ in range(60):
        fill(painter, "#ffffff", 0.15 + 0.3 * chance.random())
        radius = 2 + 4 * chance.random()
        painter.drawEllipse(QPointF(WIDTH * chance.random(), 250 + 210 * chance.random()), radius, radius)


def tags(painter: QPainter) -> None:
    """Price tags that swing."""
    for x, y, turn, colour, size in (
        (260, 250, -14, "#ffffff", 1.0),
        (560, 215, 8, "#ffe08a", 1.25),
        (860, 255, -6, "#ffffff", 1.0),
    ):
        painter.save()
        painter.translate(x, y)
        painter.rotate(turn)
        painter.scale(size, size)
        path = QPainterPath(QPointF(-70, -90))
        path.lineTo(0, -150)
        path.lineTo(70, -90)
        path.lineTo(70, 120)
        path.quadTo(70, 136, 54, 136)
        path.lineTo(-54, 136)
        path.quadTo(-70, 136, -70, 120)
        path.closeSubpath()
        hole = QPainterPath()
        hole.addEllipse(QPointF(0, -98), 13, 13)
        fill(painter, colour)
        painter.drawPath(path.subtracted(hole))
        painter.setPen(QPen(QColor("#c2410c"), 16, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(-30, 74, 30, -16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#c2410c"), 12))
        painter.drawEllipse(QPointF(-26, -10), 14, 14)
        painter.drawEllipse(QPointF(26, 68), 14, 14)
        painter.restore()
        painter.setPen(Qt.PenStyle.NoPen)


def bubbles(painter: QPainter) -> None:
    """Voices: three speech bubbles."""
    for rect, tail, colour in (
        (QRectF(150, 90, 380, 190), QPointF(240, 350), "#ffffff"),
        (QRectF(590, 60, 330, 160), QPointF(850, 290), "#c9f0e4"),
        (QRectF(470, 250, 400, 150), QPointF(560, 440), "#0f766e"),
    ):
        path = QPainterPath()
        path.addRoundedRect(rect, 40, 40)
        point = QPainterPath(QPointF(tail.x() - 10, rect.bottom() - 30))
        point.lineTo(tail)
        point.lineTo(tail.x() + 70, rect.bottom() - 30)
        fill(painter, colour)
        painter.drawPath(path.united(point))
        for number in range(3):
            fill(painter, "#ffffff" if colour == "#0f766e" else "#0f766e", 0.85)
            painter.drawEllipse(rect.center() + QPointF(56 * (number - 1), 0), 15, 15)


def door(painter: QPainter) -> None:
    """An open door with light behind it."""
    fill(painter, "#f6c9a8")
    painter.drawRect(0, 380, WIDTH, 80)
    fill(painter, "#ffedc2")
    painter.drawPolygon(QPolygonF([QPointF(455, 400), QPointF(650, 400), QPointF(830, 460), QPointF(330, 460)]))
    fill(painter, "#fff6dd")
    painter.drawRect(455, 70, 195, 330)
    fill(painter, "#a8442f")
    painter.drawPolygon(QPolygonF([QPointF(650, 70), QPointF(770, 40), QPointF(770, 432), QPointF(650, 400)]))
    fill(painter, "#ffd166")
    painter.drawEllipse(QPointF(752, 245), 9, 12)
    for x, height in ((240, 120), (880, 150)):
        fill(painter, "#b85c38")
        painter.drawPolygon(
            QPolygonF([QPointF(x - 46, 350), QPointF(x + 46, 350), QPointF(x + 34, 420), QPointF(x - 34, 420)])
        )
        for turn in (-36, -12, 12, 36):
            painter.save()
            painter.translate(x, 352)
            painter.rotate(turn)
            fill(painter, "#3d8b6d" if turn % 24 else "#2f6f57")
            painter.drawEllipse(QRectF(-20, -height, 40, height))
            painter.restore()


def loaf(painter: QPainter) -> None:
    """A loaf on a board, for an article."""
    fill(painter, "#c98f5a")
    painter.drawRoundedRect(QRectF(70, 250, 400, 34), 17, 17)
    fill(painter, "#a8652c")
    painter.drawRoundedRect(QRectF(110, 120, 320, 140), 70, 70)
    painter.setPen(QPen(QColor("#f0cf9f"), 12, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for x in (185, 255, 325):
        painter.drawLine(x, 160, x + 34, 220)
    painter.setPen(Qt.PenStyle.NoPen)


def cup(painter: QPainter) -> None:
    """A cup with steam, for an article."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor("#ffffff"), 22))
    painter.drawEllipse(QPointF(362, 196), 40, 40)
    painter.setPen(Qt.PenStyle.NoPen)
    fill(painter, "#ffffff")
    painter.drawRoundedRect(QRectF(180, 140, 180, 130), 36, 36)
    fill(painter, "#7c4a2d")
    painter.drawRoundedRect(QRectF(194, 140, 152, 26), 13, 13)
    painter.setPen(QPen(QColor("#ffffff"), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for x in (230, 270, 310):
        path = QPainterPath(QPointF(x, 112))
        path.cubicTo(x - 26, 86, x + 26, 70, x, 42)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)


PICTURES: dict[str, tuple[str, Draw, tuple[int, int]]] = {
    "landscape": ("#cfe8f3", landscape, (WIDTH, HEIGHT)),
    "rays": ("#3149b3", rays, (WIDTH, HEIGHT)),
    "bunting": ("#2b2560", bunting, (WIDTH, HEIGHT)),
    "tags": ("#ea6a3a", tags, (WIDTH, HEIGHT)),
    "bubbles": ("#5fbfa9", bubbles, (WIDTH, HEIGHT)),
    "door": ("#f3a683", door, (WIDTH, HEIGHT)),
    "loaf": ("#f5e3c8", loaf, (540, 330)),
    "cup": ("#8fb8a8", cup, (540, 330)),
}


THUMBNAIL = (300, 375)


def thumbnails() -> None:
    """Paint every starter as a browser shows it, 600 pixels wide, and keep the upper part small."""
    sys.path.insert(0, str(FOLDER.parent.parent))
    from PySide6.QtCore import QEventLoop, QTimer, QUrl
    from PySide6.QtWebEngineWidgets import QWebEngineView
    from PySide6.QtWidgets import QApplication

    from mailer_gui.compose.blocks.writer import html_of_document
    from mailer_gui.operations import starters

    _application = QApplication(sys.argv)
    FOLDER.joinpath("thumbnails").mkdir(exist_ok=True)
    page = FOLDER / "thumbnails" / "page.html"
    view = QWebEngineView()
    view.resize(600, 750)
    view.show()
    for key in starters.NAMES:
        pictures = {file.stem: QUrl.fromLocalFile(str(file)).toString() for file in FOLDER.glob("pictures/*.jpg")}
        html = html_of_document(starters.document(key, pictures)).replace(
            "{{ postal_address }}", "Bakery Lane 1, Anytown"
        )
        page.write_text(re.sub(r"\{\{ (\w+) \| default: '(.*?)' \}\}", r"\2", html), encoding="utf-8")
        loop = QEventLoop()
        view.loadFinished.connect(lambda _ok, loop=loop: QTimer.singleShot(400, loop.quit))
        view.load(QUrl.fromLocalFile(str(page)))
        loop.exec()
        shown = view.grab().scaled(
            *THUMBNAIL, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        shown.save(str(FOLDER / "thumbnails" / f"{key}.png"))
    page.unlink()


def pictures() -> None:
    """Draw every picture."""
    _application = QGuiApplication(sys.argv)
    FOLDER.joinpath("pictures").mkdir(parents=True, exist_ok=True)
    for name, (colour, draw, (width, height)) in PICTURES.items():
        image, painter = canvas(colour, width, height)
        draw(painter)
        painter.end()
        if height == HEIGHT:  # the drawings are higher than what is shown of them
            image = image.copy(0, CROPS[name], width, SHOWN)
        image.save(str(FOLDER / "pictures" / f"{name}.jpg"), quality=93)  # spam filters count large PNG files


if __name__ == "__main__":
    {"pictures": pictures, "thumbnails": thumbnails}[sys.argv[1]]()
