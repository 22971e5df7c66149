@echo off
chcp 936 >nul
title 安装 民生工程
if not defined LOCALAPPDATA goto failed
tasklist /fi "imagename eq excel.exe" 2>nul | find /i "excel.exe" >nul && goto open
echo 正在安装，大约一两分钟，请不要关闭本窗口。
echo.
"%~dp0python\python.exe" -m minsheng_xl.addin.install "%~dp0."
if errorlevel 1 goto failed
echo.
echo 安装完成。请重新打开 Excel，看功能区有没有“民生工程”一页。
goto end
:open
echo Excel 正开着。请先保存并关闭 Excel，再双击 安装.bat。
goto end
:failed
echo.
echo 安装没有完成，原来的版本没有改动。请把本窗口的文字拍照发给技术人员。
:end
echo.
pause
