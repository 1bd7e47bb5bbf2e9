/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a secret line byte by byte into locked memory: nothing of it stays in a buffer of the C
 * library, and what follows on standard input is left to whoever reads it next. The terminal shows
 * nothing meanwhile and is as it was afterwards, also after Ctrl+C. */
#include "config.h"

#include "cli/herald-cli-terminal.h"

#include "base/herald-error.h"
#include "crypto/herald-locked-text.h"
#include "crypto/herald-vault-key.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* What is longer is refused; one more byte shows that. */
#define MOST_BYTES (HERALD_PASSPHRASE_MAX_BYTES + 1)

typedef struct
{
  char    *text; /* (owned): locked text */
  gsize    length;
  gboolean ended;
  gboolean failed;
} Line;

/* Takes one byte from @fd. */
static void
read_byte (Line *line, int fd)
{
  gssize n_read = read (fd, line->text + line->length, 1);

  if (n_read < 0 && (errno == EINTR || errno == EAGAIN))
    return;
  line->failed = n_read < 0 || (n_read == 0 && line->length == 0);
  line->ended = n_read <= 0 || line->text[line->length] == '\n' || line->length == MOST_BYTES - 1;
  if (n_read > 0 && line->text[line->length] != '\n')
    line->length++;
  else
    line->text[line->length] = '\0';
}

/* Returns: (nullable): the line */
static char *
take_line (Line *line)
{
  if (!line->failed && line->length > 0 && line->text[line->length - 1] == '\r')
    line->text[line->length - 1] = '\0';
  if (line->failed)
    g_clear_pointer (&line->text, herald_locked_text_free);
  return line->text;
}

static gboolean
terminal_ready_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Line *line = user_data;

  read_byte (line, fd);
  return !line->ended;
}

static void
wait_for_line (Line *line, GCancellable *cancellable)
{
  guint id = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, terminal_ready_cb, line);

  while (!line->ended && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
  if (!line->ended)
    g_source_remove (id);
}

/**
 * herald_cli_terminal_is_there:
 *
 * Returns: whether somebody sits there who can be asked
 */
gboolean
herald_cli_terminal_is_there (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

/**
 * herald_cli_terminal_ask:
 * @question: what is wanted
 * @cancellable: (nullable): to cancel
 * @error: where to put an error
 *
 * **Errors:** SECRET when nothing is typed, CANCELLED.
 *
 * Returns: (transfer full): what was typed, for herald_locked_text_free()
 */
char *
herald_cli_terminal_ask (const char *question, GCancellable *cancellable, GError **error)
{
  Line           line = { .text = herald_locked_text_new_sized (MOST_BYTES) };
  struct termios shown;
  struct termios hidden;
  gboolean       changed;
  char          *text;

  g_printerr ("%s ", question);
  changed = tcgetattr (STDIN_FILENO, &shown) == 0;
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  changed = changed && tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  wait_for_line (&line, cancellable);
  if (changed)
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  g_printerr ("\n");
  text = take_line (&line);
  if (text != NULL && !g_cancellable_is_cancelled (cancellable))
    return text;
  herald_locked_text_free (text);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_SECRET, _("No passphrase was entered"));
  return NULL;
}

/**
 * herald_cli_terminal_read_file:
 * @path: a file of one line, or “-” for the next line of standard input
 * @error: where to put an error
 *
 * **Errors:** INVALID names the file.
 *
 * Returns: (transfer full): its first line, for herald_locked_text_free()
 */
char *
herald_cli_terminal_read_file (const char *path, GError **error)
{
  Line     line = { .text = NULL };
  gboolean is_input = strcmp (path, "-") == 0;
  int      fd = is_input ? STDIN_FILENO : g_open (path, O_RDONLY | O_CLOEXEC, 0);
  char    *text;

  if (fd < 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” cannot be read: %s"), path, g_strerror (errno));
      return NULL;
    }
  line.text = herald_locked_text_new_sized (MOST_BYTES);
  while (!line.ended)
    read_byte (&line, fd);
  if (!is_input)
    close (fd);
  text = take_line (&line);
  if (text == NULL && is_input)
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("Standard input holds no passphrase"));
  else if (text == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, _("“%s” holds no passphrase"), path);
  return text;
}
