@echo off
chcp 936 >nul
title 卸载 民生工程
if not defined LOCALAPPDATA goto end
if not defined APPDATA goto end
tasklist /fi "imagename eq excel.exe" 2>nul | find /i "excel.exe" >nul && goto open
del /q "%APPDATA%\Microsoft\Excel\XLSTART\minsheng.xlam" 2>nul
del /q "%APPDATA%\Microsoft\Excel\XLSTART\minsheng_udf.xlam" 2>nul
rmdir /s /q "%LOCALAPPDATA%\MinshengXL\python" 2>nul
echo 已卸载。您的总表、填报表、汇总表和日志都没有改动。
goto end
:open
echo Excel 正开着。请先保存并关闭 Excel，再双击 卸载.bat。
:end
echo.
pause
