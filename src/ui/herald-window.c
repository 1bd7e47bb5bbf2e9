/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the pages together: opens them, hands them the session, tells the lasting states and asks
 * before something unsaved would be lost. */
#include "config.h"

#include "ui/herald-window.h"

#include "base/herald-error.h"
#include "ui/herald-accels.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-colour-stripe.h"
#include "ui/herald-discard-dialog.h"
#include "ui/herald-environment-actions.h"
#include "ui/herald-environment-switcher.h"
#include "ui/herald-menu-button.h"
#include "ui/herald-natural-bin.h"
#include "ui/herald-notice.h"
#include "ui/herald-notices.h"
#include "ui/herald-opening-status.h"
#include "ui/herald-page-header.h"
#include "ui/herald-page-row.h"
#include "ui/herald-pages.h"
#include "ui/herald-palette.h"
#include "ui/herald-passphrase-dialog.h"
#include "ui/herald-preferences.h"
#include "ui/herald-status.h"
#include "ui/herald-wait-notice.h"

#include <glib/gi18n.h>

#define STATUS_PAGE "status"

/* What to do once the person agreed to lose what is unsaved. */
typedef void (*AgreedFunc) (HeraldWindow *self, const char *argument);

struct _HeraldWindow
{
  AdwApplicationWindow parent_instance;

  HeraldWorkspace *workspace; /* (owned) */

  GSettings          *settings;  /* (owned) */
  GListStore         *notices;   /* (owned) (element-type HeraldNotice) */
  GListStore         *kinds;     /* (owned) (element-type GListModel): of notices */
  GListModel         *all;       /* (owned) (element-type HeraldNotice): of all kinds */
  HeraldWaitNotice   *waits;     /* (owned) */
  char               *page_name; /* (owned): the one chosen, shown or not */
  GPtrArray          *rows;    /* (element-type HeraldPageRow) (owned): in the order of the table */
  HeraldColourStripe *stripe;  /* (owned) */
  gboolean            closing; /* agreed to lose what is unsaved */

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
  return herald_environment_is_emulator (herald_workspace_get_environment (self->workspace));
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
workspace_state_changed_cb (HeraldWindow *self)
{
  herald_opening_status_show (self->status, self->workspace);
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

/* What exists only with the emulator comes and goes with it. */
static void
workspace_environment_changed_cb (HeraldWindow *self)
{
  gboolean emulated = is_emulated (self);

  herald_colour_stripe_set_colour (self->stripe,
                                   herald_environment_get (herald_workspace_get_environment (
                                                             self->workspace),
                                                           HERALD_ENVIRONMENT_COLOUR));
  if (self->page_name != NULL)
    show_title (self);
  gtk_widget_set_visible (GTK_WIDGET (self->emulator_list), emulated);
  if (!emulated && self->page_name != NULL && herald_pages_find (self->page_name)->emulator_only)
    choose_page (self, "overview");
  herald_notices_fill (self->notices, self->workspace);
}

static void
notices_changed_cb (HeraldWindow *self)
{
  herald_notices_fill (self->notices, self->workspace);
}

/* What could not be opened without a secret can be now. */
static void
vault_state_changed_cb (HeraldWindow *self)
{
  HeraldSecrets *secrets = herald_workspace_get_secrets (self->workspace);

  notices_changed_cb (self);
  if (herald_vault_get_state (herald_secrets_get_vault (secrets)) == HERALD_VAULT_OPEN &&
      herald_workspace_get_state (self->workspace) == HERALD_WORKSPACE_FAILED &&
      g_error_matches (herald_workspace_get_error (self->workspace), HERALD_ERROR,
                       HERALD_ERROR_SECRET))
    herald_workspace_retry (self->workspace);
}

static void
status_activated_cb (HeraldWindow *self)
{
  if (herald_opening_status_needs_person (self->workspace))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-in", NULL);
  else if (herald_opening_status_needs_passphrase (self->workspace))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.unlock", NULL);
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

/* An emulator that runs again is opened by itself, unless that would lose something. */
static void
pulse_changed_cb (HeraldWindow *self)
{
  if (herald_workspace_is_emulator_back (self->workspace) && !has_unsaved (self))
    herald_workspace_retry (self->workspace);
  else
    notices_changed_cb (self);
}

static void
discard_response_cb (HeraldWindow *self, const char *response, GtkWidget *dialog)
{
  AgreedFunc  agreed = (AgreedFunc) g_object_get_data (G_OBJECT (dialog), "agreed");
  const char *argument = g_object_get_data (G_OBJECT (dialog), "argument");

  if (g_str_equal (response, HERALD_DISCARD_RESPONSE))
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
    herald_discard_dialog_present (GTK_WIDGET (self),
                                   _("The app you are editing has changes that were not saved."));
  g_object_set_data (G_OBJECT (dialog), "agreed", (gpointer) agreed);
  g_object_set_data_full (G_OBJECT (dialog), "argument", g_strdup (argument), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_response_cb), self,
                           G_CONNECT_SWAPPED);
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
lock_agreed (HeraldWindow *self, const char *argument)
{
  herald_clipboard_clear_secret ();
  herald_vault_lock (herald_secrets_get_vault (herald_workspace_get_secrets (self->workspace)));
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
environments_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *self = HERALD_WINDOW (widget);

  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  herald_environment_switcher_popup (self->environment_switcher);
}

static void
secrets_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldPreferences *preferences =
    herald_preferences_present (GTK_WINDOW (widget), HERALD_WINDOW (widget)->workspace);

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "secrets");
}

/* Closes what is open in any window: whichever would lose something asks. */
static void
lock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWindow *asking = HERALD_WINDOW (widget);
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (HERALD_IS_WINDOW (item->data) && has_unsaved (item->data))
      asking = item->data;
  ask_to_discard (asking, lock_agreed, NULL);
}

static void
unlock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_passphrase_dialog_present (GTK_WINDOW (widget),
                                    herald_workspace_get_secrets (
                                      HERALD_WINDOW (widget)->workspace),
                                    HERALD_PASSPHRASE_UNLOCK);
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

/* Whoever waited tells what became of it. */
static void
stop_waiting_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWaits *waits = herald_workspace_get_waits (HERALD_WINDOW (widget)->workspace);

  if (waits != NULL)
    herald_waits_stop (waits);
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
connect_secrets (HeraldWindow *self, HeraldSecrets *secrets)
{
  g_signal_connect_object (secrets, "notify::keeping", G_CALLBACK (notices_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (herald_secrets_get_vault (secrets), "notify::state",
                           G_CALLBACK (vault_state_changed_cb), self, G_CONNECT_SWAPPED);
  herald_passphrase_dialog_answer (GTK_WINDOW (self), secrets);
}

static void
herald_window_constructed (GObject *object)
{
  HeraldWindow *self = HERALD_WINDOW (object);

  G_OBJECT_CLASS (herald_window_parent_class)->constructed (object);
  herald_environment_switcher_set_workspace (self->environment_switcher, self->workspace);
  self->waits = herald_wait_notice_new (self->workspace);
  g_list_store_insert (self->kinds, 0, herald_wait_notice_get_list (self->waits));
  g_signal_connect_object (self->workspace, "notify::state",
                           G_CALLBACK (workspace_state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::session",
                           G_CALLBACK (workspace_session_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::environment",
                           G_CALLBACK (workspace_environment_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::pulse", G_CALLBACK (pulse_changed_cb), self,
                           G_CONNECT_SWAPPED);
  connect_secrets (self, herald_workspace_get_secrets (self->workspace));
  fill_sidebar (self);
  herald_opening_status_show (self->status, self->workspace);
  restore (self);
  workspace_environment_changed_cb (self);
}

static void
herald_window_dispose (GObject *object)
{
  HeraldWindow *self = HERALD_WINDOW (object);

  if (self->workspace != NULL)
    herald_workspace_leave (self->workspace);
  g_clear_object (&self->waits);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_object (&self->stripe);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_window_parent_class)->dispose (object);
}

static void
herald_window_finalize (GObject *object)
{
  HeraldWindow *self = HERALD_WINDOW (object);

  g_clear_object (&self->all);
  g_clear_object (&self->kinds);
  g_clear_object (&self->notices);
  g_clear_pointer (&self->page_name, g_free);
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
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.environment", "s", environment_action);
  gtk_widget_class_install_action (widget_class, "win.environments", NULL, environments_action);
  gtk_widget_class_install_action (widget_class, "win.lock", NULL, lock_action);
  gtk_widget_class_install_action (widget_class, "win.new", NULL, shown_page_action);
  gtk_widget_class_install_action (widget_class, "win.on-page", "s", on_page_action);
  gtk_widget_class_install_action (widget_class, "win.open", "s", open_action);
  gtk_widget_class_install_action (widget_class, "win.palette", NULL, palette_action);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, shown_page_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, shown_page_action);
  gtk_widget_class_install_action (widget_class, "win.secrets", NULL, secrets_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);
  gtk_widget_class_install_action (widget_class, "win.stop-waiting", NULL, stop_waiting_action);
  gtk_widget_class_install_action (widget_class, "win.unlock", NULL, unlock_action);
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
  herald_environment_actions_install (widget_class);
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
  self->settings = g_settings_new (HERALD_APPLICATION_ID);
  self->notices = g_list_store_new (HERALD_TYPE_NOTICE);
  self->kinds = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (self->kinds, self->notices);
  self->all = G_LIST_MODEL (gtk_flatten_list_model_new (g_object_ref (G_LIST_MODEL (self->kinds))));
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->stripe = herald_colour_stripe_new (GTK_WIDGET (self));
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

  return self->all;
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
