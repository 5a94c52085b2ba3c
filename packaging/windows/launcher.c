/* The two programs people start. They stay where they are while versions come and go: each version lies in a folder
   of its own below versions\, and current.txt names the one that counts.

   next.txt names a version that was brought and is to be tried. A trial is trying.txt until the window is there, which
   makes it current.txt (dialogue_desk/desk/updating). What did not come so far is set aside as failed.txt, and the
   version before is started again. The tried version runs in a process of its own, beside the launcher that judges it:
   Python ends a process without returning to whoever called it, and a library that falls takes its process along.
   While it runs a mutex is held: a second start, by somebody who grew impatient, uses the same version and judges
   nothing; the process that tries is such a second start itself. */
#include <windows.h>
#include <shellapi.h>
#include <stdio.h>
#include <wchar.h>

#define LONGEST 4096
#define OURS 1
#define BESIDE 2
typedef int (*main_function)(int, wchar_t **);

static wchar_t home[LONGEST];

static void say(const wchar_t *text) {
#ifdef CONSOLE
    DWORD written;
    HANDLE screen = GetStdHandle(STD_ERROR_HANDLE);
    if (!WriteConsoleW(screen, text, (DWORD)wcslen(text), &written, NULL)) {
        char bytes[2048];
        int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
        if (length > 1) WriteFile(screen, bytes, (DWORD)length - 1, &written, NULL);
    }
#else
    MessageBoxW(NULL, text, L"B\x00e0n \x0110\x1ed1i tho\x1ea1i", MB_ICONERROR);
#endif
}

static void beside(wchar_t *target, const wchar_t *name) { _snwprintf(target, LONGEST - 1, L"%ls\\%ls", home, name); }

/* The folder that a file of ours names: one plain name, no way out of versions\. */
static int named_in(const wchar_t *file, wchar_t *target) {
    wchar_t path[LONGEST] = {0};
    char text[128] = {0};
    DWORD length = 0;
    beside(path, file);
    HANDLE opened = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    if (opened == INVALID_HANDLE_VALUE) return 0;
    ReadFile(opened, text, sizeof text - 1, &length, NULL);
    CloseHandle(opened);
    while (length && (text[length - 1] == '\n' || text[length - 1] == '\r' || text[length - 1] == ' ')) text[--length] = 0;
    if (!length || text[0] == '.') return 0;
    for (DWORD at = 0; at < length; at++) {
        char one = text[at];
        if (!((one >= '0' && one <= '9') || (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '.' || one == '-' || one == '_')) return 0;
    }
    _snwprintf(target, LONGEST - 1, L"%ls\\versions\\%hs", home, text);
    return GetFileAttributesW(target) != INVALID_FILE_ATTRIBUTES;
}

static void turn(const wchar_t *from, const wchar_t *to) {
    wchar_t old[LONGEST] = {0}, fresh[LONGEST] = {0};
    beside(old, from);
    beside(fresh, to);
    MoveFileExW(old, fresh, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
}

static int run(const wchar_t *version, int argc, wchar_t **argv) {
    wchar_t path[LONGEST] = {0}, script[LONGEST] = {0};
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    AddDllDirectory(version);
    _snwprintf(path, LONGEST - 1, L"%ls\\python311.dll", version);
    HMODULE library = LoadLibraryExW(path, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    main_function start = library ? (main_function)(void *)GetProcAddress(library, "Py_Main") : NULL;
    if (!start) return -1;
    _snwprintf(script, LONGEST - 1, L"%ls\\app\\main.pyc", version);
    wchar_t **given = calloc((size_t)argc + 4, sizeof *given);
    if (!given) return -1;
    int count = 0;
    given[count++] = argv[0];
    given[count++] = L"-X";
    given[count++] = L"utf8";
    given[count++] = script;
    for (int at = 1; at < argc; at++) given[count++] = argv[at];
    return start(count, given);
}

/* The same command once more; with `is_awaited` its exit status, 1 where it could not be started. */
static int start_again(int is_awaited) {
    STARTUPINFOW how = {.cb = sizeof how};
    PROCESS_INFORMATION what;
    DWORD status = 1;
    wchar_t *line = _wcsdup(GetCommandLineW());
    if (!line || !CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &how, &what)) return 1;
    if (is_awaited) {
        AllowSetForegroundWindow(what.dwProcessId);
        WaitForSingleObject(what.hProcess, INFINITE);
        GetExitCodeProcess(what.hProcess, &status);
    }
    CloseHandle(what.hThread);
    CloseHandle(what.hProcess);
    return (int)status;
}

#ifndef CONSOLE
/* Whether a version is on trial: OURS at the first start after it was brought, BESIDE where a start before this one
   judges it; `target` is its folder. */
static int is_on_trial(wchar_t *target) {
    wchar_t name[64] = {0};
    unsigned long long mark = 14695981039346656037ull;
    for (const wchar_t *at = home; *at; at++) mark = (mark ^ (unsigned long long)towlower(*at)) * 1099511628211ull;
    _snwprintf(name, 63, L"Local\\dialogue-desk-choice-%016llx", mark);
    HANDLE choice = CreateMutexW(NULL, FALSE, name);
    if (choice) WaitForSingleObject(choice, 5000);
    _snwprintf(name, 63, L"Local\\dialogue-desk-trial-%016llx", mark);
    HANDLE trial = CreateMutexW(NULL, FALSE, name);
    int is_other = trial && GetLastError() == ERROR_ALREADY_EXISTS, is_ours = 0;
    target[0] = 0;
    if (is_other) {
        if (!named_in(L"trying.txt", target)) target[0] = 0;
    } else {
        if (named_in(L"trying.txt", target)) turn(L"trying.txt", L"failed.txt");
        if ((is_ours = named_in(L"next.txt", target))) turn(L"next.txt", L"trying.txt");
        else target[0] = 0;
    }
    /* The mutex of the trial is let go only by the end of the processes that judge and try. */
    if (trial && !target[0]) CloseHandle(trial);
    if (choice) {
        ReleaseMutex(choice);
        CloseHandle(choice);
    }
    return is_ours ? OURS : target[0] ? BESIDE : 0;
}
#endif

static int begin(int argc, wchar_t **argv) {
    wchar_t version[LONGEST] = {0};
    int trial = 0;
    if (!GetModuleFileNameW(NULL, home, LONGEST - 1)) return 1;
    *wcsrchr(home, L'\\') = 0;
#ifndef CONSOLE
    trial = is_on_trial(version);
    if (trial == OURS) {
        int ended = start_again(1);
        if (ended != 0 && named_in(L"trying.txt", version)) {
            turn(L"trying.txt", L"failed.txt");
            start_again(0);
            return 0; /* the new process finds neither next.txt nor trying.txt, whoever still holds the mutex */
        }
        return ended;
    }
#endif
    if (!version[0] && !named_in(L"current.txt", version)) {
        /* "Not found: the folder of the program. Install B… again." */
        say(L"Kh\x00f4ng th\x1ea5y th\x01b0 m\x1ee5" L"c c\x1ee7" L"a ch\x01b0\x01a1ng tr\x00ecnh. C\x00e0i l\x1ea1i B\x00e0n \x0110\x1ed1i tho\x1ea1i; d\x1eef li\x1ec7u v\x1eabn c\x00f2n nguy\x00ean.\n");
        return 1;
    }
    int status = run(version, argc, argv);
    if (status == -1 && trial != BESIDE)
        /* "The program could not be loaded, an antivirus program may hold it. Install it again." */
        say(L"Kh\x00f4ng n\x1ea1p \x0111\x01b0\x1ee3" L"c ch\x01b0\x01a1ng tr\x00ecnh; c\x00f3 th\x1ec3 ph\x1ea7n m\x1ec1m di\x1ec7t vi-r\x00fat \x0111\x00e3 gi\x1eef t\x1ec7p. C\x00e0i l\x1ea1i r\x1ed3i m\x1edf; d\x1eef li\x1ec7u v\x1eabn c\x00f2n nguy\x00ean.\n");
    return status == -1 ? 1 : status;
}

#ifdef CONSOLE
int wmain(int argc, wchar_t **argv) { return begin(argc, argv); }
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, PWSTR line, int show) {
    int argc = 0;
    wchar_t **argv = CommandLineToArgvW(GetCommandLineW(), &argc);
    return argv ? begin(argc, argv) : 1;
}
#endif
