/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes one row for each state, so that “accepted” is never taken for “registered”. */
#include "config.h"

#include "ui/herald-registration-steps.h"

#include <glib/gi18n.h>

struct _HeraldRegistrationSteps
{
  AdwBin parent_instance;

  HeraldRegistration      *registration; /* (owned) (nullable) */
  HeraldRegistrationStatus shown;
  gint64                   started_us; /* monotonic */
  GPtrArray               *rows;       /* (element-type GtkWidget) (owned) */
  GtkImage                *last_icon;  /* (unowned) (nullable): of the last row */
  GtkSpinner              *spinner;    /* (unowned) (nullable): of the last row */

  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (HeraldRegistrationSteps, herald_registration_steps, ADW_TYPE_BIN)

static const char *
get_icon_name (HeraldRegistrationStatus status)
{
  switch (status)
    {
    case HERALD_REGISTRATION_SUCCESS:
    case HERALD_REGISTRATION_DUPLICATE:
      return "emblem-ok-symbolic";
    case HERALD_REGISTRATION_FAILED:
      return "dialog-error-symbolic";
    case HERALD_REGISTRATION_STUCK:
      return "dialog-warning-symbolic";
    case HERALD_REGISTRATION_WAITING:
    case HERALD_REGISTRATION_SENDING:
    case HERALD_REGISTRATION_ACCEPTED:
    case HERALD_REGISTRATION_PENDING:
    default:
      return "object-select-symbolic";
    }
}

static const char *
get_css_class (HeraldRegistrationStatus status)
{
  switch (status)
    {
    case HERALD_REGISTRATION_SUCCESS:
    case HERALD_REGISTRATION_DUPLICATE:
      return "success";
    case HERALD_REGISTRATION_FAILED:
      return "error";
    case HERALD_REGISTRATION_STUCK:
      return "warning";
    case HERALD_REGISTRATION_WAITING:
    case HERALD_REGISTRATION_SENDING:
    case HERALD_REGISTRATION_ACCEPTED:
    case HERALD_REGISTRATION_PENDING:
    default:
      return "dim-label";
    }
}

/* The former step is behind us: its spinner becomes a tick. */
static void
settle_last_row (HeraldRegistrationSteps *self)
{
  if (self->spinner != NULL)
    {
      gtk_spinner_stop (self->spinner);
      gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->last_icon), TRUE);
    }
  self->spinner = NULL;
  self->last_icon = NULL;
}

static GtkWidget *
new_time_label (HeraldRegistrationSteps *self)
{
  double seconds = (double) (g_get_monotonic_time () - self->started_us) / G_USEC_PER_SEC;
  /* Translators: seconds since the registration began. */
  g_autofree char *text = g_strdup_printf (_("%.1f s"), seconds);
  GtkWidget       *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
append_row (HeraldRegistrationSteps *self,
            const char              *title,
            const char              *subtitle,
            const char              *icon_name,
            const char              *css_class,
            gboolean                 goes_on)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *spinner = gtk_spinner_new ();

  settle_last_row (self);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (icon, css_class);
  gtk_widget_set_visible (icon, !goes_on);
  gtk_widget_set_visible (spinner, goes_on);
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), goes_on);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), spinner);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_time_label (self));
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
  if (!goes_on)
    return;
  self->last_icon = GTK_IMAGE (icon);
  self->spinner = GTK_SPINNER (spinner);
}

static const char *
get_hint (HeraldRegistration *registration)
{
  const char *explanation = herald_registration_get_explanation (registration);

  if (explanation != NULL)
    return explanation;
  switch (herald_registration_get_status (registration))
    {
    case HERALD_REGISTRATION_ACCEPTED:
      return _("Queued by the service (202). The device is not registered yet.");
    case HERALD_REGISTRATION_PENDING:
      return _("The service is checking the token with a push that nobody sees.");
    case HERALD_REGISTRATION_STUCK:
      return _("The service gave no result. The access token is probably wrong, or the service is "
               "busy. Check the token, then try again later.");
    case HERALD_REGISTRATION_WAITING:
    case HERALD_REGISTRATION_SENDING:
    case HERALD_REGISTRATION_SUCCESS:
    case HERALD_REGISTRATION_DUPLICATE:
    case HERALD_REGISTRATION_FAILED:
    default:
      return NULL;
    }
}

static void
add_present_step (HeraldRegistrationSteps *self)
{
  HeraldRegistrationStatus status = herald_registration_get_status (self->registration);

  self->shown = status;
  append_row (self, herald_registration_status_get_label (status), get_hint (self->registration),
              get_icon_name (status), get_css_class (status),
              !herald_registration_is_finished (self->registration));
}

static void
registration_changed_cb (HeraldRegistrationSteps *self)
{
  if (herald_registration_get_status (self->registration) != self->shown)
    add_present_step (self);
}

static void
forget_registration (HeraldRegistrationSteps *self)
{
  if (self->registration != NULL)
    g_signal_handlers_disconnect_by_func (self->registration, registration_changed_cb, self);
  g_clear_object (&self->registration);
}

static void
herald_registration_steps_dispose (GObject *object)
{
  forget_registration (HERALD_REGISTRATION_STEPS (object));
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_registration_steps_parent_class)->dispose (object);
}

static void
herald_registration_steps_finalize (GObject *object)
{
  g_ptr_array_unref (HERALD_REGISTRATION_STEPS (object)->rows);
  G_OBJECT_CLASS (herald_registration_steps_parent_class)->finalize (object);
}

static void
herald_registration_steps_class_init (HeraldRegistrationStepsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_registration_steps_dispose;
  object_class->finalize = herald_registration_steps_finalize;
}

static void
herald_registration_steps_init (HeraldRegistrationSteps *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("Progress"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * herald_registration_steps_new:
 *
 * Returns: (transfer floating): an empty list, which is not visible
 */
GtkWidget *
herald_registration_steps_new (void)
{
  return g_object_new (HERALD_TYPE_REGISTRATION_STEPS, NULL);
}

/**
 * herald_registration_steps_set_registration:
 * @self: the steps
 * @registration: (nullable): the registration to follow from now on
 */
void
herald_registration_steps_set_registration (HeraldRegistrationSteps *self,
                                            HeraldRegistration      *registration)
{
  g_return_if_fail (HERALD_IS_REGISTRATION_STEPS (self));
  g_return_if_fail (registration == NULL || HERALD_IS_REGISTRATION (registration));

  forget_registration (self);
  settle_last_row (self);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self), registration != NULL);
  if (registration == NULL)
    return;
  self->registration = g_object_ref (registration);
  self->started_us = g_get_monotonic_time ();
  g_signal_connect_object (registration, "changed", G_CALLBACK (registration_changed_cb), self,
                           G_CONNECT_SWAPPED);
  /* That it waits to be sent is not a step. */
  self->shown = HERALD_REGISTRATION_WAITING;
  if (herald_registration_get_status (registration) != HERALD_REGISTRATION_WAITING)
    add_present_step (self);
}

/**
 * herald_registration_steps_fail:
 * @self: the steps
 * @error: why the call could not be made or followed
 */
void
herald_registration_steps_fail (HeraldRegistrationSteps *self, const GError *error)
{
  g_return_if_fail (HERALD_IS_REGISTRATION_STEPS (self));
  g_return_if_fail (error != NULL);

  forget_registration (self);
  append_row (self, _("Could not be registered"), error->message, "dialog-error-symbolic", "error",
                       FALSE);
}

/**
 * herald_registration_steps_get_n_steps:
 * @self: the steps
 *
 * Returns: how many states are shown
 */
guint
herald_registration_steps_get_n_steps (HeraldRegistrationSteps *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION_STEPS (self), 0);

  return self->rows->len;
}
