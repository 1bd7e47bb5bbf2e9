/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the store's table of devices at once, with its age, while the environment is being read
 * again in the background. */
#include "config.h"

#include "ui/herald-devices-page.h"

#include "base/herald-cancellable.h"
#include "base/herald-error.h"
#include "core/herald-devices.h"
#include "store/herald-row-model.h"
#include "store/herald-table-device.h"
#include "ui/herald-change.h"
#include "ui/herald-clean-up.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-devices-table.h"
#include "ui/herald-page-header.h"
#include "ui/herald-status.h"
#include "ui/herald-time-label.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>
#include <string.h>

#define TARGET_SEARCH "search:"

struct _HeraldDevicesPage
{
  HeraldPage parent_instance;

  HeraldRowModel *model;   /* (owned) (nullable): of the session's store */
  GCancellable   *syncing; /* (owned) (nullable): while the environment is being read */
  guint           n_read;  /* so far */
  gint64          seen_us; /* when the devices were last read; 0 for never */
  GError         *error;   /* (owned) (nullable): why the last reading failed */

  HeraldTimeLabel    *age_label;
  GtkLabel           *count_label;
  GtkWidget          *copy_button;
  GtkRevealer        *error_revealer;
  GtkLabel           *error_label;
  GtkWidget          *open_button;
  GtkSpinner         *progress_spinner;
  GtkWidget          *refresh_button;
  GtkCheckButton     *removed_check;
  GtkSearchEntry     *search_entry;
  GtkActionBar       *selection_bar;
  GtkLabel           *selection_label;
  GtkStack           *stack;
  HeraldStatus       *status;
  GtkWidget          *stop_button;
  HeraldDevicesTable *table;
};

G_DEFINE_FINAL_TYPE (HeraldDevicesPage, herald_devices_page, HERALD_TYPE_PAGE)

static HeraldSession *
get_session (HeraldDevicesPage *self)
{
  return herald_page_get_session (HERALD_PAGE (self));
}

static const char *
get_search (HeraldDevicesPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
}

static guint
get_n_rows (HeraldDevicesPage *self)
{
  return self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
}

/* What is shown */

static void
show_nothing_found (HeraldDevicesPage *self)
{
  g_autofree char *description = g_strdup_printf (
    /* Translators: %s is what was searched for. */
    _("No device has “%s” in its token, its person or its app."), get_search (self));

  herald_status_show_empty (self->status, "system-search-symbolic",
                            _("No Device Found"), description, NULL);
}

/* What stands in place of rows, by what is known. */
static void
update_status (HeraldDevicesPage *self)
{
  const GError *reading = self->model != NULL ? herald_row_model_get_error (self->model) : NULL;

  if (reading != NULL)
    herald_status_show_error (self->status, _("Could Not Read the Devices"), reading);
  else if (*get_search (self) != '\0')
    show_nothing_found (self);
  else if (self->syncing != NULL)
    herald_status_show_loading (self->status, _("Reading the Devices"));
  else if (self->error != NULL)
    herald_status_show_error (self->status, _("Could Not Read the Devices"), self->error);
  else
    herald_status_show_empty (self->status, "phone-symbolic",
                              _("No Devices"), _("Devices are listed here once an app has registered them. You can "
                                "register one on the page of a person."),
                                                   _("_Find a Person"));
}

static void
update_count (HeraldDevicesPage *self)
{
  guint            n_rows = get_n_rows (self);
  g_autofree char *text = NULL;

  if (self->syncing != NULL && self->n_read > 0)
    text = g_strdup_printf (ngettext ("%'u device read", "%'u devices read", self->n_read),
                            self->n_read);
  else
    text = g_strdup_printf (ngettext ("%'u device", "%'u devices", n_rows), n_rows);
  gtk_label_set_text (self->count_label, text);
}

static void
update (HeraldDevicesPage *self)
{
  gboolean loading = self->model != NULL && herald_row_model_is_loading (self->model);
  gboolean has_rows = get_n_rows (self) > 0;

  update_count (self);
  gtk_widget_set_visible (GTK_WIDGET (self->age_label), self->seen_us > 0);
  gtk_widget_set_visible (self->refresh_button, self->syncing == NULL);
  gtk_widget_set_visible (self->stop_button, self->syncing != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_spinner), self->syncing != NULL);
  gtk_spinner_set_spinning (self->progress_spinner, self->syncing != NULL);
  gtk_revealer_set_reveal_child (self->error_revealer, self->error != NULL && has_rows);
  if (self->error != NULL)
    gtk_label_set_text (self->error_label, self->error->message);
  if (has_rows)
    gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->table));
  if (has_rows || loading)
    return;
  update_status (self);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->status));
}

static void
update_selection (HeraldDevicesPage *self)
{
  guint            n_selected = herald_devices_table_get_n_selected (self->table);
  HeraldDevice    *only = herald_devices_table_get_only_selected (self->table);
  g_autofree char *text =
    g_strdup_printf (ngettext ("%'u selected", "%'u selected", n_selected), n_selected);

  gtk_label_set_text (self->selection_label, text);
  gtk_action_bar_set_revealed (self->selection_bar, n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.clean-up", n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.copy-token", only != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.open-person",
                                 only != NULL && herald_device_get_user_id (only) != NULL);
  gtk_widget_set_visible (self->copy_button, n_selected == 1);
  gtk_widget_set_visible (self->open_button, n_selected == 1);
}

/* What the store shows */

static void
update_query (HeraldDevicesPage *self)
{
  HeraldDeviceFilter filter = { 0 };
  g_autoptr (HeraldRowQuery) query = NULL;

  if (self->model == NULL || get_session (self) == NULL)
    return;
  filter.environment_id =
    herald_environment_get (herald_session_get_environment (get_session (self)),
                            HERALD_ENVIRONMENT_ID);
  filter.search = *get_search (self) != '\0' ? get_search (self) : NULL;
  filter.include_removed = gtk_check_button_get_active (self->removed_check);
  filter.sort = herald_devices_table_get_sort (self->table, &filter.descending);
  query = herald_device_query_new (&filter);
  herald_row_model_set_query (self->model, query);
}

typedef struct
{
  char  *environment_id; /* (owned) */
  gint64 seen_us;
} AgeRead;

static void
age_read_free (gpointer data)
{
  AgeRead *read = data;

  g_free (read->environment_id);
  g_free (read);
}

static gboolean
read_age (HeraldConnection *connection, gpointer data, GError **error)
{
  AgeRead *read = data;

  return herald_table_device_get_last_seen (connection, read->environment_id, &read->seen_us,
                                            error);
}

static void
got_age_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldDevicesPage) self = user_data;
  AgeRead *read = herald_store_read_finish (HERALD_STORE (source), result, NULL);

  if (read == NULL)
    return;
  self->seen_us = read->seen_us;
  herald_time_label_set_time (self->age_label, self->seen_us);
  update (self);
}

static void
load_age (HeraldDevicesPage *self)
{
  AgeRead *read = g_new0 (AgeRead, 1);

  read->environment_id =
    g_strdup (herald_environment_get (herald_session_get_environment (get_session (self)),
                                      HERALD_ENVIRONMENT_ID));
  herald_store_read_async (herald_session_get_store (get_session (self)), read_age, read,
                           age_read_free, herald_page_get_cancellable (HERALD_PAGE (self)),
                           got_age_cb, g_object_ref (self));
}

/* Reading the environment */

static void
progress_cb (guint n_devices, gpointer user_data)
{
  HeraldDevicesPage *self = HERALD_DEVICES_PAGE (user_data);

  self->n_read = n_devices;
  update_count (self);
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldDevicesPage) self = user_data;
  g_autoptr (GError) error = NULL;

  herald_devices_sync_finish (HERALD_SESSION (source), result, &error);
  /* Another session's reading has begun meanwhile. */
  if (HERALD_SESSION (source) != get_session (self))
    return;
  g_clear_object (&self->syncing);
  if (error != NULL && !herald_error_is_cancelled (error))
    self->error = g_steal_pointer (&error);
  load_age (self);
  update (self);
}

static void
sync_devices (HeraldDevicesPage *self)
{
  if (get_session (self) == NULL || self->syncing != NULL)
    return;
  g_clear_error (&self->error);
  self->n_read = 0;
  herald_cancellable_renew (&self->syncing, herald_page_get_cancellable (HERALD_PAGE (self)));
  update (self);
  herald_devices_sync_async (get_session (self), progress_cb, self, self->syncing, synced_cb,
                             g_object_ref (self));
}

/* Cleaning up: the selected rows are read whole from the store, loaded in the list or not */

typedef struct
{
  HeraldRowQuery *query;   /* (owned) */
  GArray         *ids;     /* (element-type gint64) (owned) */
  GPtrArray      *devices; /* (element-type HeraldDevice) (owned) */
} SelectionRead;

static void
selection_read_free (gpointer data)
{
  SelectionRead *read = data;

  herald_row_query_unref (read->query);
  g_array_unref (read->ids);
  g_ptr_array_unref (read->devices);
  g_free (read);
}

static gboolean
read_selection (HeraldConnection *connection, gpointer data, GError **error)
{
  SelectionRead         *read = data;
  const HeraldRowSource *source = herald_row_query_get_source (read->query);
  g_autofree GObject   **items = g_new0 (GObject *, read->ids->len);
  gboolean               done;

  done =
    source->read_rows (connection, herald_row_query_get_data (read->query),
                       (const gint64 *) (gpointer) read->ids->data, read->ids->len, items, error);
  for (guint i = 0; i < read->ids->len; i++)
    if (items[i] != NULL)
      g_ptr_array_add (read->devices, items[i]);
  return done;
}

static void
cleaned_up_cb (HeraldPage *page, const GError *error)
{
  if (error == NULL)
    herald_devices_table_unselect (HERALD_DEVICES_PAGE (page)->table);
}

static void
got_selection_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldDevicesPage) self = user_data;
  g_autoptr (GError) error = NULL;
  SelectionRead *read = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (read == NULL)
    herald_toast_show_error (GTK_WIDGET (self), _("The selection could not be read"), error);
  else
    herald_clean_up_ask (HERALD_PAGE (self), read->devices, cleaned_up_cb);
}

static void
clean_up_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldDevicesPage *self = HERALD_DEVICES_PAGE (widget);
  SelectionRead     *read;

  if (get_session (self) == NULL || herald_devices_table_get_n_selected (self->table) == 0)
    return;
  read = g_new0 (SelectionRead, 1);
  read->query = herald_row_query_ref (herald_row_model_get_query (self->model));
  read->ids = herald_devices_table_dup_selected_ids (self->table);
  read->devices = g_ptr_array_new_with_free_func (g_object_unref);
  herald_store_read_async (herald_session_get_store (get_session (self)), read_selection, read,
                           selection_read_free, herald_page_get_cancellable (HERALD_PAGE (self)),
                           got_selection_cb, g_object_ref (self));
}

/* Other actions */

static void
open_person (HeraldDevicesPage *self, HeraldDevice *device)
{
  g_autofree char *target = NULL;

  if (device == NULL || herald_device_get_user_id (device) == NULL)
    return;
  target = g_strdup_printf ("people/person:%s", herald_device_get_user_id (device));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "s", target);
}

static void
open_person_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldDevicesPage *self = HERALD_DEVICES_PAGE (widget);

  open_person (self, herald_devices_table_get_only_selected (self->table));
}

static void
copy_token_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldDevicesPage *self = HERALD_DEVICES_PAGE (widget);
  HeraldDevice      *device = herald_devices_table_get_only_selected (self->table);

  if (device == NULL)
    return;
  herald_clipboard_copy (widget, herald_device_get_token (device));
  herald_toast_show (widget, _("Device token copied"));
}

static void
unselect_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_devices_table_unselect (HERALD_DEVICES_PAGE (widget)->table);
}

static void
stop_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (HERALD_DEVICES_PAGE (widget)->syncing);
}

static void
device_activated_cb (HeraldDevicesPage *self, HeraldDevice *device)
{
  open_person (self, device);
}

static void
filter_changed_cb (HeraldDevicesPage *self)
{
  update_query (self);
}

static void
selection_changed_cb (HeraldDevicesPage *self)
{
  update_selection (self);
}

static void
status_activated_cb (HeraldDevicesPage *self)
{
  if (self->error == NULL && *get_search (self) == '\0' &&
      herald_row_model_get_error (self->model) == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "s", "people");
      return;
    }
  update_query (self);
  sync_devices (self);
}

static void
retry_clicked_cb (HeraldDevicesPage *self)
{
  sync_devices (self);
}

/* What the window asks */

static void
drop_model (HeraldDevicesPage *self)
{
  herald_devices_table_set_model (self->table, NULL);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, update, self);
  g_clear_object (&self->model);
}

static void
make_model (HeraldDevicesPage *self)
{
  self->model = herald_row_model_new (herald_session_get_store (get_session (self)));
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::loading", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::error", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  herald_devices_table_set_model (self->table, self->model);
  update_query (self);
}

static void
herald_devices_page_session_changed (HeraldPage *page)
{
  HeraldDevicesPage *self = HERALD_DEVICES_PAGE (page);

  drop_model (self);
  g_clear_object (&self->syncing);
  g_clear_error (&self->error);
  self->seen_us = 0;
  self->n_read = 0;
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  if (get_session (self) == NULL)
    return;
  make_model (self);
  load_age (self);
  sync_devices (self);
}

static void
herald_devices_page_refresh (HeraldPage *page)
{
  sync_devices (HERALD_DEVICES_PAGE (page));
}

static void
herald_devices_page_open (HeraldPage *page, const char *target)
{
  HeraldDevicesPage *self = HERALD_DEVICES_PAGE (page);

  if (g_str_has_prefix (target, TARGET_SEARCH))
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), target + strlen (TARGET_SEARCH));
}

static gboolean
herald_devices_page_focus_search (HeraldPage *page)
{
  return gtk_widget_grab_focus (GTK_WIDGET (HERALD_DEVICES_PAGE (page)->search_entry));
}

static void
folded_cb (HeraldDevicesPage *self)
{
  herald_devices_table_set_compact (self->table, herald_page_get_folded (HERALD_PAGE (self)));
}

static void
herald_devices_page_dispose (GObject *object)
{
  HeraldDevicesPage *self = HERALD_DEVICES_PAGE (object);

  g_cancellable_cancel (self->syncing);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, update, self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (herald_devices_page_parent_class)->dispose (object);
}

static void
herald_devices_page_finalize (GObject *object)
{
  HeraldDevicesPage *self = HERALD_DEVICES_PAGE (object);

  g_clear_object (&self->syncing);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (herald_devices_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-devices-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, age_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, progress_spinner);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, removed_check);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, selection_bar);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, selection_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, status);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldDevicesPage, table);
  gtk_widget_class_bind_template_callback (widget_class, device_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
}

static void
herald_devices_page_class_init (HeraldDevicesPageClass *klass)
{
  GObjectClass    *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass  *widget_class = GTK_WIDGET_CLASS (klass);
  HeraldPageClass *page_class = HERALD_PAGE_CLASS (klass);

  object_class->dispose = herald_devices_page_dispose;
  object_class->finalize = herald_devices_page_finalize;
  page_class->session_changed = herald_devices_page_session_changed;
  page_class->refresh = herald_devices_page_refresh;
  page_class->open = herald_devices_page_open;
  page_class->focus_search = herald_devices_page_focus_search;

  gtk_widget_class_install_action (widget_class, "page.clean-up", NULL, clean_up_action_cb);
  gtk_widget_class_install_action (widget_class, "page.copy-token", NULL, copy_token_action_cb);
  gtk_widget_class_install_action (widget_class, "page.open-person", NULL, open_person_action_cb);
  gtk_widget_class_install_action (widget_class, "page.unselect", NULL, unselect_action_cb);
  gtk_widget_class_install_action (widget_class, "page.stop", NULL, stop_action_cb);
  bind_template (widget_class);
  g_type_ensure (HERALD_TYPE_DEVICES_TABLE);
  g_type_ensure (HERALD_TYPE_PAGE_HEADER);
  g_type_ensure (HERALD_TYPE_STATUS);
  g_type_ensure (HERALD_TYPE_TIME_LABEL);
}

static void
herald_devices_page_init (HeraldDevicesPage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Translators: %s is a time such as “5 minutes ago”. */
  herald_time_label_set_format (self->age_label, _("read %s"));
  g_menu_append (menu, _("_Open Person"), "page.open-person");
  g_menu_append (menu, _("_Copy Token"), "page.copy-token");
  g_menu_append (menu, _("Clean _Up…"), "page.clean-up");
  herald_devices_table_set_menu (self->table, G_MENU_MODEL (menu));
  update_selection (self);
}
