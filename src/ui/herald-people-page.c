/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the search, the person's view and the register panel together with the session. Answers
 * that came too late are dropped: each new question cancels the former one. */
#include "config.h"

#include "ui/herald-people-page.h"

#include "base/herald-cancellable.h"
#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "core/herald-devices.h"
#include "core/herald-history.h"
#include "core/herald-people.h"
#include "core/herald-phones.h"
#include "model/herald-odata.h"
#include "ui/herald-change.h"
#include "ui/herald-clean-up.h"
#include "ui/herald-natural-bin.h"
#include "ui/herald-page-header.h"
#include "ui/herald-people-finder.h"
#include "ui/herald-person-view.h"
#include "ui/herald-register-panel.h"
#include "ui/herald-status.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>
#include <string.h>

#define TARGET_PERSON "person:"
#define TARGET_FIND "find:"
/* Requests of other pages that may come between those of a search. */
#define EXCHANGES_IN_BETWEEN 40

/* Where each address is looked up. */
static const char *const people_sets[] = { "contacts", "leads" };

struct _HeraldPeoplePage
{
  HeraldPage parent_instance;

  HeraldSession *followed;           /* (owned) (nullable): whose signals we listen to */
  GStrv          emails;             /* (owned) (nullable): what was searched last */
  gboolean       wants_exchanges;    /* the search is done, its requests are not all kept yet */
  char          *person_id;          /* (owned) (nullable): who is shown, or being read */
  GCancellable  *search_cancellable; /* (owned) (nullable) */
  GCancellable  *person_cancellable; /* (owned) (nullable): the person and their devices */
  GCancellable  *work_cancellable;   /* (owned) (nullable): a registration on its way */

  HeraldPeopleFinder  *finder;
  GtkWidget           *finder_page;
  AdwFlap             *flap;
  GtkStack            *person_stack;
  HeraldPageHeader    *person_header;
  GtkWidget           *person_page;
  HeraldStatus        *person_status;
  HeraldPersonView    *person_view;
  HeraldRegisterPanel *register_panel;
  GtkStack            *stack;
};

G_DEFINE_FINAL_TYPE (HeraldPeoplePage, herald_people_page, HERALD_TYPE_PAGE)

static GCancellable *
renew (HeraldPeoplePage *self, GCancellable **place)
{
  return herald_cancellable_renew (place, herald_page_get_cancellable (HERALD_PAGE (self)));
}

static HeraldSession *
get_session (HeraldPeoplePage *self)
{
  return herald_page_get_session (HERALD_PAGE (self));
}

/* The search */

/* The newest request of a query, for the same search may have been done before. */
static HeraldExchange *
find_exchange (GPtrArray *exchanges, const char *set, const char *email)
{
  g_autofree char *query = herald_odata_person_by_email (set, email);

  for (guint i = 0; i < exchanges->len; i++)
    if (strstr (herald_exchange_get_url (g_ptr_array_index (exchanges, i)), query) != NULL)
      return g_ptr_array_index (exchanges, i);
  return NULL;
}

static void
search_got_exchanges_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPeoplePage) self = user_data;
  g_autoptr (GPtrArray) exchanges = NULL;
  g_autoptr (GPtrArray) shown = NULL;

  exchanges = herald_history_list_exchanges_finish (HERALD_SESSION (source), result, NULL);
  if (exchanges == NULL || self->emails == NULL)
    return;
  shown = g_ptr_array_new ();
  for (gsize i = 0; self->emails[i] != NULL; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (people_sets); j++)
      {
        HeraldExchange *exchange = find_exchange (exchanges, people_sets[j], self->emails[i]);

        if (exchange != NULL)
          g_ptr_array_add (shown, exchange);
      }
  self->wants_exchanges = shown->len < G_N_ELEMENTS (people_sets) * g_strv_length (self->emails);
  herald_people_finder_set_exchanges (self->finder, shown);
}

static void
load_exchanges (HeraldPeoplePage *self)
{
  guint n_emails = g_strv_length (self->emails);
  guint limit = (guint) G_N_ELEMENTS (people_sets) * n_emails + EXCHANGES_IN_BETWEEN;

  herald_history_list_exchanges_async (get_session (self), "dataverse", limit,
                                       self->search_cancellable, search_got_exchanges_cb,
                                       g_object_ref (self));
}

/* Exchanges are kept a moment after their answer was used. */
static void
store_changed_cb (HeraldPeoplePage *self, HeraldTables tables)
{
  if (self->wants_exchanges && (tables & HERALD_TABLE_EXCHANGE) != 0 && self->followed != NULL)
    load_exchanges (self);
}

static void
search_got_people_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPeoplePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people =
    herald_people_find_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error))
    return;
  if (people == NULL)
    herald_people_finder_show_error (self->finder, error);
  else
    herald_people_finder_show_results (self->finder, (const char *const *) self->emails, people);
  self->wants_exchanges = TRUE;
  load_exchanges (self);
}

static void
search (HeraldPeoplePage *self)
{
  if (get_session (self) == NULL || self->emails == NULL)
    return;
  self->wants_exchanges = FALSE;
  herald_people_finder_show_loading (self->finder);
  herald_people_find_async (get_session (self), (const char *const *) self->emails,
                            renew (self, &self->search_cancellable), search_got_people_cb,
                            g_object_ref (self));
}

static void
search_cb (HeraldPeoplePage *self, GStrv emails)
{
  g_strfreev (self->emails);
  self->emails = g_strdupv (emails);
  search (self);
}

static void
retry_cb (HeraldPeoplePage *self)
{
  search (self);
}

static void
cancel_search_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (widget);

  g_cancellable_cancel (self->search_cancellable);
  herald_people_finder_stop (self->finder);
}

/* The person */

static void
update_request (HeraldPeoplePage *self)
{
  g_autoptr (HeraldRegistration) registration =
    herald_register_panel_dup_registration (self->register_panel);
  g_autofree char *request = NULL;

  if (registration != NULL && get_session (self) != NULL)
    request = herald_devices_preview_register (get_session (self), registration);
  herald_register_panel_set_request (self->register_panel, request);
}

static void
got_devices_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPeoplePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices =
    herald_devices_list_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error))
    return;
  if (devices == NULL)
    herald_person_view_show_error (self->person_view, error);
  else
    herald_person_view_set_devices (self->person_view, devices);
}

static void
reload_devices (HeraldPeoplePage *self)
{
  HeraldPerson *person = herald_person_view_get_person (self->person_view);

  if (person == NULL || get_session (self) == NULL)
    return;
  herald_devices_list_async (get_session (self), herald_person_get_id (person), NULL,
                             renew (self, &self->person_cancellable), got_devices_cb,
                             g_object_ref (self));
}

static void
show_person (HeraldPeoplePage *self, HeraldPerson *person)
{
  g_free (self->person_id);
  self->person_id = g_strdup (herald_person_get_id (person));
  herald_page_header_set_title (self->person_header, herald_person_get_name (person));
  herald_person_view_set_person (self->person_view, person);
  herald_register_panel_set_person (self->register_panel, person);
  gtk_stack_set_visible_child (self->person_stack, GTK_WIDGET (self->person_view));
  adw_flap_set_reveal_flap (self->flap, FALSE);
  gtk_stack_set_visible_child (self->stack, self->person_page);
  reload_devices (self);
}

static void
person_activated_cb (HeraldPeoplePage *self, HeraldPerson *person)
{
  show_person (self, person);
}

static void
got_person_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPeoplePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldPerson) person =
    herald_people_get_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error))
    return;
  if (person == NULL)
    herald_status_show_error (self->person_status, _("Could Not Read This Person"), error);
  else
    show_person (self, person);
}

static void
load_person (HeraldPeoplePage *self)
{
  if (self->person_id == NULL || get_session (self) == NULL)
    return;
  herald_page_header_set_title (self->person_header, _("Person"));
  herald_status_show_loading (self->person_status, _("Reading the Person"));
  gtk_stack_set_visible_child (self->person_stack, GTK_WIDGET (self->person_status));
  gtk_stack_set_visible_child (self->stack, self->person_page);
  herald_people_get_async (get_session (self), self->person_id,
                           renew (self, &self->person_cancellable), got_person_cb,
                           g_object_ref (self));
}

static void
person_status_activated_cb (HeraldPeoplePage *self)
{
  load_person (self);
}

/* Registering */

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPeoplePage) self = user_data;
  g_autoptr (GError) error = NULL;

  herald_devices_register_finish (HERALD_SESSION (source), result, &error);
  herald_register_panel_finish (self->register_panel, error);
  reload_devices (self);
}

static void
register_now (GtkWidget *widget, gpointer registration)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (widget);
  g_autoptr (GPtrArray) registrations = NULL;

  if (get_session (self) == NULL)
    return;
  registrations = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (registrations, g_object_ref (registration));
  herald_devices_register_async (get_session (self), registrations, TRUE,
                                 renew (self, &self->work_cancellable), registered_cb,
                                 g_object_ref (self));
}

static void
register_declined (GtkWidget *widget, gpointer registration)
{
  g_autoptr (GError) error =
    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Nothing was sent"));

  herald_register_panel_finish (HERALD_PEOPLE_PAGE (widget)->register_panel, error);
}

static void
register_cb (HeraldPeoplePage *self, HeraldRegistration *registration)
{
  if (get_session (self) != NULL)
    herald_change_ask (GTK_WIDGET (self), get_session (self),
                       _("A device is registered for this person."),
                          _("_Register"), register_now, register_declined,
                             g_object_ref (registration), g_object_unref);
}

static void
register_cancel_cb (HeraldPeoplePage *self)
{
  g_cancellable_cancel (self->work_cancellable);
}

static void
panel_changed_cb (HeraldPeoplePage *self)
{
  update_request (self);
}

static void
panel_close_cb (HeraldPeoplePage *self)
{
  adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
got_apps_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPeoplePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) apps = herald_apps_list_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error))
    return;
  if (apps == NULL)
    herald_toast_show_error (GTK_WIDGET (self), _("The apps could not be read"), error);
  else
    herald_register_panel_set_apps (self->register_panel, apps);
}

static void
got_phones_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPeoplePage) self = user_data;
  g_autoptr (GPtrArray) phones = herald_phones_list_finish (HERALD_SESSION (source), result, NULL);

  /* Only a convenience: a token can always be pasted. */
  if (phones != NULL)
    herald_register_panel_set_phones (self->register_panel, phones);
}

static void
open_panel (HeraldPeoplePage *self)
{
  GCancellable *cancellable = herald_page_get_cancellable (HERALD_PAGE (self));

  herald_apps_list_async (get_session (self), cancellable, got_apps_cb, g_object_ref (self));
  if (herald_session_get_emulator (get_session (self)) != NULL)
    herald_phones_list_async (get_session (self), cancellable, got_phones_cb, g_object_ref (self));
  adw_flap_set_reveal_flap (self->flap, TRUE);
  herald_register_panel_focus (self->register_panel);
}

static HeraldDevice *
find_device (HeraldPeoplePage *self, const char *id)
{
  GPtrArray *devices = herald_person_view_get_devices (self->person_view);

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    if (g_strcmp0 (herald_device_get_id (g_ptr_array_index (devices, i)), id) == 0)
      return g_ptr_array_index (devices, i);
  return NULL;
}

static void
register_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (widget);

  if (get_session (self) != NULL && herald_person_view_get_person (self->person_view) != NULL)
    open_panel (self);
}

static void
register_again_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (widget);
  HeraldDevice     *device = find_device (self, g_variant_get_string (parameter, NULL));

  if (device == NULL || get_session (self) == NULL)
    return;
  open_panel (self);
  herald_register_panel_fill (self->register_panel, herald_device_get_app_id (device),
                              herald_device_get_platform (device),
                              herald_device_get_token (device));
}

/* Cleaning up */

static void
cleaned_up_cb (HeraldPage *page, const GError *error)
{
  if (!herald_error_is_cancelled (error))
    reload_devices (HERALD_PEOPLE_PAGE (page));
}

static void
clean_up_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GPtrArray *devices = herald_person_view_get_devices (HERALD_PEOPLE_PAGE (widget)->person_view);

  if (devices != NULL)
    herald_clean_up_ask (HERALD_PAGE (widget), devices, cleaned_up_cb);
}

static void
clean_up_device_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (widget);
  HeraldDevice     *device = find_device (self, g_variant_get_string (parameter, NULL));
  g_autoptr (GPtrArray) going = g_ptr_array_new_with_free_func (g_object_unref);

  if (device == NULL)
    return;
  g_ptr_array_add (going, g_object_ref (device));
  herald_clean_up_ask (HERALD_PAGE (self), going, cleaned_up_cb);
}

static void
reload_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  reload_devices (HERALD_PEOPLE_PAGE (widget));
}

/* What the window asks */

static void
devices_changed_cb (HeraldPeoplePage *self)
{
  if (gtk_stack_get_visible_child (self->stack) == self->person_page)
    reload_devices (self);
}

static void
follow (HeraldPeoplePage *self, HeraldSession *session)
{
  if (self->followed != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->followed, self);
      g_signal_handlers_disconnect_by_data (herald_session_get_store (self->followed), self);
    }
  g_set_object (&self->followed, session);
  if (session == NULL)
    return;
  g_signal_connect_object (session, "devices-changed", G_CALLBACK (devices_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (herald_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
herald_people_page_session_changed (HeraldPage *page)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (page);

  follow (self, herald_page_get_session (page));
  g_clear_pointer (&self->emails, g_strfreev);
  g_clear_pointer (&self->person_id, g_free);
  herald_people_finder_reset (self->finder);
  adw_flap_set_reveal_flap (self->flap, FALSE);
  herald_register_panel_forget_apps (self->register_panel);
  gtk_stack_set_visible_child (self->stack, self->finder_page);
}

static void
herald_people_page_refresh (HeraldPage *page)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (page);

  if (gtk_stack_get_visible_child (self->stack) != self->person_page)
    search (self);
  else if (herald_person_view_get_person (self->person_view) != NULL)
    reload_devices (self);
  else
    load_person (self);
}

static gboolean
herald_people_page_go_back (HeraldPage *page)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (page);

  if (gtk_stack_get_visible_child (self->stack) != self->person_page)
    return FALSE;
  gtk_stack_set_visible_child (self->stack, self->finder_page);
  return TRUE;
}

static void
herald_people_page_open (HeraldPage *page, const char *target)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (page);

  if (g_str_has_prefix (target, TARGET_PERSON))
    {
      g_free (self->person_id);
      self->person_id = g_strdup (target + strlen (TARGET_PERSON));
      load_person (self);
      return;
    }
  gtk_stack_set_visible_child (self->stack, self->finder_page);
  if (g_str_has_prefix (target, TARGET_FIND))
    {
      herald_people_finder_set_text (self->finder, target + strlen (TARGET_FIND));
      herald_people_finder_search (self->finder);
    }
}

static gboolean
herald_people_page_focus_search (HeraldPage *page)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (page);

  gtk_stack_set_visible_child (self->stack, self->finder_page);
  herald_people_finder_focus (self->finder);
  return TRUE;
}

static gboolean
herald_people_page_create_new (HeraldPage *page)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (page);

  if (gtk_stack_get_visible_child (self->stack) != self->person_page)
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "page.register", NULL);
  return TRUE;
}

/* The first thing to do here is to type an address. */
static void
herald_people_page_map (GtkWidget *widget)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (widget);

  GTK_WIDGET_CLASS (herald_people_page_parent_class)->map (widget);
  if (gtk_stack_get_visible_child (self->stack) == self->finder_page)
    herald_people_finder_focus (self->finder);
}

static void
herald_people_page_dispose (GObject *object)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (object);

  g_cancellable_cancel (self->search_cancellable);
  g_cancellable_cancel (self->person_cancellable);
  g_cancellable_cancel (self->work_cancellable);
  g_clear_object (&self->followed);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_people_page_parent_class)->dispose (object);
}

static void
herald_people_page_finalize (GObject *object)
{
  HeraldPeoplePage *self = HERALD_PEOPLE_PAGE (object);

  g_clear_object (&self->search_cancellable);
  g_clear_object (&self->person_cancellable);
  g_clear_object (&self->work_cancellable);
  g_clear_pointer (&self->emails, g_strfreev);
  g_clear_pointer (&self->person_id, g_free);
  G_OBJECT_CLASS (herald_people_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-people-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, finder);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, finder_page);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, flap);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, person_header);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, person_page);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, person_stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, person_status);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, person_view);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, register_panel);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeoplePage, stack);
  gtk_widget_class_bind_template_callback (widget_class, panel_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, panel_close_cb);
  gtk_widget_class_bind_template_callback (widget_class, person_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, person_status_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, register_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, register_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
}

static void
herald_people_page_class_init (HeraldPeoplePageClass *klass)
{
  GObjectClass    *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass  *widget_class = GTK_WIDGET_CLASS (klass);
  HeraldPageClass *page_class = HERALD_PAGE_CLASS (klass);

  object_class->dispose = herald_people_page_dispose;
  object_class->finalize = herald_people_page_finalize;
  widget_class->map = herald_people_page_map;
  page_class->session_changed = herald_people_page_session_changed;
  page_class->refresh = herald_people_page_refresh;
  page_class->go_back = herald_people_page_go_back;
  page_class->open = herald_people_page_open;
  page_class->focus_search = herald_people_page_focus_search;
  page_class->create_new = herald_people_page_create_new;

  gtk_widget_class_install_action (widget_class, "page.cancel-search", NULL,
                                   cancel_search_action_cb);
  gtk_widget_class_install_action (widget_class, "page.register", NULL, register_action_cb);
  gtk_widget_class_install_action (widget_class, "page.register-again", "s",
                                   register_again_action_cb);
  gtk_widget_class_install_action (widget_class, "page.clean-up", NULL, clean_up_action_cb);
  gtk_widget_class_install_action (widget_class, "page.clean-up-device", "s",
                                   clean_up_device_action_cb);
  gtk_widget_class_install_action (widget_class, "page.reload-devices", NULL, reload_action_cb);
  bind_template (widget_class);
  g_type_ensure (HERALD_TYPE_NATURAL_BIN);
  g_type_ensure (HERALD_TYPE_PAGE_HEADER);
  g_type_ensure (HERALD_TYPE_PEOPLE_FINDER);
  g_type_ensure (HERALD_TYPE_PERSON_VIEW);
  g_type_ensure (HERALD_TYPE_REGISTER_PANEL);
  g_type_ensure (HERALD_TYPE_STATUS);
}

static void
herald_people_page_init (HeraldPeoplePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
