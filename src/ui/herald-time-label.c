/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a relative time true while it is on the screen. */
#include "config.h"

#include "ui/herald-time-label.h"

#include "ui/herald-widget.h"

#include <glib/gi18n.h>

#define REFRESH_SECONDS 10

#define MINUTE 60
#define HOUR ((gint64) 60 * MINUTE)
#define DAY ((gint64) 24 * HOUR)

struct _HeraldTimeLabel
{
  GtkWidget parent_instance;

  gint64 unix_us;
  char  *format; /* (owned) (nullable) */
  guint  refresh_id;

  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (HeraldTimeLabel, herald_time_label, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TIME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* @format is translated and has exactly one %s. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS
static char *
fill_in (const char *format, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  return g_strjoinv (words, parts);
}
G_GNUC_END_IGNORE_DEPRECATIONS

static void
update (HeraldTimeLabel *self)
{
  g_autofree char *words = herald_time_describe (g_get_real_time (), self->unix_us);
  g_autofree char *exact = NULL;
  g_autofree char *text = NULL;

  text = self->format != NULL ? fill_in (self->format, words) : g_strdup (words);
  gtk_label_set_text (self->label, text);
  if (self->unix_us > 0)
    exact = herald_time_describe_exactly (self->unix_us);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), exact);
}

static gboolean
refresh_cb (gpointer self)
{
  update (self);
  return G_SOURCE_CONTINUE;
}

static void
herald_time_label_map (GtkWidget *widget)
{
  HeraldTimeLabel *self = HERALD_TIME_LABEL (widget);

  GTK_WIDGET_CLASS (herald_time_label_parent_class)->map (widget);
  update (self);
  self->refresh_id = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
}

static void
herald_time_label_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&HERALD_TIME_LABEL (widget)->refresh_id, g_source_remove);
  GTK_WIDGET_CLASS (herald_time_label_parent_class)->unmap (widget);
}

static void
herald_time_label_dispose (GObject *object)
{
  HeraldTimeLabel *self = HERALD_TIME_LABEL (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  herald_widget_unparent_children (GTK_WIDGET (object));
  g_clear_pointer (&self->format, g_free);
  G_OBJECT_CLASS (herald_time_label_parent_class)->dispose (object);
}

static void
herald_time_label_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TIME:
      g_value_set_int64 (value, HERALD_TIME_LABEL (object)->unix_us);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_time_label_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_TIME:
      herald_time_label_set_time (HERALD_TIME_LABEL (object), g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_time_label_class_init (HeraldTimeLabelClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = herald_time_label_dispose;
  object_class->get_property = herald_time_label_get_property;
  object_class->set_property = herald_time_label_set_property;
  widget_class->map = herald_time_label_map;
  widget_class->unmap = herald_time_label_unmap;
  properties[PROP_TIME] =
    g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
herald_time_label_init (HeraldTimeLabel *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  update (self);
}

/**
 * herald_time_label_new:
 * @unix_us: the time in microseconds since 1970; 0 reads “never”
 * @format: (nullable): a translated sentence with one `%s` for the words
 *
 * Returns: (transfer floating): the label
 */
GtkWidget *
herald_time_label_new (gint64 unix_us, const char *format)
{
  HeraldTimeLabel *self = g_object_new (HERALD_TYPE_TIME_LABEL, "time", unix_us, NULL);

  herald_time_label_set_format (self, format);
  return GTK_WIDGET (self);
}

/**
 * herald_time_label_set_time:
 * @self: a time label
 * @unix_us: the time in microseconds since 1970; 0 reads “never”
 */
void
herald_time_label_set_time (HeraldTimeLabel *self, gint64 unix_us)
{
  g_return_if_fail (HERALD_IS_TIME_LABEL (self));

  if (self->unix_us == unix_us)
    return;
  self->unix_us = unix_us;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
}

/**
 * herald_time_label_set_format:
 * @self: a time label
 * @format: (nullable): a translated sentence with one `%s` for the words
 */
void
herald_time_label_set_format (HeraldTimeLabel *self, const char *format)
{
  g_return_if_fail (HERALD_IS_TIME_LABEL (self));

  g_free (self->format);
  self->format = g_strdup (format);
  update (self);
}

/**
 * herald_time_describe:
 * @now_us: now, in microseconds since 1970
 * @then_us: the time to tell, likewise; 0 for “never”
 *
 * Returns: (transfer full): the time in words that fit into a sentence
 */
char *
herald_time_describe (gint64 now_us, gint64 then_us)
{
  gint64 seconds = (now_us - then_us) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (then_us <= 0)
    return g_strdup (_("never"));
  /* A clock that is a little behind makes no future. */
  if (seconds < 5)
    return g_strdup (_("just now"));
  if (seconds < MINUTE)
    return g_strdup_printf (ngettext ("%d second ago", "%d seconds ago", (gulong) seconds),
                            (int) seconds);
  if (seconds < HOUR)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago",
                                      (gulong) (seconds / MINUTE)),
                            (int) (seconds / MINUTE));
  if (seconds < DAY)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", (gulong) (seconds / HOUR)),
                            (int) (seconds / HOUR));
  if (seconds < 7 * DAY)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) (seconds / DAY)),
                            (int) (seconds / DAY));
  utc = g_date_time_new_from_unix_utc (then_us / G_USEC_PER_SEC);
  local = g_date_time_to_local (utc);
  /* Translators: a date without time in the order of the language, such as “2 Nov 2026”. */
  return g_date_time_format (local, _("%-d %b %Y"));
}

/**
 * herald_time_describe_exactly:
 * @unix_us: the time in microseconds since 1970
 *
 * Returns: (transfer full): date and time of day to the second, in the local zone
 */
char *
herald_time_describe_exactly (gint64 unix_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (unix_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);

  return g_date_time_format (local, "%x %X %Z");
}
