/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the pages together: opens them, hands them the session, tells the lasting states and asks
 * before something unsaved would be lost. */
#include "config.h"

#include "ui/herald-window.h"

#include "base/herald-error.h"
#include "ui/herald-accels.h"
#include "ui/herald-connection-dialog.h"
#include "ui/herald-environment-switcher.h"
#include "ui/herald-menu-button.h"
#include "ui/herald-natural-bin.h"
#include "ui/herald-notice.h"
#include "ui/herald-page-header.h"
#include "ui/herald-page-row.h"
#include "ui/herald-pages.h"
#include "ui/herald-palette.h"
#include "ui/herald-preferences.h"
#include "ui/herald-sign-in-dialog.h"
#include "ui/herald-sign-out.h"
#include "ui/herald-status.h"

#include <glib/gi18n.h>

#define STATUS_PAGE "status"

/* What to do once the person agreed to lose what is unsaved. */
typedef void (*AgreedFunc) (HeraldWindow *self, const char *argument);

struct _HeraldWindow
{
  AdwApplicationWindow parent_instance;

  HeraldWorkspace *workspace; /* (owned) */

  GSettings      *settings;  /* (owned) */
  GListStore     *notices;   /* (owned) (element-type HeraldNotice) */
  char           *page_name; /* (owned): the one chosen, shown or not */
  GPtrArray      *rows;      /* (element-type HeraldPageRow) (owned): in the order of the table */
  GtkCssProvider *colour_provider; /* (owned): shows the environment's colour in this window */
  char           *colour_class;    /* (owned): of this window only */
  gboolean        closing;         /* agreed to lose what is unsaved */

  GtkListBox                *emulator_list;
  HeraldEnvironmentSwitcher *environment_switcher;
  AdwLeaflet                *leaflet;
  GtkListBox                *page_list;
  GtkStack                  *stack;
  HeraldStatus              *status;
  HeraldPage                *status_page;
  HeraldMenuButton          *sidebar_menu;
};

G_DEFINE_FINAL_TYPE (HeraldWindow, herald_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static HeraldPage *
find_page (HeraldWindow *self, const char *name)
{
  return HERALD_PAGE (gtk_stack_get_child_by_name (self->stack, name));
}

static HeraldPageRow *
find_row (HeraldWindow *self, const char *name)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      HeraldPageRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (herald_page_row_get_name (row), name))
        return row;
    }
  return NULL;
}

static gboolean
is_emulated (HeraldWindow *self)
{
  return herald_environment_get_kind (herald_workspace_get_environment (self->workspace)) ==
         HERALD_ENVIRONMENT_EMULATOR;
}

static void
page_badge_changed_cb (HeraldPage *page, GParamSpec *pspec, HeraldPageRow *row)
{
  herald_page_row_set_badge (row, herald_page_get_badge (page));
}

static HeraldPage *
create_page (HeraldWindow *self, const HeraldPageInfo *info)
{
  HeraldPage *page = g_object_new (info->get_type (), "name", info->name, "title",
                                   _(info->title), "icon-name", info->icon_name, NULL);

  gtk_stack_add_named (self->stack, GTK_WIDGET (page), info->name);
  g_object_bind_property (self->leaflet, "folded", page, "folded", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (page, "notify::badge", G_CALLBACK (page_badge_changed_cb),
                           find_row (self, info->name), 0);
  herald_page_set_session (page, herald_workspace_get_session (self->workspace));
  return page;
}

/* The chosen page when the environment is open, else what is being waited for. */
static void
show_chosen (HeraldWindow *self)
{
  if (herald_workspace_get_session (self->workspace) == NULL)
    gtk_stack_set_visible_child_name (self->stack, STATUS_PAGE);
  else if (herald_window_get_page (self, self->page_name) != NULL)
    gtk_stack_set_visible_child_name (self->stack, self->page_name);
}

static void
show_title (HeraldWindow *self)
{
  const HeraldPageInfo *info = herald_pages_find (self->page_name);
  HeraldEnvironment    *environment = herald_workspace_get_environment (self->workspace);
  g_autofree char      *title = NULL;

  /* Translators: the window's title: the page, the environment, then the program. */
  title = g_strdup_printf (_("%1$s – %2$s – Herald"),
                              _(info->title),
                                 herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
choose_page (HeraldWindow *self, const char *name)
{
  HeraldPageRow *row = find_row (self, name);
  GtkListBox    *list = GTK_LIST_BOX (gtk_widget_get_parent (GTK_WIDGET (row)));
  GtkListBox    *other = list == self->page_list ? self->emulator_list : self->page_list;

  if (g_strcmp0 (self->page_name, name) != 0)
    {
      g_free (self->page_name);
      self->page_name = g_strdup (name);
      g_settings_set_string (self->settings, "page", name);
    }
  gtk_list_box_unselect_all (other);
  gtk_list_box_select_row (list, GTK_LIST_BOX_ROW (row));
  show_title (self);
  show_chosen (self);
}

static void
row_selected_cb (HeraldWindow *self, GtkListBoxRow *row)
{
  if (row != NULL && self->page_name != NULL)
    choose_page (self, herald_page_row_get_name (HERALD_PAGE_ROW (row)));
}

static void
row_activated_cb (HeraldWindow *self, GtkListBoxRow *row)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
add_notice (HeraldWindow *self,
            const char   *style,
            const char   *icon_name,
            const char   *text,
            const char   *button,
            const char   *action)
{
  g_autoptr (HeraldNotice) notice = herald_notice_new (style, icon_name, text, button, action);

  g_list_store_append (self->notices, notice);
}

/* Where one is stands on every page, also where the side bar is folded away. */
static void
add_kind_notice (HeraldWindow *self, HeraldEnvironment *environment)
{
  const char      *name = herald_environment_get (environment, HERALD_ENVIRONMENT_NAME);
  g_autofree char *text = NULL;

  switch (herald_environment_get_kind (environment))
    {
    case HERALD_ENVIRONMENT_EMULATOR:
      add_notice (self, "emulator", "applications-science-symbolic",
                  _("Emulator – nothing leaves this computer"), NULL, NULL);
      break;
    case HERALD_ENVIRONMENT_DEVELOPMENT:
      /* Translators: %s is the name of an environment. */
      text = g_strdup_printf (_("Development – %s"), name);
      add_notice (self, "development", "network-server-symbolic", text, NULL, NULL);
      break;
    case HERALD_ENVIRONMENT_TEST:
      /* Translators: %s is the name of an environment. */
      text = g_strdup_printf (_("Test – %s"), name);
      add_notice (self, "test", "network-server-symbolic", text, NULL, NULL);
      break;
    case HERALD_ENVIRONMENT_PRODUCTION:
    default:
      /* Translators: %s is the name of an environment. */
      text = g_strdup_printf (_("Production – what you send in %s reaches real people"), name);
      add_notice (self, "production", "dialog-warning-symbolic", text, NULL, NULL);
      break;
    }
}

static void
update_notices (HeraldWindow *self)
{
  g_list_store_remove_all (self->notices);
  if (herald_workspace_is_emulator_lost (self->workspace))
    add_notice (self, "error", "dialog-error-symbolic",
                _("The emulator stopped. Nothing is lost; its data are kept."), _("Restart"),
                                                                                    "win.retry");
  if (herald_secrets_is_session_only (herald_workspace_get_secrets (self->workspace)))
    add_notice (self, "warning", "dialog-password-symbolic",
                _("No Secret Service: keys and tokens are kept for this run only."), NULL, NULL);
  if (herald_environment_is_read_only (herald_workspace_get_environment (self->workspace)))
    add_notice (self, "read-only", "changes-prevent-symbolic",
                _("Read-only – Herald sends, changes and removes nothing here"),
                   _("Settings…"), "win.edit-environment");
  add_kind_notice (self, herald_workspace_get_environment (self->workspace));
}

/* What helps depends on why it failed; editing the environment may help in any case. */
static void
show_failure (HeraldWindow *self, HeraldEnvironment *environment)
{
  const GError    *error = herald_workspace_get_error (self->workspace);
  gboolean         is_person = herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER;
  g_autofree char *title = NULL;

  /* Translators: %s is the name of an environment. */
  title = g_strdup_printf (_("%s Cannot Be Opened"),
                              herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  herald_status_show_error (self->status, title, error);
  if (is_emulated (self))
    return;
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_AUTH) && is_person)
    {
      herald_status_show_empty (self->status, "dialog-password-symbolic", title, error->message,
                                _("_Sign In…"));
      herald_status_add_action (self->status, _("_Try Again"), "win.retry");
    }
  else if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_CONFLICT))
    herald_status_add_action (self->status, _("_Accept the Change…"), "win.accept-change");
  if (is_person && !g_error_matches (error, HERALD_ERROR, HERALD_ERROR_AUTH))
    herald_status_add_action (self->status, _("_Sign In Again…"), "win.sign-in");
  herald_status_add_action (self->status, _("_Test the Connection…"), "win.test-connection");
  herald_status_add_action (self->status, _("_Edit Environment…"), "win.edit-environment");
}

static void
update_status (HeraldWindow *self)
{
  const char *name = herald_environment_get (herald_workspace_get_environment (self->workspace),
                                             HERALD_ENVIRONMENT_NAME);
  g_autofree char *title = NULL;

  switch (herald_workspace_get_state (self->workspace))
    {
    case HERALD_WORKSPACE_CLOSED:
    case HERALD_WORKSPACE_STARTING:
      herald_status_show_loading (self->status, is_emulated (self) ? _("Starting the Emulator…")
                                                                   : _("Starting…"));
      break;
    case HERALD_WORKSPACE_CONNECTING:
      /* Translators: %s is the name of an environment. */
      title = g_strdup_printf (_("Signing in to %s…"), name);
      herald_status_show_loading (self->status, title);
      break;
    case HERALD_WORKSPACE_FAILED:
      show_failure (self, herald_workspace_get_environment (self->workspace));
      break;
    case HERALD_WORKSPACE_OPEN:
    default:
      break;
    }
}

static void
workspace_state_changed_cb (HeraldWindow *self)
{
  update_status (self);
  show_chosen (self);
}

static void
workspace_session_changed_cb (HeraldWindow *self)
{
  HeraldSession *session = herald_workspace_get_session (self->workspace);

  for (guint i = 0; i < self->rows->len; i++)
    {
      HeraldPage *page =
        find_page (self, herald_page_row_get_name (g_ptr_array_index (self->rows, i)));

      if (page != NULL)
        herald_page_set_session (page, session);
    }
  if (session != NULL)
    g_settings_set_string (self->settings, "environment",
                           herald_environment_get (herald_session_get_environment (session),
                                                   HERALD_ENVIRONMENT_ID));
}

/* The stripe above every header has the colour of the environment; another window has another. */
static void
show_colour (HeraldWindow *self)
{
  HeraldEnvironment *environment = herald_workspace_get_environment (self->workspace);
  const char        *text = herald_environment_get (environment, HERALD_ENVIRONMENT_COLOUR);
  GdkRGBA            rgba;
  g_autofree char   *colour = NULL;
  g_autofree char   *css = NULL;

  if (!gdk_rgba_parse (&rgba, text))
    gdk_rgba_parse (&rgba, "#77767b");
  colour = gdk_rgba_to_string (&rgba);
  css = g_strdup_printf ("window.%s headerbar {"
                         " box-shadow: inset 0 3px %s, inset 0 -1px @headerbar_shade_color; }",
                         self->colour_class, colour);
  gtk_css_provider_load_from_data (self->colour_provider, css, -1);
}

/* What exists only with the emulator comes and goes with it. */
static void
workspace_environment_changed_cb (HeraldWindow *self)
{
  gboolean emulated = is_emulated (self);

  show_colour (self);
  if (self->page_name != NULL)
    show_title (self);
  gtk_widget_set_visible (GTK_WIDGET (self->emulator_list), emulated);
  if (!emulated && self->page_name != NULL && herald_pages_find (self->page_name)->emulator_only)
    choose_page (self, "overview");
  update_notices (self);
}

static void
notices_changed_cb (HeraldWindow *self)
{
  update_notices (self);
}

/* Whether the environment could not be opened because nobody is signed in. */
static gboolean
needs_person (HeraldWindow *self)
{
  return !is_emulated (self) &&
         herald_environment_get_sign_in (herald_workspace_get_environment (self->workspace)) ==
           HERALD_SIGN_IN_USER &&
         g_error_matches (herald_workspace_get_error (self->workspace), HERALD_ERROR,
                          HERALD_ERROR_AUTH);
}

static void
status_activated_cb (HeraldWindow *self)
{
  if (needs_person (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-in", NULL);
  else
    herald_workspace_retry (self->workspace);
}

static gboolean
has_unsaved (HeraldWindow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      HeraldPage *page =
        find_page (self, herald_page_row_get_name (g_ptr_array_index (self->rows, i)));

      if (page != NULL && herald_page_get_unsaved (page))
        return TRUE;
    }
  return FALSE;
}

static void
discard_response_cb (HeraldWindow *self, const char *response, GtkWidget *dialog)
{
  AgreedFunc  agreed = (AgreedFunc) g_object_get_data (G_OBJECT (dialog), "agreed");
  const char *argument = g_object_get_data (G_OBJECT (dialog), "argument");

  if (g_str_equal (response, "discard"))
    agreed (self, argument);
}

/* Asks when something would be lost; else does it at once. */
static void
ask_to_discard (HeraldWindow *self, AgreedFunc agreed, const char *argument)
{
  GtkWidget *dialog;

  if (!has_unsaved (self))
    {
      agreed (self, argument);
      return;
    }
  dialog =
    adw_message_dialog_new (GTK_WINDOW (self),
                            _("Discard Changes?"),
                               _("The app you are editing has changes that were not saved."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Keep Editing"), "discard", _("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), "agreed", (gpointer) agreed);
  g_object_set_data_full (G_OBJECT (dialog), "argument", g_strdup (argument), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
close_agreed (HeraldWindow *self, const char *argument)
{
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
environment_agreed (HeraldWindow *self, const char *id)
{
  herald_workspace_select (self->workspace, id);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_window_open (HERALD_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow         *self = HERALD_WINDOW (widget);
  guint                 n_pages = 0;
  const HeraldPageInfo *pages = herald_pages_get (&n_pages);
  guint64               number = g_ascii_strtoull (name + strlen ("win.page-"), NULL, 10);

  if (number == 0 || number > n_pages)
    return;
  if (pages[number - 1].emulator_only && !is_emulated (self))
    return;
  herald_window_open (self, pages[number - 1].name);
}

static void
environment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_to_discard (HERALD_WINDOW (widget), environment_agreed,
                  g_variant_get_string (parameter, NULL));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *self = HERALD_WINDOW (widget);
  GtkWidget    *shown = gtk_stack_get_visible_child (self->stack);

  if (HERALD_IS_PAGE (shown) && herald_page_go_back (HERALD_PAGE (shown)))
    return;
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
shown_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *self = HERALD_WINDOW (widget);
  HeraldPage   *page = find_page (self, gtk_stack_get_visible_child_name (self->stack));

  if (g_str_equal (name, "win.refresh"))
    herald_page_refresh (page);
  else if (g_str_equal (name, "win.search"))
    herald_page_focus_search (page);
  else if (g_str_equal (name, "win.new"))
    herald_page_create_new (page);
}

/* What only one page can do, whatever has the keyboard: elsewhere nothing happens. */
static void
on_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *self = HERALD_WINDOW (widget);
  HeraldPage   *page = find_page (self, gtk_stack_get_visible_child_name (self->stack));

  gtk_widget_activate_action (GTK_WIDGET (page), g_variant_get_string (parameter, NULL), NULL);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_workspace_retry (HERALD_WINDOW (widget)->workspace);
}

static void
environments_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *self = HERALD_WINDOW (widget);

  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  herald_environment_switcher_popup (self->environment_switcher);
}

static void
add_environment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_preferences_add_environment (
    herald_preferences_present (GTK_WINDOW (widget), HERALD_WINDOW (widget)->workspace));
}

/* Returns: (transfer none) (nullable): the window in which an environment is open */
static HeraldWindow *
find_window (const char *environment_id)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    {
      HeraldWindow *window = HERALD_IS_WINDOW (item->data) ? item->data : NULL;

      if (window != NULL && window->workspace != NULL &&
          g_strcmp0 (herald_environment_get (herald_workspace_get_environment (window->workspace),
                                             HERALD_ENVIRONMENT_ID),
                     environment_id) == 0)
        return window;
    }
  return NULL;
}

static void
signed_in_cb (HeraldWindow *self)
{
  herald_workspace_retry (self->workspace);
}

/* An application signs in by itself with what stands in the settings. */
static void
sign_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow       *self = HERALD_WINDOW (widget);
  HeraldEnvironment  *environment = herald_workspace_get_environment (self->workspace);
  HeraldSignInDialog *dialog;

  if (is_emulated (self) || herald_workspace_get_store (self->workspace) == NULL)
    return;
  if (herald_environment_get_sign_in (environment) != HERALD_SIGN_IN_USER)
    {
      gtk_widget_activate_action (widget, "win.edit-environment", NULL);
      return;
    }
  dialog = herald_sign_in_dialog_new (GTK_WINDOW (self), self->workspace, environment, NULL, NULL);
  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sign_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *self = HERALD_WINDOW (widget);

  if (!is_emulated (self) && herald_workspace_get_store (self->workspace) != NULL)
    herald_sign_out_ask (GTK_WINDOW (self), self->workspace,
                         herald_workspace_get_environment (self->workspace));
}

/* The window that shows the environment already, or a new one. */
static void
new_window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *self = HERALD_WINDOW (widget);
  const char   *id = g_variant_get_string (parameter, NULL);
  HeraldWindow *window = find_window (id);
  g_autoptr (HeraldWorkspace) workspace = NULL;

  if (window == NULL && herald_workspace_get_store (self->workspace) != NULL)
    {
      workspace = herald_workspace_new_beside (self->workspace);
      window = herald_window_new (gtk_window_get_application (GTK_WINDOW (self)), workspace);
      herald_workspace_start (workspace, id);
    }
  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
}

static void
test_connection_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_connection_dialog_present (GTK_WINDOW (widget), HERALD_WINDOW (widget)->workspace);
}

static void
accept_change_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *self = HERALD_WINDOW (widget);
  const GError *error = herald_workspace_get_error (self->workspace);

  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_CONFLICT))
    herald_sign_out_ask_to_accept (GTK_WINDOW (self), self->workspace,
                                   herald_workspace_get_environment (self->workspace),
                                   error->message);
}

/* The settings of the environment that is open, or that could not be opened. */
static void
edit_environment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *self = HERALD_WINDOW (widget);

  if (!is_emulated (self))
    herald_preferences_edit_environment (herald_preferences_present (GTK_WINDOW (self),
                                                                     self->workspace),
                                         herald_workspace_get_environment (self->workspace));
}

static void
palette_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_palette_present (HERALD_WINDOW (widget));
}

static void
shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkShortcutsWindow) shortcuts = herald_accels_build_window ();

  gtk_window_set_transient_for (GTK_WINDOW (shortcuts), GTK_WINDOW (widget));
  gtk_window_present (GTK_WINDOW (shortcuts));
}

static gboolean
herald_window_close_request (GtkWindow *window)
{
  HeraldWindow *self = HERALD_WINDOW (window);
  int           width = 0;
  int           height = 0;

  if (!self->closing && has_unsaved (self))
    {
      ask_to_discard (self, close_agreed, NULL);
      return GDK_EVENT_STOP;
    }
  gtk_window_get_default_size (window, &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
  return GTK_WINDOW_CLASS (herald_window_parent_class)->close_request (window);
}

static void
fill_sidebar (HeraldWindow *self)
{
  guint                 n_pages = 0;
  const HeraldPageInfo *pages = herald_pages_get (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      GtkWidget *row =
        herald_page_row_new (pages[i].name, _(pages[i].title), pages[i].icon_name, i);

      g_ptr_array_add (self->rows, g_object_ref_sink (row));
      gtk_list_box_append (pages[i].emulator_only ? self->emulator_list : self->page_list, row);
    }
}

static void
restore (HeraldWindow *self)
{
  g_autofree char *page = g_settings_get_string (self->settings, "page");
  int              width = 0;
  int              height = 0;

  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  choose_page (self, herald_pages_find (page) != NULL ? page : "overview");
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
herald_window_constructed (GObject *object)
{
  HeraldWindow *self = HERALD_WINDOW (object);

  G_OBJECT_CLASS (herald_window_parent_class)->constructed (object);
  herald_environment_switcher_set_workspace (self->environment_switcher, self->workspace);
  g_signal_connect_object (self->workspace, "notify::state",
                           G_CALLBACK (workspace_state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::session",
                           G_CALLBACK (workspace_session_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::environment",
                           G_CALLBACK (workspace_environment_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::emulator-lost",
                           G_CALLBACK (notices_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (herald_workspace_get_secrets (self->workspace), "notify::session-only",
                           G_CALLBACK (notices_changed_cb), self, G_CONNECT_SWAPPED);
  fill_sidebar (self);
  update_status (self);
  restore (self);
  workspace_environment_changed_cb (self);
}

static void
herald_window_dispose (GObject *object)
{
  HeraldWindow *self = HERALD_WINDOW (object);

  if (self->colour_provider != NULL)
    gtk_style_context_remove_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                                   GTK_STYLE_PROVIDER (self->colour_provider));
  g_clear_object (&self->colour_provider);
  if (self->workspace != NULL)
    herald_workspace_leave (self->workspace);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_window_parent_class)->dispose (object);
}

static void
herald_window_finalize (GObject *object)
{
  HeraldWindow *self = HERALD_WINDOW (object);

  g_clear_object (&self->notices);
  g_clear_pointer (&self->page_name, g_free);
  g_clear_pointer (&self->colour_class, g_free);
  G_OBJECT_CLASS (herald_window_parent_class)->finalize (object);
}

static void
herald_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_WORKSPACE:
      HERALD_WINDOW (object)->workspace = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const char *const page_actions[] = {
    "win.page-1", "win.page-2", "win.page-3", "win.page-4",
    "win.page-5", "win.page-6", "win.page-7", "win.page-8",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (page_actions); i++)
    gtk_widget_class_install_action (widget_class, page_actions[i], NULL, page_action);
  gtk_widget_class_install_action (widget_class, "win.accept-change", NULL, accept_change_action);
  gtk_widget_class_install_action (widget_class, "win.add-environment", NULL,
                                   add_environment_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.edit-environment", NULL,
                                   edit_environment_action);
  gtk_widget_class_install_action (widget_class, "win.environment", "s", environment_action);
  gtk_widget_class_install_action (widget_class, "win.environments", NULL, environments_action);
  gtk_widget_class_install_action (widget_class, "win.new", NULL, shown_page_action);
  gtk_widget_class_install_action (widget_class, "win.new-window", "s", new_window_action);
  gtk_widget_class_install_action (widget_class, "win.on-page", "s", on_page_action);
  gtk_widget_class_install_action (widget_class, "win.open", "s", open_action);
  gtk_widget_class_install_action (widget_class, "win.palette", NULL, palette_action);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, shown_page_action);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, shown_page_action);
  gtk_widget_class_install_action (widget_class, "win.test-connection", NULL,
                                   test_connection_action);
  gtk_widget_class_install_action (widget_class, "win.sign-in", NULL, sign_in_action);
  gtk_widget_class_install_action (widget_class, "win.sign-out", NULL, sign_out_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);
}

static void
herald_window_class_init (HeraldWindowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = herald_window_constructed;
  object_class->dispose = herald_window_dispose;
  object_class->finalize = herald_window_finalize;
  object_class->set_property = herald_window_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = herald_window_close_request;

  properties[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, HERALD_TYPE_WORKSPACE,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-window.ui");
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldWindow, emulator_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldWindow, environment_switcher);
  gtk_widget_class_bind_template_child (widget_class, HeraldWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, HeraldWindow, page_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldWindow, sidebar_menu);
  gtk_widget_class_bind_template_child (widget_class, HeraldWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldWindow, status);
  gtk_widget_class_bind_template_child (widget_class, HeraldWindow, status_page);
  g_type_ensure (HERALD_TYPE_ENVIRONMENT_SWITCHER);
  g_type_ensure (HERALD_TYPE_MENU_BUTTON);
  g_type_ensure (HERALD_TYPE_NATURAL_BIN);
  g_type_ensure (HERALD_TYPE_PAGE);
  g_type_ensure (HERALD_TYPE_PAGE_HEADER);
  g_type_ensure (HERALD_TYPE_STATUS);
}

static void
herald_window_init (HeraldWindow *self)
{
  static guint n_windows = 0;

  self->settings = g_settings_new (HERALD_APPLICATION_ID);
  self->notices = g_list_store_new (HERALD_TYPE_NOTICE);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->colour_provider = gtk_css_provider_new ();
  self->colour_class = g_strdup_printf ("environment-%u", ++n_windows);
  gtk_style_context_add_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                              GTK_STYLE_PROVIDER (self->colour_provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), self->colour_class);
}

/**
 * herald_window_new:
 * @application: the application
 * @workspace: what the window works on
 *
 * Returns: (transfer none): the window, not yet shown; GTK owns it
 */
HeraldWindow *
herald_window_new (GtkApplication *application, HeraldWorkspace *workspace)
{
  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), NULL);

  return g_object_new (HERALD_TYPE_WINDOW, "application", application, "workspace", workspace,
                       NULL);
}

/**
 * herald_window_get_workspace:
 * @self: a window
 *
 * Returns: (transfer none): what it works on
 */
HeraldWorkspace *
herald_window_get_workspace (HeraldWindow *self)
{
  g_return_val_if_fail (HERALD_IS_WINDOW (self), NULL);

  return self->workspace;
}

/**
 * herald_window_get_notices:
 * @self: a window
 *
 * Returns: (transfer none): the lasting states that hold now
 */
GListModel *
herald_window_get_notices (HeraldWindow *self)
{
  g_return_val_if_fail (HERALD_IS_WINDOW (self), NULL);

  return G_LIST_MODEL (self->notices);
}

/**
 * herald_window_get_folded:
 * @self: a window
 *
 * Returns: whether side bar and page are shown one at a time
 */
gboolean
herald_window_get_folded (HeraldWindow *self)
{
  g_return_val_if_fail (HERALD_IS_WINDOW (self), FALSE);

  return adw_leaflet_get_folded (self->leaflet);
}

/**
 * herald_window_get_page_name:
 * @self: a window
 *
 * Returns: (transfer none): the name of the chosen page
 */
const char *
herald_window_get_page_name (HeraldWindow *self)
{
  g_return_val_if_fail (HERALD_IS_WINDOW (self), NULL);

  return self->page_name;
}

/**
 * herald_window_get_page:
 * @self: a window
 * @name: a page's name
 *
 * Returns: (transfer none) (nullable): the page, made now if it was not there
 */
HeraldPage *
herald_window_get_page (HeraldWindow *self, const char *name)
{
  const HeraldPageInfo *info;
  HeraldPage           *page;

  g_return_val_if_fail (HERALD_IS_WINDOW (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  info = herald_pages_find (name);
  if (info == NULL)
    return NULL;
  page = find_page (self, name);
  return page != NULL ? page : create_page (self, info);
}

/**
 * herald_window_open:
 * @self: a window
 * @page_and_target: "page" or "page/target", such as "people/person:GUID"
 *
 * Shows the page, and on it the target.
 */
void
herald_window_open (HeraldWindow *self, const char *page_and_target)
{
  g_auto (GStrv) parts = NULL;
  HeraldPage *page;

  g_return_if_fail (HERALD_IS_WINDOW (self));
  g_return_if_fail (page_and_target != NULL);

  parts = g_strsplit (page_and_target, "/", 2);
  if (parts[0] == NULL || herald_pages_find (parts[0]) == NULL)
    return;
  choose_page (self, parts[0]);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  page = herald_window_get_page (self, parts[0]);
  if (parts[1] != NULL)
    herald_page_open (page, parts[1]);
}
