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
    // Between two lines the terminal stays as it is, or what is typed then would be echoed.
    el_set(editor, EL_SETTY, "-x", "-isig", "-icanon", "-echo", "-iexten", "-ixon", "-icrnl", "-inlcr", NULL);
    return editor;
}

void *clibedit_client(EditLine *editor) {
    void *client = NULL;
    el_get(editor, EL_CLIENTDATA, &client);
    return client;
}

void clibedit_prepare_terminal(EditLine *editor, bool editing) { el_set(editor, EL_PREP_TERM, (int)editing); }

// What libedit's functions are replaced by in a start-up file.
static const char *const replacements[][2] = {
    {"ed-newline", "clamator-enter"},
    {"ed-quoted-insert", "clamator-quote"},
    {"vi-comment-out", "clamator-comment"},
    {"vi-histedit", "clamator-edit-externally"},
    {"em-delete-or-list", "clamator-delete-forward"},
    {"vi-list-or-eof", "clamator-delete-forward"},
    {"ed-end-of-file", "ed-ignore"},
    {"ed-command", "ed-ignore"},
    // The next key with its eighth bit set could be one of the editor's own.
    {"em-meta-next", "ed-ignore"},
};

// Runs the words of a line; true where it has changed the editor. Notes whether it binds a macro.
static bool run_words(EditLine *editor, int count, const char **words, bool *has_macros) {
    bool resets = false, is_macro = false, is_alternate = false;
    size_t length = strlen(words[0]);
    if (length >= 4 && strcmp(words[0] + length - 4, "bind") == 0) {
        for (int i = 1; i < count; i++) {
            if (strcmp(words[i], "-s") == 0) is_macro = true;
            if (strcmp(words[i], "-a") == 0) is_alternate = true;
            if (strcmp(words[i], "-v") == 0 || strcmp(words[i], "-e") == 0) resets = true;
        }
        for (size_t i = 0; count > 2 && !is_macro && i < sizeof replacements / sizeof *replacements; i++)
            if (strcmp(words[count - 1], replacements[i][0]) == 0) words[count - 1] = replacements[i][1];
        // Where text is inserted, a key that repeats it is a part of what it repeats, and would do so for ever.
        if (count > 2 && !is_macro && !is_alternate && strcmp(words[count - 1], "vi-redo") == 0)
            words[count - 1] = "ed-ignore";
    }
    if (is_macro) *has_macros = true;
    return el_parse(editor, count, words) == 0 && resets;
}

bool clibedit_source(EditLine *editor, void (*reset)(EditLine *)) {
    char path[4096];
    const char *file = getenv("EDITRC"), *home = getenv("HOME");
    if (file == NULL && home == NULL) return false;
    bool has_macros = false;
    if (file == NULL) snprintf(path, sizeof path, "%s/.editrc", home);
    FILE *stream = fopen(file != NULL ? file : path, "r");
    Tokenizer *tokenizer = tok_init(NULL);
    char *line = NULL;
    size_t capacity = 0;
    while (stream != NULL && tokenizer != NULL && getline(&line, &capacity, stream) >= 0) {
        char *text = line + strspn(line, " \t\n\v\f\r");
        text[strcspn(text, "\n")] = '\0';
        int count = 0;
        const char **words = NULL;
        tok_reset(tokenizer);
        if (*text == '#' || tok_str(tokenizer, text, &count, &words) != 0 || count == 0) continue;
        if (run_words(editor, count, words, &has_macros)) reset(editor);
    }
    free(line);
    if (tokenizer != NULL) tok_end(tokenizer);
    if (stream != NULL) fclose(stream);
    return has_macros;
}

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

bool clibedit_describe_binding(
    EditLine *editor, const char *keys, bool alternate, char *description, size_t capacity
) {
    FILE *usual = NULL;
    FILE *here = fmemopen(description, capacity, "w");
    if (here == NULL) return false;
    bool described = el_get(editor, EL_GETFP, 1, &usual) == 0 && el_set(editor, EL_SETFP, 1, here) == 0;
    if (described) {
        described =
            (alternate ? el_set(editor, EL_BIND, "-a", keys, NULL) : el_set(editor, EL_BIND, keys, NULL)) == 0;
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
    clibedit_terminate(editor);
}

void clibedit_terminate(EditLine *editor) {
    LineInfoW *line = (LineInfoW *)el_wline(editor);
    // vi's move to the end of an empty line leads before it.
    if (line->cursor < line->buffer) line->cursor = line->buffer;
    if (line->cursor > line->lastchar) line->cursor = line->lastchar;
    // libedit leaves room behind the last character.
    *(wchar_t *)line->lastchar = L'\0';
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
