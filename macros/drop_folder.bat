@echo off
chcp 936 >nul
title 汇总
setlocal enableextensions enabledelayedexpansion
rem 资源管理器不给 a^&b.xlsx 这样的文件名加引号：整条命令行原样交给程序，由程序拆开。
set "MINSHENG_DROPPED=!cmdcmdline!"
set "PYTHON=%LOCALAPPDATA%\MinshengXL\python\python.exe"
if not exist "%PYTHON%" set "PYTHON=%~dp0python\python.exe"
if not exist "%PYTHON%" goto missing
"%PYTHON%" -m minsheng_xl.fronts.launch consolidate --dropped
goto end
:missing
echo 没有找到程序，请先双击 安装.bat。
:end
echo.
pause
rem 用 exit 结束，文件名里 ^& 后面的部分才不会被当成命令。
exit
