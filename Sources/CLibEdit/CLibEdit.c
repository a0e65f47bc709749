#define _GNU_SOURCE
#include "CLibEdit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

EditLine *clibedit_open(const char *program, CLibEditReader reader, void *client) {
    // libedit asks whether the descriptors are terminals, so it gets the real ones; it writes through the
    // streams, which lead nowhere.
    FILE *input = fdopen(STDIN_FILENO, "r");
    FILE *output = fopen("/dev/null", "w");
    FILE *errors = fopen("/dev/null", "w");
    if (input == NULL || output == NULL || errors == NULL) return NULL;
    EditLine *editor =
        el_init_fd(program, input, output, errors, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO);
    if (editor == NULL) return NULL;
    el_set(editor, EL_CLIENTDATA, client);
    el_wset(editor, EL_GETCFN, reader);
    el_set(editor, EL_SIGNAL, 0);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_SETTY, "-d", "-isig", "-ixon", "-icrnl", "-inlcr", NULL);
    return editor;
}

void *clibedit_client(EditLine *editor) {
    void *client = NULL;
    el_get(editor, EL_CLIENTDATA, &client);
    return client;
}

void clibedit_prepare_terminal(EditLine *editor, bool editing) { el_set(editor, EL_PREP_TERM, (int)editing); }

void clibedit_enable(EditLine *editor) { el_set(editor, EL_EDITMODE, 1); }

void clibedit_set_editor(EditLine *editor, const char *name) { el_set(editor, EL_EDITOR, name); }

bool clibedit_is_vi(EditLine *editor) {
    const char *name = NULL;
    return el_get(editor, EL_EDITOR, &name) == 0 && name != NULL && strcmp(name, "vi") == 0;
}

int clibedit_add_function(EditLine *editor, const char *name, CLibEditFunction function) {
    return el_set(editor, EL_ADDFN, name, "", function);
}

int clibedit_bind(EditLine *editor, const char *keys, const char *function, bool alternate) {
    if (alternate) return el_set(editor, EL_BIND, "-a", keys, function, NULL);
    return el_set(editor, EL_BIND, keys, function, NULL);
}

bool clibedit_describe_binding(EditLine *editor, const char *keys, char *description, size_t capacity) {
    FILE *usual = NULL;
    FILE *here = fmemopen(description, capacity, "w");
    if (here == NULL) return false;
    bool described = el_get(editor, EL_GETFP, 1, &usual) == 0 && el_set(editor, EL_SETFP, 1, here) == 0;
    if (described) {
        described = el_set(editor, EL_BIND, keys, NULL) == 0;
        el_set(editor, EL_SETFP, 1, usual);
    }
    fclose(here);
    description[capacity - 1] = '\0';
    return described;
}

void clibedit_clear(EditLine *editor) {
    // el_deletestr would put the text in place of what was killed, and el_wreplacestr takes no empty text. What
    // el_wline gives is the editor's own line.
    LineInfoW *line = (LineInfoW *)el_wline(editor);
    line->cursor = line->buffer;
    line->lastchar = line->buffer;
}

void clibedit_set_size(EditLine *editor, int columns, int rows) {
    char number[16];
    snprintf(number, sizeof number, "%d", columns);
    el_set(editor, EL_SETTC, "co", number, NULL);
    snprintf(number, sizeof number, "%d", rows);
    el_set(editor, EL_SETTC, "li", number, NULL);
}

HistoryW *clibedit_history(EditLine *editor, int capacity) {
    HistoryW *history = history_winit();
    if (history == NULL) return NULL;
    HistEventW event;
    history_w(history, &event, H_SETSIZE, capacity);
    el_wset(editor, EL_HIST, history_w, history);
    return history;
}

void clibedit_history_add(HistoryW *history, const wchar_t *entry) {
    HistEventW event;
    history_w(history, &event, H_ENTER, entry);
}

void clibedit_history_clear(HistoryW *history) {
    HistEventW event;
    history_w(history, &event, H_CLEAR);
}
