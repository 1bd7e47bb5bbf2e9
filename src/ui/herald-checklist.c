/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One group per app. The first open step has the button that stands out; an app that is done is a
 * single line. */
#include "config.h"

#include "ui/herald-checklist.h"

#include <glib/gi18n.h>

struct _HeraldChecklist
{
  AdwPreferencesGroup parent_instance;
};

G_DEFINE_FINAL_TYPE (HeraldChecklist, herald_checklist, ADW_TYPE_PREFERENCES_GROUP)

/* clang-format off */
/* Indexed by HeraldStep. @target: what “win.open” gets; %s is the app's id. */
static const struct
{
  const char *title;
  const char *subtitle;
  const char *button;
  const char *target;
} STEPS[] = {
  [HERALD_STEP_CREDENTIALS] = {
    N_("Credentials for Apple or Google"),
    N_("A signing key for iOS, a service account for Android"),
    N_("Enter Credentials"), "apps/app:%s" },
  [HERALD_STEP_TOKEN] = {
    N_("Access token"),
    N_("The app presents it when it registers a device"),
    N_("Make Token"), "apps/app:%s" },
  [HERALD_STEP_DEVICE] = {
    N_("First device"),
    N_("Find a person and register their phone"),
    N_("Find a Person"), "people" },
  [HERALD_STEP_DELIVERED] = {
    N_("First push delivered"),
    N_("Compose a message and send it as a test"),
    N_("Compose Push"), "push" },
  [HERALD_STEP_OPENED] = {
    N_("First push opened"),
    N_("Tap the notification on the phone"),
    N_("Show Phones"), "emulator" },
};
/* clang-format on */

static void
herald_checklist_class_init (HeraldChecklistClass *klass)
{
}

static void
herald_checklist_init (HeraldChecklist *self)
{
}

static GtkWidget *
new_button (const HeraldAppProgress *progress, HeraldStep step)
{
  GtkWidget *button = gtk_button_new_with_label (_(STEPS[step].button));
  g_auto (GStrv) parts = g_strsplit (STEPS[step].target, "%s", 2);
  g_autofree char *target = g_strjoinv (herald_app_get (progress->app, HERALD_APP_ID), parts);
  g_autofree char *spoken = NULL;

  /* Translators: a button's label, and the app it is about. */
  spoken = g_strdup_printf (_("%s, %s"), _(STEPS[step].button),
                                             herald_app_get (progress->app, HERALD_APP_NAME));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open");
  if (herald_app_progress_get_next (progress) == step)
    gtk_widget_add_css_class (button, "suggested-action");
  return button;
}

static GtkWidget *
new_icon (gboolean done)
{
  GtkWidget *icon =
    gtk_image_new_from_icon_name (done ? "emblem-ok-symbolic" : "checkbox-symbolic");

  gtk_widget_add_css_class (icon, done ? "success" : "dim-label");
  gtk_widget_set_tooltip_text (icon, done ? _("Done") : _("Open"));
  return icon;
}

static void
add_step (HeraldChecklist *self, const HeraldAppProgress *progress, HeraldStep step)
{
  GtkWidget       *row = adw_action_row_new ();
  gboolean         done = progress->done[step];
  g_autofree char *spoken = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(STEPS[step].title));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), new_icon (done));
  if (!done)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(STEPS[step].subtitle));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button (progress, step));
    }
  /* Translators: a step of a checklist and whether it is done, for screen readers. */
  spoken = g_strdup_printf (_("%s: %s"), _(STEPS[step].title), done ? _("done") : _("open"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
add_all_done (HeraldChecklist *self, const HeraldAppProgress *progress)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Set up and in use"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Every step is done"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), new_icon (TRUE));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
fill (HeraldChecklist *self, const HeraldAppProgress *progress)
{
  const char      *name = herald_app_get (progress->app, HERALD_APP_NAME);
  g_autofree char *escaped = g_markup_escape_text (name != NULL ? name : _("New App"), -1);
  g_autofree char *description = NULL;
  guint            n_known = 0;
  guint            n_done = 0;

  for (int i = 0; i < HERALD_N_STEPS; i++)
    {
      n_known += progress->known[i] ? 1 : 0;
      n_done += progress->known[i] && progress->done[i] ? 1 : 0;
    }
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), escaped);
  if (n_done == n_known)
    {
      add_all_done (self, progress);
      return;
    }
  /* Translators: how many steps of the checklist are done, and of how many. */
  description = g_strdup_printf (_("%u of %u steps done"), n_done, n_known);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), description);
  for (int i = 0; i < HERALD_N_STEPS; i++)
    if (progress->known[i])
      add_step (self, progress, (HeraldStep) i);
}

/**
 * herald_checklist_new:
 * @progress: how far the app is set up
 *
 * Returns: (transfer floating): its checklist
 */
GtkWidget *
herald_checklist_new (const HeraldAppProgress *progress)
{
  HeraldChecklist *self;

  g_return_val_if_fail (progress != NULL, NULL);

  self = g_object_new (HERALD_TYPE_CHECKLIST, NULL);
  fill (self, progress);
  return GTK_WIDGET (self);
}
