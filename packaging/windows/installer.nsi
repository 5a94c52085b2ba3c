; The installer: for one person, without an administrator. Made by packaging/windows/build.py, which gives
; TREE, OUT, VERSION, BUILD, SIZE, ICON and, for trials, FAST.
; A version lies in a folder of its own; until its last file is there current.txt names the one before. The data
; folder is never touched, neither here nor when uninstalling.
Unicode true
Target amd64-unicode
!ifdef FAST
  SetCompressor /SOLID zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
SetDateSave off
SetOverwrite on
!include MUI2.nsh
!include FileFunc.nsh
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\DialogueDesk"
!define CLASSES "Software\Classes"

Name "Bàn Đối thoại"
OutFile "${OUT}"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
InstallDir "$LOCALAPPDATA\Programs\DialogueDesk"
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText " "
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1066 ProductName "Bàn Đối thoại"
VIAddVersionKey /LANG=1066 FileDescription "Bàn Đối thoại"
VIAddVersionKey /LANG=1066 FileVersion "${VERSION}"
VIAddVersionKey /LANG=1066 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=1066 CompanyName "Dialogue Desk contributors"
VIAddVersionKey /LANG=1066 LegalCopyright "MIT License"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\BanDoiThoai.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE Vietnamese
!insertmacro MUI_LANGUAGE English

LangString Busy ${LANG_VIETNAMESE} "Bàn Đối thoại đang mở. Đóng cửa sổ của chương trình rồi gỡ lại."
LangString Busy ${LANG_ENGLISH} "Dialogue Desk is running. Close its window, then uninstall again."
LangString Twice ${LANG_VIETNAMESE} "Bộ cài đang chạy rồi. Chờ nó xong."
LangString Twice ${LANG_ENGLISH} "The installer is running already. Wait until it is done."
LangString NotCopied ${LANG_VIETNAMESE} "Không chép được tệp của chương trình: đĩa đầy, hoặc phần mềm diệt vi-rút giữ tệp. Bản đang có vẫn dùng được."
LangString NotCopied ${LANG_ENGLISH} "The program's files could not be copied: the disk is full, or an antivirus program holds one. What was installed still works."
LangString Package ${LANG_VIETNAMESE} "Gói dữ liệu đối thoại"
LangString Package ${LANG_ENGLISH} "Dialogue Desk package"
LangString Invitation ${LANG_VIETNAMESE} "Lời mời đối thoại"
LangString Invitation ${LANG_ENGLISH} "Dialogue Desk invitation"
LangString Update ${LANG_VIETNAMESE} "Bản cập nhật Bàn Đối thoại"
LangString Update ${LANG_ENGLISH} "Dialogue Desk update"

Var Folder
Var Turn

; One move that is there or not, also over a file that exists.
!macro Move From To
  System::Call 'kernel32::MoveFileExW(w "${From}", w "${To}", i 9) i .r9'
!macroend

; $9 is 1 when the version whose folder is $8 runs: its library is held by the system.
!macro IsBusy Un
Function ${Un}IsBusy
  StrCpy $9 0
  IfFileExists "$8\python311.dll" 0 done
  ClearErrors
  FileOpen $7 "$8\python311.dll" a
  IfErrors 0 free
  StrCpy $9 1
  Goto done
free:
  FileClose $7
done:
FunctionEnd
!macroend
!insertmacro IsBusy ""
!insertmacro IsBusy "un."

; Who clicks twice starts two: the second would take the first one's folder for a leftover.
!macro Alone
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Local\dialogue-desk-setup") p .r1 ?e'
  Pop $0
  ${If} $0 = 183
    MessageBox MB_ICONSTOP|MB_OK "$(Twice)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
!macroend

Function .onInit
  !insertmacro Alone
FunctionEnd

!macro Launcher File
  SetOutPath "$INSTDIR"
  File "/oname=${File}.new" "${TREE}\${File}"
  !insertmacro Move "$INSTDIR\${File}.new" "$INSTDIR\${File}"
  ; A launcher that runs cannot be written over, but it can be called something else.
  ${If} $9 == 0
    Delete "$INSTDIR\${File}.old"
    Rename "$INSTDIR\${File}" "$INSTDIR\${File}.old"
    Rename "$INSTDIR\${File}.new" "$INSTDIR\${File}"
  ${EndIf}
  Delete "$INSTDIR\${File}.old"
!macroend

!macro Opens Ending Kind Name
  WriteRegStr HKCU "${CLASSES}\${Ending}" "" "DialogueDesk.${Kind}"
  WriteRegStr HKCU "${CLASSES}\DialogueDesk.${Kind}" "" "${Name}"
  WriteRegStr HKCU "${CLASSES}\DialogueDesk.${Kind}\DefaultIcon" "" "$INSTDIR\BanDoiThoai.exe,0"
  WriteRegStr HKCU "${CLASSES}\DialogueDesk.${Kind}\shell\open\command" "" '"$INSTDIR\BanDoiThoai.exe" "%1"'
!macroend

!macro OpensNoMore Ending Kind
  ReadRegStr $0 HKCU "${CLASSES}\${Ending}" ""
  ${If} $0 == "DialogueDesk.${Kind}"
    DeleteRegKey HKCU "${CLASSES}\${Ending}"
  ${EndIf}
  DeleteRegKey HKCU "${CLASSES}\DialogueDesk.${Kind}"
!macroend

Section
  SetShellVarContext current
  StrCpy $Folder "${VERSION}-${BUILD}"
  StrCpy $Turn 0
  ; A folder that is there already is never written into: it may be running, or be what works.
  ${While} ${FileExists} "$INSTDIR\versions\$Folder\*.*"
    IntOp $Turn $Turn + 1
    StrCpy $Folder "${VERSION}-${BUILD}-$Turn"
  ${EndWhile}
  ClearErrors
  SetOutPath "$INSTDIR\versions\$Folder"
  ; What has this mark when it is old was cut off: the next installation or start of the window removes it.
  FileOpen $0 "$INSTDIR\versions\$Folder\unfinished.txt" w
  FileClose $0
  File /r "${TREE}\versions\current\*"
  ${If} ${Errors}
    SetOutPath "$INSTDIR"
    RMDir /r "$INSTDIR\versions\$Folder"
    MessageBox MB_ICONSTOP|MB_OK "$(NotCopied)" /SD IDOK
    SetErrorLevel 2
    Abort
  ${EndIf}
  !insertmacro Launcher "BanDoiThoai.exe"
  !insertmacro Launcher "dialogue-desk-console.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  FileOpen $0 "$INSTDIR\current.new" w
  FileWrite $0 "$Folder"
  FileClose $0
  Delete "$INSTDIR\next.txt"
  Delete "$INSTDIR\trying.txt"
  Delete "$INSTDIR\failed.txt"
  !insertmacro Move "$INSTDIR\current.new" "$INSTDIR\current.txt"
  Delete "$INSTDIR\versions\$Folder\unfinished.txt"
  Delete "$INSTDIR\*.part"
  Call RemoveOthers
  CreateShortcut "$SMPROGRAMS\Bàn Đối thoại.lnk" "$INSTDIR\BanDoiThoai.exe"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/NODESKTOP" $1
  ${If} ${Errors}
    CreateShortcut "$DESKTOP\Bàn Đối thoại.lnk" "$INSTDIR\BanDoiThoai.exe"
  ${EndIf}
  !insertmacro Opens ".ddpkg" "Package" "$(Package)"
  !insertmacro Opens ".ddinvite" "Invitation" "$(Invitation)"
  !insertmacro Opens ".ddupdate" "Update" "$(Update)"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "Bàn Đối thoại"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\BanDoiThoai.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "Dialogue Desk contributors"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

; Versions before, and what a killed installation left, go once nobody runs them.
Function RemoveOthers
  SetOutPath "$INSTDIR"
  FindFirst $0 $1 "$INSTDIR\versions\*.*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
    ${AndIf} $1 != $Folder
      StrCpy $8 "$INSTDIR\versions\$1"
      Call IsBusy
      ${If} $9 == 0
        RMDir /r "$8"
        Delete "$8"
      ${EndIf}
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd

Function un.onInit
  !insertmacro Alone
  FindFirst $0 $1 "$INSTDIR\versions\*.*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
      StrCpy $8 "$INSTDIR\versions\$1"
      Call un.IsBusy
      ${If} $9 == 1
        FindClose $0
        MessageBox MB_ICONSTOP|MB_OK "$(Busy)" /SD IDOK
        SetErrorLevel 3
        Quit
      ${EndIf}
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd

Section "un.Program"
  SetShellVarContext current
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\versions"
  Delete "$INSTDIR\BanDoiThoai.exe*"
  Delete "$INSTDIR\dialogue-desk-console.exe*"
  Delete "$INSTDIR\current.*"
  Delete "$INSTDIR\next.txt"
  Delete "$INSTDIR\trying.txt"
  Delete "$INSTDIR\failed.txt"
  Delete "$INSTDIR\*.part"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Bàn Đối thoại.lnk"
  Delete "$DESKTOP\Bàn Đối thoại.lnk"
  !insertmacro OpensNoMore ".ddpkg" "Package"
  !insertmacro OpensNoMore ".ddinvite" "Invitation"
  !insertmacro OpensNoMore ".ddupdate" "Update"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd
