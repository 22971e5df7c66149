Attribute VB_Name = "MsShell"
Option Explicit

' The only module that touches Windows. The others see plain values.

Public Function MS_PythonPath() As String
    ' Through the shell, not Environ(): Environ loses characters outside the PC's code page.
    Dim host As Object
    Set host = CreateObject("WScript.Shell")
    MS_PythonPath = host.ExpandEnvironmentStrings("%MINSHENG_PYTHON%")
    If MS_PythonPath = "%MINSHENG_PYTHON%" Then
        MS_PythonPath = host.ExpandEnvironmentStrings("%LOCALAPPDATA%\MinshengXL\python\pythonw.exe")
    End If
End Function

Public Function MS_FileExists(ByVal filePath As String) As Boolean
    Dim files As Object
    Set files = CreateObject("Scripting.FileSystemObject")
    MS_FileExists = files.FileExists(filePath)
End Function

Public Function MS_RunAndWait(ByVal commandLine As String) As Long
    ' Esc cancels the job inside the program; Excel must not take it for a break of this macro.
    ' Window style 1: pythonw has no console to hide, and style 0 would hide its dialogs as well.
    Dim host As Object
    On Error Resume Next
    Application.EnableCancelKey = 0
    On Error GoTo 0
    Set host = CreateObject("WScript.Shell")
    MS_RunAndWait = host.Run(commandLine, 1, True)
End Function

Public Function MS_WindowHandle() As String
    ' WPS may not know Hwnd; 0 tells the program to look for the book by its name alone.
    MS_WindowHandle = "0"
    On Error Resume Next
    MS_WindowHandle = CStr(Application.Hwnd)
End Function
