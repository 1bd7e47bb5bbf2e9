/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each jump says what it makes happen, so that nobody has to know lifetimes by heart. */
#include "config.h"

#include "ui/herald-clock-tab.h"

#include "base/herald-error.h"
#include "core/herald-emulated-clock.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

#define TICK_SECONDS 1
#define MINUTE_SECONDS ((gint64) 60)
#define HOUR_SECONDS (60 * MINUTE_SECONDS)
#define DAY_SECONDS (24 * HOUR_SECONDS)

/* In the order of the list in the template. */
static const gint64 units[] = { MINUTE_SECONDS, HOUR_SECONDS, DAY_SECONDS };

struct _HeraldClockTab
{
  AdwBin parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  gint64         offset_seconds;
  guint          tick_id;
  gboolean       live;

  GtkSpinButton *amount;
  GtkLabel      *clock_label;
  GtkLabel      *date_label;
  GtkLabel      *offset_label;
  GtkDropDown   *unit_list;
};

enum
{
  SIGNAL_OFFSET_CHANGED,
  SIGNAL_TURNED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldClockTab, herald_clock_tab, ADW_TYPE_BIN)

static void
update_labels (HeraldClockTab *self)
{
  g_autoptr (GDateTime) real = g_date_time_new_now_local ();
  g_autoptr (GDateTime) now =
    g_date_time_add (real, self->offset_seconds * (GTimeSpan) G_TIME_SPAN_SECOND);
  g_autofree char *time = now != NULL ? g_date_time_format (now, "%X") : g_strdup ("–");
  /* Translators: a date with its weekday and year, as in strftime(). */
  g_autofree char *date =
    now != NULL ? g_date_time_format (now, _("%A, %-d %B %Y")) : g_strdup ("");
  g_autofree char *offset = herald_emulated_time_describe_offset (self->offset_seconds);

  gtk_label_set_text (self->clock_label, time);
  gtk_label_set_text (self->date_label, date);
  gtk_label_set_text (self->offset_label, offset);
  if (self->offset_seconds > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->offset_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->offset_label), "warning");
}

static gboolean
tick_cb (gpointer user_data)
{
  if (HERALD_CLOCK_TAB (user_data)->live)
    update_labels (HERALD_CLOCK_TAB (user_data));
  return G_SOURCE_CONTINUE;
}

static void
set_enabled (HeraldClockTab *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "clock.jump", self->session != NULL);
  gtk_widget_action_set_enabled (widget, "clock.jump-own", self->session != NULL);
  gtk_widget_action_set_enabled (widget, "clock.reset",
                                 self->session != NULL && self->offset_seconds > 0);
}

static void
read_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldClockTab) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatedTime) time =
    herald_emulated_clock_read_finish (HERALD_SESSION (source), result, &error);

  if (time != NULL && self->session == HERALD_SESSION (source))
    herald_clock_tab_show_offset (self, time->offset_seconds);
}

/* Shows what the clock is after a turn. */
static void
show_turned (HeraldClockTab *self, HeraldEmulatedTime *time, const GError *error)
{
  g_autofree char *offset = NULL;

  if (time == NULL)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The clock could not be turned"), error);
      return;
    }
  herald_clock_tab_show_offset (self, time->offset_seconds);
  offset = herald_emulated_time_describe_offset (time->offset_seconds);
  herald_toast_show (GTK_WIDGET (self), offset);
  g_signal_emit (self, signals[SIGNAL_TURNED], 0);
}

static void
advance_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldClockTab) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatedTime) time =
    herald_emulated_clock_advance_finish (HERALD_SESSION (source), result, &error);

  show_turned (self, time, error);
}

static void
reset_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldClockTab) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatedTime) time =
    herald_emulated_clock_reset_finish (HERALD_SESSION (source), result, &error);

  show_turned (self, time, error);
}

static void
advance (HeraldClockTab *self, gint64 seconds)
{
  if (self->session != NULL && seconds > 0)
    herald_emulated_clock_advance_async (self->session, seconds, self->cancellable, advance_done_cb,
                                         g_object_ref (self));
}

static void
jump_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  advance (HERALD_CLOCK_TAB (widget), g_variant_get_int64 (parameter));
}

static void
jump_own_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldClockTab *self = HERALD_CLOCK_TAB (widget);
  guint           unit = gtk_drop_down_get_selected (self->unit_list);

  if (unit < G_N_ELEMENTS (units))
    advance (self, gtk_spin_button_get_value_as_int (self->amount) * units[unit]);
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldClockTab *self = HERALD_CLOCK_TAB (widget);

  if (self->session != NULL)
    herald_emulated_clock_reset_async (self->session, self->cancellable, reset_done_cb,
                                       g_object_ref (self));
}

static void
herald_clock_tab_map (GtkWidget *widget)
{
  HeraldClockTab *self = HERALD_CLOCK_TAB (widget);

  GTK_WIDGET_CLASS (herald_clock_tab_parent_class)->map (widget);
  update_labels (self);
  herald_clock_tab_update (self);
  self->tick_id = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

static void
herald_clock_tab_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&HERALD_CLOCK_TAB (widget)->tick_id, g_source_remove);
  GTK_WIDGET_CLASS (herald_clock_tab_parent_class)->unmap (widget);
}

static void
herald_clock_tab_dispose (GObject *object)
{
  HeraldClockTab *self = HERALD_CLOCK_TAB (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_clock_tab_parent_class)->dispose (object);
}

static void
herald_clock_tab_class_init (HeraldClockTabClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_clock_tab_dispose;
  widget_class->map = herald_clock_tab_map;
  widget_class->unmap = herald_clock_tab_unmap;
  signals[SIGNAL_OFFSET_CHANGED] = g_signal_new ("offset-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_TURNED] =
    g_signal_new ("turned", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "clock.jump", "x", jump_action);
  gtk_widget_class_install_action (widget_class, "clock.jump-own", NULL, jump_own_action);
  gtk_widget_class_install_action (widget_class, "clock.reset", NULL, reset_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-clock-tab.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldClockTab, amount);
  gtk_widget_class_bind_template_child (widget_class, HeraldClockTab, clock_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldClockTab, date_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldClockTab, offset_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldClockTab, unit_list);
}

static void
herald_clock_tab_init (HeraldClockTab *self)
{
  self->live = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_selected (self->unit_list, 1);
  set_enabled (self);
  update_labels (self);
}

/**
 * herald_clock_tab_new:
 *
 * Returns: (transfer floating): a tab that shows real time
 */
GtkWidget *
herald_clock_tab_new (void)
{
  return g_object_new (HERALD_TYPE_CLOCK_TAB, NULL);
}

/**
 * herald_clock_tab_set_session:
 * @self: a tab
 * @session: (nullable): the emulator's
 * @cancellable: (nullable): the page's
 */
void
herald_clock_tab_set_session (HeraldClockTab *self,
                              HeraldSession  *session,
                              GCancellable   *cancellable)
{
  g_return_if_fail (HERALD_IS_CLOCK_TAB (self));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  herald_clock_tab_show_offset (self, 0);
  herald_clock_tab_update (self);
}

/**
 * herald_clock_tab_update:
 * @self: a tab
 *
 * Reads the clock again; another program may have turned it.
 */
void
herald_clock_tab_update (HeraldClockTab *self)
{
  g_return_if_fail (HERALD_IS_CLOCK_TAB (self));

  if (self->session != NULL)
    herald_emulated_clock_read_async (self->session, self->cancellable, read_done_cb,
                                      g_object_ref (self));
}

/**
 * herald_clock_tab_show_offset:
 * @self: a tab
 * @offset_seconds: how far the clock is ahead
 */
void
herald_clock_tab_show_offset (HeraldClockTab *self, gint64 offset_seconds)
{
  gboolean changed;

  g_return_if_fail (HERALD_IS_CLOCK_TAB (self));

  changed = self->offset_seconds != offset_seconds;
  self->offset_seconds = offset_seconds;
  update_labels (self);
  set_enabled (self);
  if (changed)
    g_signal_emit (self, signals[SIGNAL_OFFSET_CHANGED], 0, offset_seconds);
}

/**
 * herald_clock_tab_get_offset:
 * @self: a tab
 *
 * Returns: how far the clock is ahead, in seconds
 */
gint64
herald_clock_tab_get_offset (HeraldClockTab *self)
{
  g_return_val_if_fail (HERALD_IS_CLOCK_TAB (self), 0);

  return self->offset_seconds;
}

/**
 * herald_clock_tab_set_live:
 * @self: a tab
 * @live: whether the emulator answers
 */
void
herald_clock_tab_set_live (HeraldClockTab *self, gboolean live)
{
  g_return_if_fail (HERALD_IS_CLOCK_TAB (self));

  if (self->live == live)
    return;
  self->live = live;
  if (live)
    gtk_widget_remove_css_class (GTK_WIDGET (self->clock_label), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->clock_label), "dim-label");
  if (live)
    update_labels (self);
}
