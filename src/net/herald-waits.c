/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list that is short: pages and jobs keep a few requests under way each. */
#include "config.h"

#include "net/herald-waits.h"

#include "net/herald-http-answer.h"

#include <glib/gi18n-lib.h>

/* What a line has room for. */
#define MAX_NAMES 3

struct _HeraldWait
{
  HeraldService service;
  char         *what; /* (owned) */
  gint64        resume_at;
  GCancellable *stop; /* (owned) */
};

struct _HeraldWaits
{
  GObject parent_instance;

  GPtrArray *waits; /* (element-type HeraldWait) (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldWaits, herald_waits, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
wait_free (gpointer data)
{
  HeraldWait *wait = data;

  g_free (wait->what);
  g_object_unref (wait->stop);
  g_free (wait);
}

static HeraldWait *
find_longest (HeraldWaits *self)
{
  HeraldWait *longest = NULL;

  for (guint i = 0; i < self->waits->len; i++)
    {
      HeraldWait *wait = g_ptr_array_index (self->waits, i);

      if (longest == NULL || wait->resume_at > longest->resume_at)
        longest = wait;
    }
  return longest;
}

static void
herald_waits_finalize (GObject *object)
{
  g_ptr_array_unref (HERALD_WAITS (object)->waits);
  G_OBJECT_CLASS (herald_waits_parent_class)->finalize (object);
}

static void
herald_waits_class_init (HeraldWaitsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_waits_finalize;
  /**
   * HeraldWaits::changed:
   *
   * One more or one less waits, or one waits for longer.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HERALD_TYPE_WAITS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_waits_init (HeraldWaits *self)
{
  self->waits = g_ptr_array_new_with_free_func (wait_free);
}

/**
 * herald_waits_new:
 *
 * Returns: (transfer full): a list in which nothing waits
 */
HeraldWaits *
herald_waits_new (void)
{
  return g_object_new (HERALD_TYPE_WAITS, NULL);
}

/**
 * herald_waits_begin:
 * @self: the list
 * @service: who asked to wait
 * @what: the request, as people see it
 * @resume_at: wall-clock time in µs when it goes on
 *
 * Returns: (transfer none): what herald_waits_end() has to be called with
 */
HeraldWait *
herald_waits_begin (HeraldWaits *self, HeraldService service, const char *what, gint64 resume_at)
{
  HeraldWait *wait;

  g_return_val_if_fail (HERALD_IS_WAITS (self), NULL);
  g_return_val_if_fail (what != NULL, NULL);

  wait = g_new0 (HeraldWait, 1);
  wait->service = service;
  wait->what = g_strdup (what);
  wait->resume_at = resume_at;
  wait->stop = g_cancellable_new ();
  g_ptr_array_add (self->waits, wait);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return wait;
}

/**
 * herald_waits_postpone:
 * @self: the list
 * @wait: one of it
 * @resume_at: wall-clock time in µs when it goes on
 */
void
herald_waits_postpone (HeraldWaits *self, HeraldWait *wait, gint64 resume_at)
{
  g_return_if_fail (HERALD_IS_WAITS (self));
  g_return_if_fail (wait != NULL);

  if (wait->resume_at == resume_at)
    return;
  wait->resume_at = resume_at;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * herald_wait_get_stop:
 * @wait: what waits
 *
 * Returns: (transfer none): cancelled when it is given up
 */
GCancellable *
herald_wait_get_stop (HeraldWait *wait)
{
  g_return_val_if_fail (wait != NULL, NULL);

  return wait->stop;
}

/**
 * herald_waits_end:
 * @self: the list
 * @wait: what does not wait any more; it is freed
 */
void
herald_waits_end (HeraldWaits *self, HeraldWait *wait)
{
  g_return_if_fail (HERALD_IS_WAITS (self));

  if (g_ptr_array_remove (self->waits, wait))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * herald_waits_get_n_waiting:
 * @self: the list
 *
 * Returns: how many requests wait
 */
guint
herald_waits_get_n_waiting (HeraldWaits *self)
{
  g_return_val_if_fail (HERALD_IS_WAITS (self), 0);

  return self->waits->len;
}

/**
 * herald_waits_get_resume_at:
 * @self: the list
 *
 * Returns: wall-clock time in µs when the last of them goes on; 0 when none waits
 */
gint64
herald_waits_get_resume_at (HeraldWaits *self)
{
  HeraldWait *longest;

  g_return_val_if_fail (HERALD_IS_WAITS (self), 0);

  longest = find_longest (self);
  return longest != NULL ? longest->resume_at : 0;
}

/* Each name once, in the order in which they came. */
static char *
join_names (HeraldWaits *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->waits->len; i++)
    {
      const char *what = ((HeraldWait *) g_ptr_array_index (self->waits, i))->what;

      if (!g_ptr_array_find_with_equal_func (names, what, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer) (gsize) what);
    }
  for (guint i = 0; i < MIN (names->len, MAX_NAMES); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  if (names->len > MAX_NAMES)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

/**
 * herald_waits_describe:
 * @self: the list
 * @now: wall-clock time in µs
 *
 * Returns: (transfer full) (nullable): who asked for it, what waits and how long yet, in one
 * sentence; NULL when nothing waits
 */
char *
herald_waits_describe (HeraldWaits *self, gint64 now)
{
  HeraldWait      *longest;
  guint            seconds;
  g_autofree char *time = NULL;
  g_autofree char *names = NULL;

  g_return_val_if_fail (HERALD_IS_WAITS (self), NULL);

  longest = find_longest (self);
  if (longest == NULL)
    return NULL;
  seconds =
    (guint) (MAX (0, longest->resume_at - now + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND);
  /* Translators: a time that is left: minutes and seconds. */
  time = g_strdup_printf (C_ ("countdown", "%u:%02u"), seconds / 60, seconds % 60);
  names = join_names (self);
  /* Translators: 1: a service such as Dataverse, 2: how many, 3: a time such as 1:05, 4: requests.
   */
  return g_strdup_printf (ngettext ("%1$s takes no more now: %2$u request goes on in %3$s (%4$s)",
                                    "%1$s takes no more now: %2$u requests go on in %3$s (%4$s)",
                                    self->waits->len),
                          herald_service_get_name (longest->service), self->waits->len, time,
                          names);
}

/**
 * herald_waits_stop:
 * @self: the list
 *
 * Gives up whatever waits now; who asks later waits again.
 */
void
herald_waits_stop (HeraldWaits *self)
{
  g_autoptr (GPtrArray) stops = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (HERALD_IS_WAITS (self));

  for (guint i = 0; i < self->waits->len; i++)
    {
      HeraldWait *wait = g_ptr_array_index (self->waits, i);

      g_ptr_array_add (stops, g_object_ref (wait->stop));
    }
  for (guint i = 0; i < stops->len; i++)
    g_cancellable_cancel (g_ptr_array_index (stops, i));
}
