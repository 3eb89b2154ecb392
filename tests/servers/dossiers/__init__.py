"""Dossiers for the databases: files beside this one, and such as are made when they are needed."""

from pathlib import Path

from engine import ROOT

HERE = Path(__file__).resolve().parent

TALKS = ROOT / "data/us-china-trade-talks"
CHANGING = [HERE / "changing/1", HERE / "changing/2"]
OTHER = HERE / "other"
VALUES = HERE / "values"
PARALLEL = HERE / "parallel"
SUMS = HERE / "sums"
SHARING = HERE / "sharing"
