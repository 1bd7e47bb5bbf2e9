/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The developer sheet: the four values first, the whole text to unfold, the access token masked
 * until a person decides to hand it over. */
#include "config.h"

#include "ui/herald-app-sheet.h"

#include "core/herald-apps.h"
#include "model/herald-sheet.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-copy-row.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldAppSheet
{
  AdwPreferencesGroup parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  HeraldApp     *app;         /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */

  HeraldCopyRow *application_row;
  HeraldCopyRow *endpoint_row;
  HeraldCopyRow *organization_row;
  GtkLabel      *preview_label;
  GtkSwitch     *token_switch;
};

G_DEFINE_FINAL_TYPE (HeraldAppSheet, herald_app_sheet, ADW_TYPE_PREFERENCES_GROUP)

static char *
write_sheet (HeraldAppSheet *self, const char *api_token, HeraldSheetFormat format)
{
  return herald_sheet_write (self->app, herald_session_get_environment (self->session), api_token,
                             format);
}

static void
copy_sheet (HeraldAppSheet *self, const char *api_token, HeraldSheetFormat format)
{
  g_autofree char *text = write_sheet (self, api_token, format);

  if (api_token == NULL)
    {
      herald_clipboard_copy (GTK_WIDGET (self), text);
      herald_toast_show (GTK_WIDGET (self), _("Developer sheet copied, access token masked"));
      return;
    }
  herald_clipboard_copy_secret (GTK_WIDGET (self), text);
  herald_toast_show_secret_copied (GTK_WIDGET (self), _("Developer sheet"));
}

static void
revealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldAppSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  HeraldSheetFormat format =
    (HeraldSheetFormat) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (self), "format"));
  char *value = herald_apps_reveal_token_finish (HERALD_SESSION (source), result, &error);

  if (value == NULL)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The sheet was not copied"), error);
      return;
    }
  if (self->app != NULL)
    copy_sheet (self, value, format);
  herald_secret_free (value);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldAppSheet   *self = HERALD_APP_SHEET (widget);
  const char       *wanted = g_variant_get_string (parameter, NULL);
  HeraldSheetFormat format = HERALD_SHEET_TEXT;

  if (self->app == NULL)
    return;
  if (g_str_equal (wanted, "json"))
    format = HERALD_SHEET_JSON;
  else if (g_str_equal (wanted, "markdown"))
    format = HERALD_SHEET_MARKDOWN;
  if (!gtk_switch_get_active (self->token_switch))
    {
      copy_sheet (self, NULL, format);
      return;
    }
  g_object_set_data (G_OBJECT (self), "format", GINT_TO_POINTER (format));
  herald_apps_reveal_token_async (self->session, herald_app_get (self->app, HERALD_APP_ID), NULL,
                                  self->cancellable, revealed_cb, g_object_ref (self));
}

static void
herald_app_sheet_dispose (GObject *object)
{
  HeraldAppSheet *self = HERALD_APP_SHEET (object);

  g_clear_object (&self->session);
  g_clear_object (&self->app);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (herald_app_sheet_parent_class)->dispose (object);
}

static void
herald_app_sheet_class_init (HeraldAppSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_app_sheet_dispose;
  gtk_widget_class_install_action (widget_class, "sheet.copy", "s", copy_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-app-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldAppSheet, application_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppSheet, endpoint_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppSheet, organization_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppSheet, preview_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppSheet, token_switch);
}

static void
herald_app_sheet_init (HeraldAppSheet *self)
{
  g_type_ensure (HERALD_TYPE_COPY_ROW);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_app_sheet_show:
 * @self: the group
 * @session: the open session
 * @app: the app; the group hides itself when it was not saved yet
 * @cancellable: what ends the requests
 */
void
herald_app_sheet_show (HeraldAppSheet *self,
                       HeraldSession  *session,
                       HeraldApp      *app,
                       GCancellable   *cancellable)
{
  HeraldEnvironment *environment;
  const char        *app_id;
  g_autofree char   *endpoint = NULL;
  g_autofree char   *text = NULL;

  g_return_if_fail (HERALD_IS_APP_SHEET (self));
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_APP (app));

  g_set_object (&self->session, session);
  g_set_object (&self->app, app);
  g_set_object (&self->cancellable, cancellable);
  app_id = herald_app_get (app, HERALD_APP_ID);
  gtk_widget_set_visible (GTK_WIDGET (self), app_id != NULL);
  if (app_id == NULL)
    return;
  environment = herald_session_get_environment (session);
  endpoint =
    herald_public_endpoint_normalise (herald_environment_get (environment,
                                                              HERALD_ENVIRONMENT_PUBLIC_ENDPOINT),
                                      NULL);
  herald_copy_row_set_value (self->endpoint_row, endpoint);
  herald_copy_row_set_value (self->organization_row,
                             herald_environment_get (environment,
                                                     HERALD_ENVIRONMENT_ORGANIZATION_ID));
  herald_copy_row_set_value (self->application_row, app_id);
  text = write_sheet (self, NULL, HERALD_SHEET_TEXT);
  gtk_label_set_text (self->preview_label, text);
}

/**
 * herald_app_sheet_forget:
 * @self: the group
 *
 * Hides it and lets go of the app, with which its keys go.
 */
void
herald_app_sheet_forget (HeraldAppSheet *self)
{
  g_return_if_fail (HERALD_IS_APP_SHEET (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_clear_object (&self->session);
  g_clear_object (&self->app);
  g_clear_object (&self->cancellable);
}
