/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values are fetched when they are copied and not kept here. */
#include "config.h"

#include "ui/herald-app-tokens.h"

#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "ui/herald-change.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-toast.h"
#include "ui/herald-token-row.h"

#include <glib/gi18n.h>

struct _HeraldAppTokens
{
  AdwPreferencesGroup parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  char          *app_id;      /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  GPtrArray     *rows;        /* (element-type HeraldTokenRow) (owned) */

  AdwActionRow *empty_row;
  GtkButton    *new_button;
};

G_DEFINE_FINAL_TYPE (HeraldAppTokens, herald_app_tokens, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
revealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldAppTokens) self = user_data;
  g_autoptr (GError) error = NULL;
  char *value = herald_apps_reveal_token_finish (HERALD_SESSION (source), result, &error);

  if (value == NULL)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The token cannot be copied"), error);
      return;
    }
  herald_clipboard_copy_secret (GTK_WIDGET (self), value);
  herald_secret_free (value);
  herald_toast_show_secret_copied (GTK_WIDGET (self), _("Access token"));
}

static void
row_copy_cb (HeraldAppTokens *self, HeraldTokenRow *row)
{
  herald_apps_reveal_token_async (self->session, self->app_id,
                                  herald_access_token_get_id (herald_token_row_get_token (row)),
                                  self->cancellable, revealed_cb, g_object_ref (self));
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldAppTokens) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_apps_revoke_token_finish (HERALD_SESSION (source), result, &error))
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The token was not revoked"), error);
      return;
    }
  herald_toast_show (GTK_WIDGET (self), _("Access token revoked"));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  herald_app_tokens_reload (self);
}

static void
revoke_now (GtkWidget *widget, gpointer token_id)
{
  HeraldAppTokens *self = HERALD_APP_TOKENS (widget);

  if (self->session != NULL && self->app_id != NULL)
    herald_apps_revoke_token_async (self->session, self->app_id, token_id, self->cancellable,
                                    revoked_cb, g_object_ref (self));
}

static void
revoke_response_cb (HeraldAppTokens *self, const char *response, GtkWidget *dialog)
{
  const char *token_id = g_object_get_data (G_OBJECT (dialog), "token-id");

  if (g_str_equal (response, "revoke") && self->session != NULL)
    herald_change_ask (GTK_WIDGET (self), self->session,
                       _("An access token is taken out of use."), _("_Revoke"), revoke_now, NULL,
                                                                      g_strdup (token_id), g_free);
}

static void
row_revoke_cb (HeraldAppTokens *self, HeraldTokenRow *row)
{
  HeraldAccessToken *token = herald_token_row_get_token (row);
  GtkWindow         *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget         *dialog = adw_message_dialog_new (parent, NULL, NULL);

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     _("Revoke “%s”?"), herald_access_token_get_name (token));
  adw_message_dialog_set_body (
    ADW_MESSAGE_DIALOG (dialog), herald_access_token_is_current (token)
    ? _("The service uses this token now. Apps that hold it can register no device any more "
          "until they get a new one. Devices that are registered stay so.")
    : _("Apps that still hold this token can register no device any more. Devices that are "
          "registered stay so."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "revoke", _("_Revoke"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "revoke",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "token-id",
                          g_strdup (herald_access_token_get_id (token)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (revoke_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldAppTokens) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldAccessToken) token =
    herald_apps_create_token_finish (HERALD_SESSION (source), result, &error);

  gtk_widget_set_sensitive (GTK_WIDGET (self->new_button), self->app_id != NULL);
  if (token == NULL)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("No token was made"), error);
      return;
    }
  herald_toast_show (GTK_WIDGET (self), _("Access token made"));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  herald_app_tokens_reload (self);
}

static void
create_now (GtkWidget *widget, gpointer name)
{
  HeraldAppTokens *self = HERALD_APP_TOKENS (widget);

  if (self->session == NULL || self->app_id == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->new_button), FALSE);
  herald_apps_create_token_async (self->session, self->app_id, name, self->cancellable, created_cb,
                                  g_object_ref (self));
}

static void
create_response_cb (HeraldAppTokens *self, const char *response, GtkWidget *dialog)
{
  GtkEditable     *entry = g_object_get_data (G_OBJECT (dialog), "entry");
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (!g_str_equal (response, "create") || self->session == NULL || self->app_id == NULL)
    return;
  if (*name == '\0')
    {
      g_free (name);
      name = g_strdup (_("Access token"));
    }
  herald_change_ask (GTK_WIDGET (self), self->session,
                     _("The app’s configuration gets another access token, which it uses from now "
                       "on."),
                        _("C_reate"), create_now, NULL, g_steal_pointer (&name), g_free);
}

static void
new_clicked_cb (HeraldAppTokens *self)
{
  herald_app_tokens_create (self);
}

static void
show_tokens (HeraldAppTokens *self, GPtrArray *tokens)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; tokens != NULL && i < tokens->len; i++)
    {
      GtkWidget *row = herald_token_row_new (g_ptr_array_index (tokens, i));

      g_signal_connect_object (row, "copy", G_CALLBACK (row_copy_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "revoke", G_CALLBACK (row_revoke_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, g_object_ref (row));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->empty_row), self->rows->len == 0);
}

static void
show_empty (HeraldAppTokens *self, const char *title, const char *subtitle)
{
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);

  show_tokens (self, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->empty_row), title);
  adw_action_row_set_subtitle (self->empty_row, escaped);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldAppTokens) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tokens =
    herald_apps_list_tokens_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error))
    return;
  if (tokens == NULL)
    {
      show_empty (self, _("The tokens cannot be listed"), error->message);
      return;
    }
  show_empty (self,
              _("No access token yet"),
                _("Apps present one when they register a device. Make one and give it to the app’s "
                "developer."));
  show_tokens (self, tokens);
}

static void
herald_app_tokens_dispose (GObject *object)
{
  HeraldAppTokens *self = HERALD_APP_TOKENS (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->app_id, g_free);
  g_ptr_array_set_size (self->rows, 0);
  G_OBJECT_CLASS (herald_app_tokens_parent_class)->dispose (object);
}

static void
herald_app_tokens_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_APP_TOKENS (object)->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_app_tokens_parent_class)->finalize (object);
}

static void
herald_app_tokens_class_init (HeraldAppTokensClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_app_tokens_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_app_tokens_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HERALD_TYPE_APP_TOKENS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-app-tokens.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldAppTokens, empty_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppTokens, new_button);
  gtk_widget_class_bind_template_callback (widget_class, new_clicked_cb);
}

static void
herald_app_tokens_init (HeraldAppTokens *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_app_tokens_show:
 * @self: the group
 * @session: the open session
 * @app_id: (nullable): the app, or %NULL when it was not saved yet
 * @cancellable: what ends the requests
 *
 * Lists the tokens of another app.
 */
void
herald_app_tokens_show (HeraldAppTokens *self,
                        HeraldSession   *session,
                        const char      *app_id,
                        GCancellable    *cancellable)
{
  g_return_if_fail (HERALD_IS_APP_TOKENS (self));
  g_return_if_fail (HERALD_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  g_free (self->app_id);
  self->app_id = g_strdup (app_id);
  gtk_widget_set_sensitive (GTK_WIDGET (self->new_button), app_id != NULL);
  if (app_id == NULL)
    show_empty (self, _("Save the app first"), _("The service keeps tokens with a saved app."));
  else
    herald_app_tokens_reload (self);
}

/**
 * herald_app_tokens_reload:
 * @self: the group
 *
 * Lists the tokens again.
 */
void
herald_app_tokens_reload (HeraldAppTokens *self)
{
  g_return_if_fail (HERALD_IS_APP_TOKENS (self));

  if (self->session != NULL && self->app_id != NULL)
    herald_apps_list_tokens_async (self->session, self->app_id, self->cancellable, listed_cb,
                                   g_object_ref (self));
}

/**
 * herald_app_tokens_create:
 * @self: the group
 *
 * Asks for a name, says what a new token replaces, and makes it.
 */
void
herald_app_tokens_create (HeraldAppTokens *self)
{
  GtkWindow *parent;
  GtkWidget *dialog;
  GtkWidget *list;
  GtkWidget *entry;

  g_return_if_fail (HERALD_IS_APP_TOKENS (self));

  if (self->app_id == NULL)
    return;
  parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  dialog = adw_message_dialog_new (parent, _("New Access Token"),
                                              _("The service keeps one token per app: the new one takes the place of the present one. The "
      "name is for you; it stays on this computer."));
  entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry),
                                 _("Name, such as the app’s version"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), list);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "create", _("_Make Token"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "create",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "create");
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  g_signal_connect_object (dialog, "response", G_CALLBACK (create_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
