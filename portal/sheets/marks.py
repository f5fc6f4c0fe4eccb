"""The words by which a workbook of ours is known again."""

EXAMPLE = "示例"  # begins the first column of a row that shows how to fill in
FAULT_COLUMN = "错误说明"  # the first column of a template and of an annotated workbook
SUMMARY = "错误汇总"  # a sheet of an annotated workbook, with the title in its first cell
SUMMARY_TITLE = f"{SUMMARY}（系统生成，再次上传时不读取）"
VERSION_SHEET = "_模板"  # hidden; its first row is code and version of the layout
