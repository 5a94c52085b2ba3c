; Inno Setup: an installer for one person, without administrator rights. On Windows, after PyInstaller:
;   iscc packaging\windows.iss
; The data folder (%LOCALAPPDATA%\DialogueDesk) is never touched, neither here nor when uninstalling.
#define Version "0.1.0"

[Setup]
AppId=DialogueDesk
AppName=Bàn Đối thoại
AppVersion={#Version}
AppPublisher=Dialogue Desk contributors
DefaultDirName={localappdata}\Programs\DialogueDesk
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
LicenseFile=..\LICENSE
OutputDir=..\dist
OutputBaseFilename=dialogue-desk-{#Version}-setup
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes
UninstallDisplayIcon={app}\dialogue-desk.exe

[Files]
Source: "..\dist\dialogue-desk\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; An older version's libraries must not lie beside the new ones.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{userprograms}\Bàn Đối thoại"; Filename: "{app}\dialogue-desk.exe"
Name: "{userdesktop}\Bàn Đối thoại"; Filename: "{app}\dialogue-desk.exe"; Tasks: desktop

[Tasks]
Name: desktop; Description: "Đặt biểu tượng trên màn hình"

[Run]
Filename: "{app}\dialogue-desk.exe"; Description: "Mở Bàn Đối thoại"; Flags: nowait postinstall skipifsilent
