"""Wraps one table in everything that Python's standard library writes; argument: the folder."""

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])
table = b"id,type,note\na,Person,x\nb,Person,y\n"
long = "a/" * 60 + "nodes.csv"


def zipped(name, method=zipfile.ZIP_DEFLATED, inner="nodes.csv", content=table, more=(), **how):
    with zipfile.ZipFile(folder / name, "w", method) as archive:
        archive.writestr(zipfile.ZipInfo("folder/"), b"")
        archive.writestr("__MACOSX/._nodes.csv", b"system")
        with archive.open(zipfile.ZipInfo(inner) if method == 0 else inner, "w", **how) as out:
            out.write(content)
        for other, text in more:
            archive.writestr(other, text)


class Pipe(io.RawIOBase):
    """A file that cannot be sought in, so that sizes stand behind the data."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def tarred(name, mode="w", inner="nodes.csv", content=table, more=(), how=tarfile.PAX_FORMAT):
    with tarfile.open(folder / name, mode, format=how) as archive:
        directory = tarfile.TarInfo("folder")
        directory.type = tarfile.DIRTYPE
        archive.addfile(directory)
        for path, text in [("._nodes.csv", b"system"), (inner, content), *more]:
            member = tarfile.TarInfo(path)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))


half = len(table) // 2
(folder / "one.csv.bz2").write_bytes(bz2.compress(table))
(folder / "two.csv.bz2").write_bytes(bz2.compress(table[:half]) + bz2.compress(table[half:]))
(folder / "one.csv.xz").write_bytes(lzma.compress(table))
(folder / "two.csv.xz").write_bytes(lzma.compress(table[:half]) + bytes(8) + lzma.compress(table[half:]))
(folder / "sha.csv.xz").write_bytes(lzma.compress(table, check=lzma.CHECK_SHA256, preset=9))
(folder / "two.csv.gz").write_bytes(gzip.compress(table[:half]) + gzip.compress(table[half:]))
(folder / "twice.csv.gz.xz").write_bytes(lzma.compress(gzip.compress(table)))
zipped("deflate.zip")
zipped("stored.zip", zipfile.ZIP_STORED)
zipped("bzip2.zip", zipfile.ZIP_BZIP2)
zipped("zip64.zip", force_zip64=True)
zipped("inner.zip", inner="nodes.csv.gz", content=gzip.compress(table))
zipped("unicode.zip", inner="Übung 知.csv")
with zipfile.ZipFile(Pipe(folder / "descriptor.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("nodes.csv", table)
(folder / "behind.zip").write_bytes((folder / "deflate.zip").read_bytes())
for how, name in [(tarfile.USTAR_FORMAT, "ustar"), (tarfile.GNU_FORMAT, "gnu"), (tarfile.PAX_FORMAT, "pax")]:
    tarred(f"{name}.tar", how=how)
    tarred(f"{name}-long.tar", inner=long, how=how)
tarred("t.tar.gz", "w:gz")
tarred("t.tgz", "w:gz")
tarred("t.tar.bz2", "w:bz2")
tarred("t.tar.xz", "w:xz")
tarred("inner.tar.gz", "w:gz", inner="nodes.csv.gz", content=gzip.compress(table))

# What is not read.
refused = folder / "refused"
refused.mkdir()
folder = refused
several = [("edges.csv", b"source,target\na,b\n"), ("c.csv", b"c"), ("d.csv", b"d"), ("e.csv", b"e")]
zipped("several.zip", more=several)
tarred("several.tar.gz", "w:gz", more=several)
large = b"id\n" + b"".join(b"node%d\n" % number for number in range(600_000))
assert len(large) > 4 << 20
tarred("several-large.tar.gz", "w:gz", content=large, more=several)
zipped("lzma.zip", zipfile.ZIP_LZMA)
with zipfile.ZipFile(folder / "empty.zip", "w"):
    pass
with tarfile.open(folder / "empty.tar", "w") as archive:
    archive.addfile(tarfile.TarInfo("x/"))
inner = zipfile.ZipFile(folder / "three.zip", "w")
inner.writestr("a.zip", (folder / "several.zip").read_bytes())
inner.close()
tarred("three.tar.gz", "w:gz", inner="a.tar.gz", content=(folder / "several.tar.gz").read_bytes())
for name, members in {
    "book.xlsx": ["docProps/app.xml", "xl/workbook.xml", "[Content_Types].xml"],
    "text.docx": ["[Content_Types].xml", "word/document.xml"],
    "places.kmz": ["doc.kml"],
    "session.cys": ["CytoscapeSession/cysession.xml", "CytoscapeSession/networks/1.xgmml"],
    "project.gephi": ["Project_xml", "Workspace_0_xml"],
}.items():
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, b"<x/>")
with zipfile.ZipFile(folder / "sheet.ods", "w") as archive:
    archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    archive.writestr("content.xml", "<x/>")
# Bombs, of zeros: a thousandth of their size.
zeros = b"id\n" + bytes(70 << 20)
zipped("bomb.zip", content=zeros)
(folder / "bomb.csv.bz2").write_bytes(bz2.compress(zeros))
(folder / "bomb.csv.xz").write_bytes(lzma.compress(zeros))
(folder / "bomb.csv.gz.gz").write_bytes(gzip.compress(gzip.compress(zeros)))
# A dictionary of 1.5 GiB, which the header declares.
(folder / "window.csv.xz").write_bytes(
    lzma.compress(table, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 3 << 29}])
)
