#ifndef CLIBEDIT_H
#define CLIBEDIT_H

// What the line editor uses of libedit. Swift cannot call variadic functions, and el_set, el_get
// and history_w are; everything else is called as histedit.h has it.

#if !__has_include(<histedit.h>)
#error "libedit is missing: install libedit-dev (Debian, Ubuntu), or brew install libedit (macOS)"
#endif
#include <histedit.h>
#include <stdbool.h>

typedef int (*CLibEditReader)(EditLine *, wchar_t *);
typedef unsigned char (*CLibEditFunction)(EditLine *, int);

/// An editor on the standard descriptors whose own output goes to /dev/null; NULL where there is no memory.
/// It starts with emacs keys, leaves signals alone, and takes Ctrl-C, Ctrl-S, Ctrl-Z, CR and LF as keys.
EditLine *clibedit_open(const char *program, CLibEditReader reader, void *client);

/// The pointer given to `clibedit_open`.
void *clibedit_client(EditLine *editor);

/// Puts the terminal into the editor's mode (true) or back into the shell's (false).
void clibedit_prepare_terminal(EditLine *editor, bool editing);

/// Does what the user's start-up file says, like el_source. Where it binds a function that would end the program, start
/// another, or take libedit's own commands, the key runs one of ours, or nothing. `reset` is called behind each line that
/// changes the editor, which resets all keys. True where some line binds a macro.
bool clibedit_source(EditLine *editor, void (*reset)(EditLine *));

/// Switches editing on, whatever a start-up file said.
void clibedit_enable(EditLine *editor);

/// Uses the key maps of "emacs" or of "vi", as they are at the start.
void clibedit_set_editor(EditLine *editor, const char *name);

/// Whether the vi key maps are in use.
bool clibedit_is_vi(EditLine *editor);

/// Makes a function known under a name. libedit keeps the name for ever.
int clibedit_add_function(EditLine *editor, const char *name, CLibEditFunction function);

/// Binds keys, written as in `.editrc`, to a function; with `alternate`, in vi's command map.
int clibedit_bind(EditLine *editor, const char *keys, const char *function, bool alternate);

/// Writes libedit's description of what `keys` are bound to, or all keys where that is NULL, with `alternate` in vi's
/// command map; true where there was one.
bool clibedit_describe_binding(
    EditLine *editor, const char *keys, bool alternate, char *description, size_t capacity);

/// Empties the line, and leaves what was killed alone.
void clibedit_clear(EditLine *editor);

/// Ends the line's text as C does, which some of libedit's functions rely on that look for where white space ends, and
/// puts a cursor back that one of them has left outside of the text.
void clibedit_terminate(EditLine *editor);

/// Sets the size of the terminal that libedit thinks it draws on.
void clibedit_set_size(EditLine *editor, int columns, int rows);

/// A history for the commands that libedit itself searches with, of at most `capacity` entries.
HistoryW *clibedit_history(EditLine *editor, int capacity);

/// Adds an entry; the text is copied.
void clibedit_history_add(HistoryW *history, const wchar_t *entry);

/// Forgets all entries.
void clibedit_history_clear(HistoryW *history);

#endif
