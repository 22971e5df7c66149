Attribute VB_Name = "MsLaunch"
Option Explicit

' Starts the program for one action and says so, in Chinese, when it could not be started.
' The Chinese sentences live in the cells of the sheet _texts: VBA source is ASCII only.

Public Sub MS_Launch(ByVal action As String)
    Dim python As String, code As Long
    On Error GoTo Failed
    python = MS_PythonPath()
    If Not MS_FileExists(python) Then
        MS_Warn "no_python"
        Exit Sub
    End If
    code = MS_RunAndWait(MS_CommandLine(python, action, MS_BookName(), MS_WindowHandle()))
    ' The program ends with 0 whenever it has told the user itself how things went.
    If code <> 0 Then MS_Warn "stopped"
    Exit Sub
Failed:
    MS_Warn "not_started"
End Sub

Public Function MS_CommandLine(ByVal python As String, ByVal action As String, ByVal book As String, ByVal window As String) As String
    MS_CommandLine = """" & python & """ -m minsheng_xl.fronts.launch " & action & " " & MS_Argument("--book=" & book) & " --hwnd=" & window
End Function

Public Function MS_Argument(ByVal text As String) As String
    ' WScript.Shell.Run expands %NAME%, so a percent sign travels as *, which no file name can hold.
    ' A quote or a backslash, which no file name can hold either, could end the argument: dropped.
    text = Replace(text, "%", "*")
    text = Replace(text, """", "")
    text = Replace(text, "\", "")
    MS_Argument = """" & text & """"
End Function

Public Function MS_BookName() As String
    If Not ActiveWorkbook Is Nothing Then MS_BookName = ActiveWorkbook.Name
End Function

Public Function MS_Text(ByVal key As String) As String
    Dim row As Long, sheet As Object
    Set sheet = ThisWorkbook.Worksheets("_texts")
    row = 1
    Do While sheet.Cells(row, 1).Value <> ""
        If sheet.Cells(row, 1).Value = key Then
            MS_Text = sheet.Cells(row, 2).Value
            Exit Function
        End If
        row = row + 1
    Loop
    MS_Text = key
End Function

Public Sub MS_Warn(ByVal key As String)
    MsgBox MS_Text(key), vbExclamation, MS_Text("title")
End Sub
