Attribute VB_Name = "MsDescribe"
Option Explicit

' Chinese help of the worksheet functions in the function wizard, from the sheet _functions:
' name, category, description, then one column for each argument.

Public Sub MS_DescribeFunctions()
    Dim sheet As Object, row As Long
    Set sheet = ThisWorkbook.Worksheets("_functions")
    On Error Resume Next
    row = 1
    Do While sheet.Cells(row, 1).Value <> ""
        MS_DescribeFunction sheet, row
        row = row + 1
    Loop
End Sub

Private Sub MS_DescribeFunction(sheet As Object, ByVal row As Long)
    Dim target As String, count As Long, index As Long, texts() As Variant
    target = "'" & ThisWorkbook.Name & "'!" & sheet.Cells(row, 1).Value
    Do While sheet.Cells(row, 4 + count).Value <> ""
        count = count + 1
    Loop
    If count = 0 Then
        Application.MacroOptions Macro:=target, Category:=sheet.Cells(row, 2).Value, Description:=sheet.Cells(row, 3).Value
        Exit Sub
    End If
    ReDim texts(1 To count)
    For index = 1 To count
        texts(index) = sheet.Cells(row, 3 + index).Value
    Next index
    Application.MacroOptions Macro:=target, Category:=sheet.Cells(row, 2).Value, Description:=sheet.Cells(row, 3).Value, ArgumentDescriptions:=texts
End Sub
