/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions follow the platform; the first app there is stands first, for few want a phone
 * without one. */
#include "config.h"

#include "ui/herald-phone-editor.h"

#include "base/herald-error.h"
#include "model/herald-app.h"
#include "ui/herald-issue-row.h"

#include <glib/gi18n.h>

/* In the order of the list in the template. */
static const HeraldPlatform platforms[] = { HERALD_PLATFORM_IOS, HERALD_PLATFORM_ANDROID };

struct _HeraldPhoneEditor
{
  AdwWindow parent_instance;

  GPtrArray *apps;    /* (owned) (element-type HeraldApp): none until they are read */
  gboolean   waiting; /* for what becomes of the phone */

  AdwComboRow    *app_row;
  AdwEntryRow    *name_row;
  HeraldIssueRow *outcome_row;
  AdwComboRow    *platform_row;
  AdwComboRow    *version_row;
};

enum
{
  SIGNAL_ACCEPTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldPhoneEditor, herald_phone_editor, ADW_TYPE_WINDOW)

static HeraldPlatform
get_platform (HeraldPhoneEditor *self)
{
  return platforms[MIN (adw_combo_row_get_selected (self->platform_row),
                        G_N_ELEMENTS (platforms) - 1)];
}

static void
platform_changed_cb (HeraldPhoneEditor *self)
{
  g_autoptr (GtkStringList) versions =
    gtk_string_list_new (herald_platform_get_os_versions (get_platform (self)));

  adw_combo_row_set_model (self->version_row, G_LIST_MODEL (versions));
}

static void
update (HeraldPhoneEditor *self)
{
  g_autofree char *name =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.accept",
                                 *name != '\0' && !self->waiting);
}

static void
name_changed_cb (HeraldPhoneEditor *self)
{
  update (self);
}

static void
name_activated_cb (HeraldPhoneEditor *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "editor.accept", NULL);
}

static void
accept_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldPhoneEditor *self = HERALD_PHONE_EDITOR (widget);

  self->waiting = TRUE;
  update (self);
  g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0);
}

static void
fill_apps (HeraldPhoneEditor *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->apps->len; i++)
    gtk_string_list_append (names,
                            herald_app_get (g_ptr_array_index (self->apps, i), HERALD_APP_NAME));
  gtk_string_list_append (names, _("None"));
  adw_combo_row_set_model (self->app_row, G_LIST_MODEL (names));
}

static void
herald_phone_editor_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_PHONE_EDITOR (object)->apps, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_phone_editor_parent_class)->finalize (object);
}

static void
herald_phone_editor_class_init (HeraldPhoneEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_phone_editor_finalize;
  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "editor.accept", NULL, accept_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-phone-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneEditor, app_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneEditor, outcome_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneEditor, platform_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneEditor, version_row);
  gtk_widget_class_bind_template_callback (widget_class, name_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, platform_changed_cb);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
}

static void
herald_phone_editor_init (HeraldPhoneEditor *self)
{
  self->apps = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  platform_changed_cb (self);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

/**
 * herald_phone_editor_new:
 *
 * Returns: (transfer none): the window, not yet shown
 */
GtkWidget *
herald_phone_editor_new (void)
{
  return g_object_new (HERALD_TYPE_PHONE_EDITOR, NULL);
}

/**
 * herald_phone_editor_set_apps:
 * @self: an editor
 * @apps: (transfer none) (element-type HeraldApp) (nullable): to choose from; %NULL when they could
 *   not be read
 */
void
herald_phone_editor_set_apps (HeraldPhoneEditor *self, GPtrArray *apps)
{
  g_return_if_fail (HERALD_IS_PHONE_EDITOR (self));

  if (apps != NULL)
    {
      g_ptr_array_ref (apps);
      g_ptr_array_unref (self->apps);
      self->apps = apps;
    }
  fill_apps (self);
  adw_combo_row_set_selected (self->app_row, 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->app_row), apps != NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->app_row),
                               apps != NULL ? NULL : _("The apps could not be read"));
}

/**
 * herald_phone_editor_read:
 * @self: an editor
 * @phone: (out): what its fields say; texts are lent until the window closes
 */
void
herald_phone_editor_read (HeraldPhoneEditor *self, HeraldNewPhone *phone)
{
  guint app;

  g_return_if_fail (HERALD_IS_PHONE_EDITOR (self));
  g_return_if_fail (phone != NULL);

  app = adw_combo_row_get_selected (self->app_row);
  phone->name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  phone->platform = get_platform (self);
  phone->os_version = gtk_string_object_get_string (
    GTK_STRING_OBJECT (adw_combo_row_get_selected_item (self->version_row)));
  phone->app_id = app < self->apps->len
                    ? herald_app_get (g_ptr_array_index (self->apps, app), HERALD_APP_ID)
                    : NULL;
}

/**
 * herald_phone_editor_finish:
 * @self: an editor whose phone was accepted
 * @error: (nullable): why it was not added
 *
 * With an error the window stays, as it was filled in, and says why.
 */
void
herald_phone_editor_finish (HeraldPhoneEditor *self, const GError *error)
{
  g_autoptr (HeraldIssue) issue = NULL;
  const char *reason;

  g_return_if_fail (HERALD_IS_PHONE_EDITOR (self));

  self->waiting = FALSE;
  if (error == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  update (self);
  reason =
    herald_error_is_cancelled (error) ? _("the emulator went away; try again once it is back")
                                      : error->message;
  issue = herald_issue_new (HERALD_SEVERITY_ERROR, "PHONE_REFUSED", "phone",
                            _("The phone was not added: %s"), reason);
  herald_issue_row_set_issue (self->outcome_row, issue);
}
