/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for the person with a way out at every moment. What is learnt by the sign-in goes to a copy
 * of the environment and is kept only when somebody signed in. */
#include "config.h"

#include "ui/herald-sign-in-dialog.h"

#include "base/herald-error.h"
#include "core/herald-environments.h"
#include "net/herald-token-request.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-environment-label.h"
#include "ui/herald-qr-code.h"
#include "ui/herald-status.h"

#include <glib/gi18n.h>

/* How long the browser is waited for (contract: auth, 4.3). */
#define BROWSER_SECONDS 300
#define MOST_BROWSER_SECONDS 3600

/* Begins one of the ways to sign in. */
typedef void (*StartFunc) (HeraldSignInDialog *self);

struct _HeraldSignInDialog
{
  AdwWindow parent_instance;

  HeraldStore          *store;       /* (owned) */
  HeraldSecrets        *secrets;     /* (owned) */
  HeraldEnvironment    *environment; /* (owned): learns */
  HeraldAccountOpenFunc open;        /* (nullable) */
  gpointer              open_data;

  HeraldAccount *account;     /* (owned) (nullable): of the present try */
  GCancellable  *cancellable; /* (owned) (nullable): of the present try */
  StartFunc      start;       /* (nullable): the way chosen last */
  char          *address;     /* (owned) (nullable): what “Copy Address” copies */
  char          *code;        /* (owned) (nullable) */
  guint          browser_seconds;
  gint64         end_us; /* when waiting ends, monotonic */
  guint          tick_id;

  GtkLabel               *address_label;
  AdwStatusPage          *browser_page;
  AdwActionRow           *browser_row;
  GtkLabel               *browser_time_label;
  GtkLabel               *code_label;
  AdwActionRow           *code_row;
  GtkLabel               *code_time_label;
  GtkLabel               *code_silent_label;
  GtkButton              *copy_code_button;
  AdwHeaderBar           *header;
  HeraldEnvironmentLabel *label;
  HeraldQrCode           *qr_code;
  AdwPreferencesGroup    *session_only_group;
  GtkStack               *stack;
  HeraldStatus           *status;
};

G_DEFINE_FINAL_TYPE (HeraldSignInDialog, herald_sign_in_dialog, ADW_TYPE_WINDOW)

enum
{
  PROP_0,
  PROP_BROWSER_SECONDS,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_SIGNED_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_time_left (HeraldSignInDialog *self)
{
  gint64           left = MAX (0, self->end_us - g_get_monotonic_time ()) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  /* Translators: minutes and seconds, such as “4:05”. */
  text = g_strdup_printf (_("Waiting for %d:%02d more"), (int) (left / 60), (int) (left % 60));
  gtk_label_set_text (self->browser_time_label, text);
  gtk_label_set_text (self->code_time_label, text);
}

static gboolean
tick_cb (gpointer user_data)
{
  show_time_left (HERALD_SIGN_IN_DIALOG (user_data));
  return G_SOURCE_CONTINUE;
}

static void
start_waiting (HeraldSignInDialog *self, gint64 seconds)
{
  self->end_us = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  g_clear_handle_id (&self->tick_id, g_source_remove);
  self->tick_id = g_timeout_add_seconds (1, tick_cb, self);
  show_time_left (self);
}

/* Leaves the present try. */
static void
stop (HeraldSignInDialog *self)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
}

/* Something is under way, and there is a way out. */
static void
show_loading (HeraldSignInDialog *self, const char *title)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  herald_status_show_loading (self->status, title);
  herald_status_add_action (self->status, _("_Cancel"), "sign-in.choose");
  gtk_stack_set_visible_child_name (self->stack, "status");
}

/* What the same way once more means to the person. */
static const char *
get_retry_label (HeraldSignInDialog *self)
{
  if (self->address == NULL)
    return _("_Try Again");
  return self->code != NULL ? _("_Get a New Code") : _("_Open the Browser Again");
}

static void
fail (HeraldSignInDialog *self, const GError *error)
{
  if (herald_error_is_cancelled (error))
    return;
  stop (self);
  herald_status_show_empty (self->status, "dialog-error-symbolic",
                            _("Signing In Did Not Work"), error->message, get_retry_label (self));
  herald_status_add_detail (self->status, error);
  herald_status_add_action (self->status, _("_Choose Another Way"), "sign-in.choose");
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSignInDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_environments_keep_learnt_finish (HERALD_STORE (source), result, &error))
    {
      fail (self, error);
      return;
    }
  stop (self);
  g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
end_try (HeraldSignInDialog *self, const GError *error)
{
  if (error != NULL)
    {
      fail (self, error);
      return;
    }
  show_loading (self, _("Signed In"));
  herald_environments_keep_learnt_async (self->store, self->environment, self->cancellable, kept_cb,
                                         g_object_ref (self));
}

static void
browser_signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSignInDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  herald_account_sign_in_finish (HERALD_ACCOUNT (source), result, &error);
  end_try (self, error);
}

static void
code_signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSignInDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  herald_account_sign_in_by_code_finish (HERALD_ACCOUNT (source), result, &error);
  end_try (self, error);
}

static gboolean
open_system_browser (HeraldSignInDialog *self, const char *url, GError **error)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (display);

  return g_app_info_launch_default_for_uri (url, G_APP_LAUNCH_CONTEXT (context), error);
}

/* Where no browser opens, the person may have one all the same: the address can be copied. */
static gboolean
open_page (const char *url, gpointer user_data, GError **error)
{
  HeraldSignInDialog *self = HERALD_SIGN_IN_DIALOG (user_data);
  g_autoptr (GError) local_error = NULL;
  gboolean opened;

  g_free (self->address);
  self->address = g_strdup (url);
  opened = self->open != NULL ? self->open (url, self->open_data, &local_error)
                              : open_system_browser (self, url, &local_error);
  if (!opened)
    g_debug ("No browser opened: %s", local_error->message);
  adw_status_page_set_description (self->browser_page,
                                   opened ? _("Sign in there; this window goes on by itself.")
                                          : _("No browser opened by itself. Copy the address and open it in a browser on this "
               "computer."));
  start_waiting (self, self->browser_seconds);
  gtk_stack_set_visible_child_name (self->stack, "browser");
  return TRUE;
}

static void
show_code (const HeraldDeviceCode *code, gpointer user_data)
{
  HeraldSignInDialog *self = HERALD_SIGN_IN_DIALOG (user_data);

  g_free (self->address);
  self->address = g_strdup (code->verification_uri);
  g_free (self->code);
  self->code = g_strdup (code->user_code);
  gtk_label_set_text (self->address_label, self->address);
  gtk_label_set_text (self->code_label, self->code);
  herald_qr_code_set_text (self->qr_code, self->address);
  gtk_widget_set_visible (GTK_WIDGET (self->code_silent_label), FALSE);
  start_waiting (self, code->life_seconds);
  gtk_stack_set_visible_child_name (self->stack, "code");
  gtk_widget_grab_focus (GTK_WIDGET (self->copy_code_button));
  /* The stack gave it the focus for a moment, and a label with the focus selects all it says. */
  gtk_label_select_region (self->address_label, 0, 0);
}

/* The page in the browser says that Herald goes on: it has to be seen to. */
static void
came_back_cb (HeraldSignInDialog *self)
{
  show_loading (self, _("Finishing the Sign-In…"));
}

static void
silent_cb (HeraldSignInDialog *self, gboolean is_silent)
{
  gtk_widget_set_visible (GTK_WIDGET (self->code_silent_label), is_silent);
}

static void
begin_try (HeraldSignInDialog *self, StartFunc start)
{
  stop (self);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->code, g_free);
  self->start = start;
  self->cancellable = g_cancellable_new ();
  self->account = herald_account_open (self->environment, self->store, self->secrets);
  g_signal_connect_object (self->account, "came-back", G_CALLBACK (came_back_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account, "silent", G_CALLBACK (silent_cb), self,
                           G_CONNECT_SWAPPED);
  show_loading (self, _("Looking for the Sign-In Service…"));
}

static void
start_browser (HeraldSignInDialog *self)
{
  begin_try (self, start_browser);
  herald_account_sign_in_async (self->account, self->browser_seconds, open_page, self,
                                self->cancellable, browser_signed_in_cb, g_object_ref (self));
}

static void
start_code (HeraldSignInDialog *self)
{
  begin_try (self, start_code);
  herald_account_sign_in_by_code_async (self->account, show_code, self, self->cancellable,
                                        code_signed_in_cb, g_object_ref (self));
}

static void
browser_activated_cb (HeraldSignInDialog *self)
{
  start_browser (self);
}

static void
code_activated_cb (HeraldSignInDialog *self)
{
  start_code (self);
}

static void
status_activated_cb (HeraldSignInDialog *self)
{
  if (self->start != NULL)
    self->start (self);
}

/* Back to the choice: the other way may work. */
static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldSignInDialog *self = HERALD_SIGN_IN_DIALOG (widget);

  stop (self);
  gtk_stack_set_visible_child_name (self->stack, "choose");
  gtk_widget_grab_focus (GTK_WIDGET (self->browser_row));
}

static void
copy_address_clicked_cb (HeraldSignInDialog *self)
{
  if (self->address != NULL)
    herald_clipboard_copy (GTK_WIDGET (self), self->address);
}

static void
copy_code_clicked_cb (HeraldSignInDialog *self)
{
  if (self->code != NULL)
    herald_clipboard_copy (GTK_WIDGET (self), self->code);
}

static gboolean
herald_sign_in_dialog_close_request (GtkWindow *window)
{
  stop (HERALD_SIGN_IN_DIALOG (window));
  return GTK_WINDOW_CLASS (herald_sign_in_dialog_parent_class)->close_request (window);
}

static void
herald_sign_in_dialog_dispose (GObject *object)
{
  HeraldSignInDialog *self = HERALD_SIGN_IN_DIALOG (object);

  stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  g_clear_object (&self->environment);
  G_OBJECT_CLASS (herald_sign_in_dialog_parent_class)->dispose (object);
}

static void
herald_sign_in_dialog_finalize (GObject *object)
{
  HeraldSignInDialog *self = HERALD_SIGN_IN_DIALOG (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->code, g_free);
  G_OBJECT_CLASS (herald_sign_in_dialog_parent_class)->finalize (object);
}

static void
herald_sign_in_dialog_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  HeraldSignInDialog *self = HERALD_SIGN_IN_DIALOG (object);

  switch (prop_id)
    {
    case PROP_BROWSER_SECONDS:
      g_value_set_uint (value, self->browser_seconds);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_sign_in_dialog_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  HeraldSignInDialog *self = HERALD_SIGN_IN_DIALOG (object);

  switch (prop_id)
    {
    case PROP_BROWSER_SECONDS:
      self->browser_seconds = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, address_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, browser_page);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, browser_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, browser_time_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, code_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, code_time_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, code_silent_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, copy_code_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, header);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, label);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, qr_code);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, session_only_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldSignInDialog, status);
}

static void
herald_sign_in_dialog_class_init (HeraldSignInDialogClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = herald_sign_in_dialog_dispose;
  object_class->finalize = herald_sign_in_dialog_finalize;
  object_class->get_property = herald_sign_in_dialog_get_property;
  object_class->set_property = herald_sign_in_dialog_set_property;
  properties[PROP_BROWSER_SECONDS] =
    g_param_spec_uint ("browser-seconds", NULL, NULL, 1, MOST_BROWSER_SECONDS, BROWSER_SECONDS,
                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  GTK_WINDOW_CLASS (klass)->close_request = herald_sign_in_dialog_close_request;
  signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in", HERALD_TYPE_SIGN_IN_DIALOG,
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "sign-in.choose", NULL, choose_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-sign-in-dialog.ui");
  gtk_widget_class_bind_template_callback (widget_class, browser_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_code_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  bind_children (widget_class);
  g_type_ensure (HERALD_TYPE_ENVIRONMENT_LABEL);
  g_type_ensure (HERALD_TYPE_QR_CODE);
  g_type_ensure (HERALD_TYPE_STATUS);
}

static void
herald_sign_in_dialog_init (HeraldSignInDialog *self)
{
  self->browser_seconds = BROWSER_SECONDS;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Takes @environment. */
static HeraldSignInDialog *
make (GtkWindow *parent, HeraldStore *store, HeraldSecrets *secrets, HeraldEnvironment *environment)
{
  HeraldSignInDialog *self =
    g_object_new (HERALD_TYPE_SIGN_IN_DIALOG, "transient-for", parent, NULL);

  self->store = g_object_ref (store);
  self->secrets = g_object_ref (secrets);
  self->environment = environment;
  return self;
}

/**
 * herald_sign_in_dialog_new:
 * @parent: the window to stand over
 * @workspace: a workspace whose store is open
 * @environment: where a person signs in
 * @open: (nullable): shows the sign-in page; %NULL for the system's browser
 * @open_data: for @open
 *
 * Returns: (transfer none): the dialog, not yet presented; it closes itself
 */
HeraldSignInDialog *
herald_sign_in_dialog_new (GtkWindow            *parent,
                           HeraldWorkspace      *workspace,
                           HeraldEnvironment    *environment,
                           HeraldAccountOpenFunc open,
                           gpointer              open_data)
{
  HeraldSignInDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), NULL);

  self = make (parent, herald_workspace_get_store (workspace),
               herald_workspace_get_secrets (workspace), herald_environment_copy (environment));
  self->open = open;
  self->open_data = open_data;
  herald_environment_label_set_environment (self->label, environment);
  gtk_widget_set_visible (GTK_WIDGET (self->session_only_group),
                          herald_secrets_is_session_only (self->secrets));
  return self;
}

/**
 * herald_sign_in_dialog_new_to_discover:
 * @parent: the window to stand over
 * @store: keeps the exchanges
 * @discovery: what a person signs in to
 *
 * Returns: (transfer none): the dialog, not yet presented; it closes itself
 */
HeraldSignInDialog *
herald_sign_in_dialog_new_to_discover (GtkWindow       *parent,
                                       HeraldStore     *store,
                                       HeraldDiscovery *discovery)
{
  HeraldSignInDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (HERALD_IS_STORE (store), NULL);
  g_return_val_if_fail (HERALD_IS_DISCOVERY (discovery), NULL);

  self = make (parent, store, herald_discovery_get_secrets (discovery),
               g_object_ref (herald_discovery_get_service (discovery)));
  /* There is no environment to be shown: the window's own title. */
  adw_header_bar_set_title_widget (self->header, NULL);
  return self;
}
