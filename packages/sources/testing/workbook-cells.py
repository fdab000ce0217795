"""Prints the cells of one sheet of a workbook as openpyxl reads them: one JSON list a row, empty rows left out."""

import datetime
import json
import sys

import openpyxl

path, sheet, first_row, columns = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
rows = openpyxl.load_workbook(path, read_only=True, data_only=True)[sheet]
for row in rows.iter_rows(min_row=first_row, max_col=columns, values_only=True):
    if all(cell is None for cell in row):
        continue
    print(json.dumps([cell.isoformat(" ") if isinstance(cell, (datetime.datetime, datetime.date)) else cell for cell in row]))
