"""The decomposition form's columns and sheet: one definition for what writes it and what reads it.

Owns the names people see in it. It opens no workbook and imports nothing that does.
"""

KIND, VERSION, SHEET = "decomposition", "d1", "分解表"
TITLE_ROW, STAMP_ROW, HINT_ROW, HEADER_ROW = 1, 2, 3, 4
FIRST_ROW = HEADER_ROW + 1
INDICATOR, UNIT, TARGET, ROW_ID = "指标名称", "计量单位", "上级目标", "行标识"
FIXED = {"序号": 5.0, INDICATOR: 28.0, "条款": 22.0, UNIT: 9.0, "要求": 8.0, TARGET: 12.0}
SUMS = {"各地合计": 12.0, "未分解": 12.0}
