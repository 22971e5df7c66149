Attribute VB_Name = "MsRibbon"
Option Explicit

' Every ribbon button bears the id of its action. As Object, not IRibbonControl: WPS needs no type library.

Public Sub MS_OnAction(control As Object)
    MS_Launch CStr(control.ID)
End Sub
