// Swift reads the program's arguments from /proc, and has none where that is not mounted, as in a bare chroot. There they
// are what glibc hands to the functions that run before main.
#include <unistd.h>

#ifdef __GLIBC__
// Swift's runtime: CommandLine.arguments are these from now on.
extern void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc);

__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
    if (access("/proc/self/cmdline", R_OK) != 0) _swift_stdlib_overrideUnsafeArgvArgc(argv, argc);
}
#endif
