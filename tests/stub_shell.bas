Attribute VB_Name = "MsShell"
Option VBASupport 1
Option Explicit

Public Function MS_PythonPath() As String
    MS_PythonPath = "C:\Program Files\MinshengXL\pythonw.exe"
End Function

Public Function MS_FileExists(ByVal filePath As String) As Boolean
    MS_FileExists = True
End Function

Public Function MS_RunAndWait(ByVal commandLine As String) As Long
    Dim sheet As Object, row As Long
    Set sheet = ThisWorkbook.Worksheets("_texts")
    row = 1
    Do While sheet.Cells(row, 4).Value <> ""
        row = row + 1
    Loop
    sheet.Cells(row, 4).Value = commandLine
End Function

Public Function MS_WindowHandle() As String
    MS_WindowHandle = "0"
End Function
