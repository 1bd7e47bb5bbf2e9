/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On a terminal one line counts down; elsewhere each wait is one line, so that a log stays short.
 */
#include "config.h"

#include "cli/herald-cli-waits.h"

#include <glib/gi18n.h>
#include <unistd.h>

#define CLEAR_LINE "\r\033[K"
/* A wait that is this much longer is another one. */
#define SAME_WAIT_SECONDS 1

typedef struct
{
  HeraldWaits *waits; /* (unowned): has this as its data */
  gint64       told;  /* what was told last goes on then */
  guint        tick_id;
} Telling;

static void
telling_free (gpointer data)
{
  Telling *self = data;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_free (self);
}

static gboolean
counted_cb (gpointer data)
{
  Telling         *self = data;
  g_autofree char *text = herald_waits_describe (self->waits, g_get_real_time ());

  if (text != NULL)
    g_printerr (CLEAR_LINE "%s – %s", text, _("Ctrl+C gives up"));
  return G_SOURCE_CONTINUE;
}

static void
tell_once (Telling *self)
{
  const gint64     resume_at = herald_waits_get_resume_at (self->waits);
  g_autofree char *text = herald_waits_describe (self->waits, g_get_real_time ());

  if (text == NULL || resume_at < self->told + SAME_WAIT_SECONDS * G_TIME_SPAN_SECOND)
    return;
  self->told = resume_at;
  g_printerr ("%s\n", text);
}

static void
changed_cb (HeraldWaits *waits, Telling *self)
{
  if (!isatty (STDERR_FILENO))
    {
      tell_once (self);
      return;
    }
  if (herald_waits_get_n_waiting (waits) > 0)
    {
      counted_cb (self);
      if (self->tick_id == 0)
        self->tick_id = g_timeout_add_seconds (1, counted_cb, self);
    }
  else if (self->tick_id != 0)
    {
      g_clear_handle_id (&self->tick_id, g_source_remove);
      g_printerr (CLEAR_LINE);
    }
}

/**
 * herald_cli_waits_tell:
 * @waits: what waits in the environment of the command
 */
void
herald_cli_waits_tell (HeraldWaits *waits)
{
  Telling *self = g_new0 (Telling, 1);

  g_return_if_fail (HERALD_IS_WAITS (waits));

  self->waits = waits;
  g_object_set_data_full (G_OBJECT (waits), "telling", self, telling_free);
  g_signal_connect (waits, "changed", G_CALLBACK (changed_cb), self);
}
