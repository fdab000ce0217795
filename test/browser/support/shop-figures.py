"""What openpyxl finds in a workbook of one table: python shop-figures.py WORKBOOK ROW...

Prints JSON: the header, how many rows hold anything, how many cells each column lacks, and the cells of the rows that were named, counted
from 1 below the header; -1 is the last one.
"""

import json
import sys

import openpyxl

path, *named = sys.argv[1:]
wanted = {int(number) for number in named}
lines = openpyxl.load_workbook(path, read_only=True, data_only=True).active.iter_rows(values_only=True)
header = [name for name in next(lines) if name is not None]
rows = 0
missing = [0] * len(header)
cells = {}
for line in lines:
    line = line[: len(header)]
    if all(cell is None for cell in line):
        continue
    rows += 1
    for index, cell in enumerate(line):
        missing[index] += cell is None
    last = line
    if rows in wanted:
        cells[rows] = line
if -1 in wanted:
    cells[-1] = last
print(json.dumps({"header": header, "rows": rows, "missing": missing, "cells": cells}, default=str))
