#ifndef CPSEUDOTERMINAL_H
#define CPSEUDOTERMINAL_H

// What tests need of the C library that Swift does not see: forkpty, since nothing may run in Swift between a fork
// and an exec, and wcwidth, an X/Open extension.

#include <stdint.h>
#include <sys/types.h>

/// Runs a program in a new session on a new terminal. The terminal's other end, closed in later children, goes to
/// `main`. The process id, or -1 with `errno`.
pid_t cpseudoterminal_spawn(
    int *main, char *const arguments[], char *const environment[], unsigned short columns, unsigned short rows);

/// Changes the size of the terminal.
int cpseudoterminal_resize(int main, unsigned short columns, unsigned short rows);

/// How many bytes that were typed the program has not read yet.
int cpseudoterminal_unread(int main);

/// The columns of a scalar as the C library counts them in UTF-8; -1 for what cannot be shown.
int cpseudoterminal_width(uint32_t scalar);

#endif
