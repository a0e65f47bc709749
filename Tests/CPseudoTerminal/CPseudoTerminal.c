#define _GNU_SOURCE
#include "CPseudoTerminal.h"
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>
#ifdef __APPLE__
#include <util.h>
#else
#include <pty.h>
#endif

pid_t cpseudoterminal_spawn(
    int *main, char *const arguments[], char *const environment[], unsigned short columns, unsigned short rows) {
    struct winsize size = {.ws_col = columns, .ws_row = rows};
    pid_t process = forkpty(main, NULL, NULL, &size);
    if (process == 0) {
        // The threads that tests run on may block signals, and a program inherits that.
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(arguments[0], arguments, environment);
        _exit(127);
    }
    if (process > 0) fcntl(*main, F_SETFD, FD_CLOEXEC);
    return process;
}

int cpseudoterminal_resize(int main, unsigned short columns, unsigned short rows) {
    struct winsize size = {.ws_col = columns, .ws_row = rows};
    return ioctl(main, TIOCSWINSZ, &size);
}

int cpseudoterminal_unread(int main) {
    char name[256];
    if (ptsname_r(main, name, sizeof name) != 0) return 0;
    int other = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (other < 0) return 0;
    int count = 0;
    ioctl(other, FIONREAD, &count);
    close(other);
    return count;
}

int cpseudoterminal_width(uint32_t scalar) {
    static locale_t locale;
    if (locale == NULL) locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    locale_t usual = uselocale(locale);
    int width = wcwidth((wchar_t)scalar);
    uselocale(usual);
    return width;
}
