/* SPDX-License-Identifier: GPL-3.0-or-later */
/* While it is on screen, the page waits for the emulator's log and tells its parts as soon as
 * something was logged, so that a push is seen the moment it is sent. */
#include "config.h"

#include "ui/herald-emulator-page.h"

#include "base/herald-error.h"
#include "core/herald-emulator-pulse.h"
#include "core/herald-phones.h"
#include "model/herald-emulator-state.h"
#include "model/herald-exchange.h"
#include "ui/herald-addresses-tab.h"
#include "ui/herald-banner.h"
#include "ui/herald-clock-tab.h"
#include "ui/herald-faults-tab.h"
#include "ui/herald-inapp-centre.h"
#include "ui/herald-notice.h"
#include "ui/herald-page-header.h"
#include "ui/herald-phones-pane.h"
#include "ui/herald-requests-tab.h"
#include "ui/herald-snapshots-tab.h"
#include "ui/herald-status.h"

#include <glib/gi18n.h>
#include <string.h>

#define RETRY_SECONDS 2

struct _HeraldEmulatorPage
{
  HeraldPage parent_instance;

  GCancellable *watch;  /* (owned) (nullable): while the log is waited for */
  gint64        newest; /* number of the last request seen */
  guint         retry_id;
  gboolean      broken; /* the connection went: it may be another start of the emulator by now */

  HeraldAddressesTab *addresses;
  GtkBox             *banners;
  HeraldInappCentre  *centre;
  HeraldClockTab     *clock;
  HeraldFaultsTab    *faults;
  AdwFlap            *flap;
  HeraldPhonesPane   *phones;
  HeraldRequestsTab  *requests;
  HeraldSnapshotsTab *snapshots;
  GtkStack           *stack;
  HeraldStatus       *status;
  AdwViewStack       *tabs;
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorPage, herald_emulator_page, HERALD_TYPE_PAGE)

/* Returns: (nullable): the session when it is the emulator's */
static HeraldSession *
get_session (HeraldEmulatorPage *self)
{
  HeraldSession *session = herald_page_get_session (HERALD_PAGE (self));

  return session != NULL && herald_session_get_emulator (session) != NULL ? session : NULL;
}

static GCancellable *
get_cancellable (HeraldEmulatorPage *self)
{
  return herald_page_get_cancellable (HERALD_PAGE (self));
}

static HeraldPulse
get_pulse (HeraldEmulatorPage *self)
{
  HeraldSession *session = get_session (self);

  return session != NULL
           ? herald_emulator_pulse_get_state (herald_emulator_pulse_of_session (session))
           : HERALD_PULSE_BEATS;
}

/* What goes on by our own clock stands still while nobody knows whether it is true. */
static void
show_live (HeraldEmulatorPage *self)
{
  gboolean live = get_pulse (self) == HERALD_PULSE_BEATS;

  herald_clock_tab_set_live (self->clock, live);
  herald_phones_pane_set_live (self->phones, live);
}

static void
show_state (HeraldEmulatorPage *self)
{
  gboolean lost = get_pulse (self) == HERALD_PULSE_GONE;
  gboolean ready = get_session (self) != NULL && !lost;

  show_live (self);
  gtk_stack_set_visible_child_name (self->stack, ready ? "content" : "status");
  gtk_widget_set_visible (GTK_WIDGET (self->banners), ready);
  if (ready)
    return;
  if (lost)
    herald_status_show_empty (self->status, "dialog-warning-symbolic",
                              _("The Emulator Stopped"),
                                 _("It does not answer any more. Its phones, contacts and settings are kept."),
                                    _("_Start It Again"));
  else if (herald_page_get_session (HERALD_PAGE (self)) == NULL)
    herald_status_show_loading (self->status, _("Opening…"));
  else
    herald_status_show_empty (self->status, "phone-symbolic",
                              _("Only for the Emulator"),
                                 _("Phones can be looked at in the environment “Emulator” only. "
                                "Choose it at the top left."),
                                    NULL);
}

static void
show_tab (HeraldEmulatorPage *self, const char *name)
{
  adw_view_stack_set_visible_child_name (self->tabs, name);
  adw_flap_set_reveal_flap (self->flap, TRUE);
}

static void
add_banner (HeraldEmulatorPage *self, const char *icon, const char *text, const char *tab)
{
  g_autofree char *action = g_strdup_printf ("emulator.show::%s", tab);
  g_autoptr (HeraldNotice) notice = herald_notice_new ("warning", icon, text, _("Show"), action);

  gtk_box_append (self->banners, herald_banner_new (notice));
}

/* What lasts and makes the emulator behave unlike the real services. */
static void
update_banners (HeraldEmulatorPage *self)
{
  guint            n_faults = herald_faults_tab_get_n_active (self->faults);
  gint64           offset_seconds = herald_clock_tab_get_offset (self->clock);
  g_autofree char *offset = herald_emulated_time_describe_offset (offset_seconds);
  GtkWidget       *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->banners))) != NULL)
    gtk_box_remove (self->banners, child);
  if (n_faults > 0)
    {
      g_autofree char *text =
        g_strdup_printf (ngettext ("The emulator fails on purpose: %u rule is on",
                                   "The emulator fails on purpose: %u rules are on", n_faults),
                         n_faults);

      add_banner (self, "media-flash-symbolic", text, "faults");
    }
  if (offset_seconds > 0)
    {
      /* Translators: %s is such as “14 days ahead”. */
      g_autofree char *text = g_strdup_printf (_("The emulator’s clock: %s"), offset);

      add_banner (self, "alarm-symbolic", text, "clock");
    }
}

static void
faults_changed_cb (HeraldEmulatorPage *self)
{
  update_banners (self);
}

static void
offset_changed_cb (HeraldEmulatorPage *self, gint64 offset_seconds)
{
  herald_phones_pane_set_clock_offset (self->phones, offset_seconds * G_USEC_PER_SEC);
  update_banners (self);
}

static void
read_all (HeraldEmulatorPage *self)
{
  herald_clock_tab_update (self->clock);
  herald_faults_tab_update (self->faults);
  herald_phones_pane_update (self->phones);
  herald_request_feed_update (herald_requests_tab_get_feed (self->requests));
  herald_inapp_centre_reload (self->centre);
}

/* The centre is read from Dataverse, which is logged too: so only what writes notifications makes
 * it look again. */
static void
request_logged_cb (HeraldEmulatorPage *self, HeraldExchange *exchange)
{
  g_autofree char *url = g_ascii_strdown (herald_exchange_get_url (exchange), -1);

  if (g_strcmp0 (herald_exchange_get_method (exchange), "GET") != 0 &&
      strstr (url, "appnotification") != NULL)
    herald_inapp_centre_reload (self->centre);
}

/* Time has passed for all: what expires does so now. */
static void
turned_cb (HeraldEmulatorPage *self)
{
  read_all (self);
}

/* True recursion by way of the main loop: each answer begins what comes next. */
static void watch (HeraldEmulatorPage *self);
static void begin_anew (HeraldEmulatorPage *self);

static gboolean
retry_cb (gpointer user_data)
{
  HeraldEmulatorPage *self = HERALD_EMULATOR_PAGE (user_data);

  self->retry_id = 0;
  watch (self);
  return G_SOURCE_REMOVE;
}

static void
try_again_later (HeraldEmulatorPage *self)
{
  self->retry_id = g_timeout_add_seconds (RETRY_SECONDS, retry_cb, self);
}

static void
watch_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldEmulatorPage) self = HERALD_EMULATOR_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gint64 newest = herald_phones_watch_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || get_session (self) != HERALD_SESSION (source))
    return;
  g_clear_object (&self->watch);
  self->broken = g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  if (self->broken)
    herald_emulator_pulse_look (herald_emulator_pulse_of_session (get_session (self)));
  if (error != NULL)
    {
      try_again_later (self);
      return;
    }
  self->newest = newest;
  herald_clock_tab_update (self->clock);
  herald_faults_tab_update (self->faults);
  herald_phones_pane_update (self->phones);
  herald_request_feed_update (herald_requests_tab_get_feed (self->requests));
  watch (self);
}

/* The numbers of its log begin anew with another start, and so does the page. */
static void
looked_for_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldEmulatorPage) self = HERALD_EMULATOR_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) exchanges =
    herald_phones_log_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || get_session (self) != HERALD_SESSION (source))
    return;
  g_clear_object (&self->watch);
  if (exchanges == NULL)
    {
      try_again_later (self);
      return;
    }
  self->broken = FALSE;
  begin_anew (self);
}

/* An emulator whose connection broke is looked for first: it may have nothing to tell for a long
 * time. */
static void
watch (HeraldEmulatorPage *self)
{
  HeraldSession *session = get_session (self);

  if (self->watch != NULL || self->retry_id != 0 || session == NULL ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->watch = g_cancellable_new ();
  if (self->broken)
    herald_phones_log_async (session, 0, 1, NULL, self->watch, looked_for_cb, g_object_ref (self));
  else
    herald_phones_watch_async (session, self->newest, self->watch, watch_done_cb,
                               g_object_ref (self));
}

static void
stop_watch (HeraldEmulatorPage *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_cancellable_cancel (self->watch);
  g_clear_object (&self->watch);
}

/* Everything shown is of another emulator, or of the same one after a reset or another start. */
static void
begin_anew (HeraldEmulatorPage *self)
{
  HeraldSession *session = get_session (self);

  stop_watch (self);
  self->newest = 0;
  herald_clock_tab_set_session (self->clock, session, get_cancellable (self));
  herald_faults_tab_set_session (self->faults, session, get_cancellable (self));
  herald_phones_pane_set_session (self->phones, session, get_cancellable (self));
  herald_requests_tab_set_session (self->requests, session, get_cancellable (self));
  herald_inapp_centre_set_session (self->centre, session, get_cancellable (self));
  herald_snapshots_tab_set_session (self->snapshots, session, get_cancellable (self));
  read_all (self);
  watch (self);
}

/* One that is back is looked for at once. */
static void
pulse_changed_cb (HeraldEmulatorPage *self, GParamSpec *pspec, HeraldEmulatorPulse *pulse)
{
  HeraldSession *session = get_session (self);

  if (session == NULL || herald_emulator_pulse_of_session (session) != pulse)
    return;
  show_state (self);
  if (herald_emulator_pulse_get_state (pulse) != HERALD_PULSE_BEATS)
    return;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  watch (self);
}

static void
feel_pulse (HeraldEmulatorPage *self, HeraldSession *session)
{
  if (session != NULL)
    g_signal_connect_object (herald_emulator_pulse_of_session (session), "notify::state",
                             G_CALLBACK (pulse_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
replaced_cb (HeraldEmulatorPage *self)
{
  herald_inapp_centre_forget_user (self->centre);
  begin_anew (self);
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldEmulatorPage *self = HERALD_EMULATOR_PAGE (widget);

  gtk_widget_activate_action (GTK_WIDGET (self->requests), "requests.pause", NULL);
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_tab (HERALD_EMULATOR_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
tools_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwFlap *flap = HERALD_EMULATOR_PAGE (widget)->flap;

  adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

static void
status_activated_cb (HeraldEmulatorPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.retry", NULL);
}

static void
folded_changed_cb (HeraldEmulatorPage *self)
{
  adw_flap_set_reveal_flap (self->flap, !herald_page_get_folded (HERALD_PAGE (self)));
}

static void
herald_emulator_page_session_changed (HeraldPage *page)
{
  HeraldEmulatorPage *self = HERALD_EMULATOR_PAGE (page);
  HeraldSession      *session = get_session (self);

  self->broken = FALSE;
  feel_pulse (self, session);
  herald_addresses_tab_set_info (self->addresses,
                                 session != NULL ? herald_session_get_emulator (session) : NULL);
  show_state (self);
  begin_anew (self);
}

static void
herald_emulator_page_refresh (HeraldPage *page)
{
  read_all (HERALD_EMULATOR_PAGE (page));
}

static void
herald_emulator_page_open (HeraldPage *page, const char *target)
{
  HeraldEmulatorPage *self = HERALD_EMULATOR_PAGE (page);

  if (adw_view_stack_get_child_by_name (self->tabs, target) != NULL)
    show_tab (self, target);
}

static gboolean
herald_emulator_page_focus_search (HeraldPage *page)
{
  if (get_session (HERALD_EMULATOR_PAGE (page)) == NULL)
    return FALSE;
  herald_emulator_page_open (page, "requests");
  herald_requests_tab_focus_search (HERALD_EMULATOR_PAGE (page)->requests);
  return TRUE;
}

static void
herald_emulator_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (herald_emulator_page_parent_class)->map (widget);
  read_all (HERALD_EMULATOR_PAGE (widget));
  watch (HERALD_EMULATOR_PAGE (widget));
}

static void
herald_emulator_page_unmap (GtkWidget *widget)
{
  stop_watch (HERALD_EMULATOR_PAGE (widget));
  GTK_WIDGET_CLASS (herald_emulator_page_parent_class)->unmap (widget);
}

static void
herald_emulator_page_dispose (GObject *object)
{
  HeraldEmulatorPage *self = HERALD_EMULATOR_PAGE (object);

  stop_watch (self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_emulator_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-emulator-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, addresses);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, banners);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, centre);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, clock);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, faults);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, flap);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, phones);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, requests);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, snapshots);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, status);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, tabs);
  gtk_widget_class_bind_template_callback (widget_class, faults_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, offset_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, replaced_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, turned_cb);
}

static void
herald_emulator_page_class_init (HeraldEmulatorPageClass *klass)
{
  GtkWidgetClass  *widget_class = GTK_WIDGET_CLASS (klass);
  HeraldPageClass *page_class = HERALD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_emulator_page_dispose;
  widget_class->map = herald_emulator_page_map;
  widget_class->unmap = herald_emulator_page_unmap;
  page_class->session_changed = herald_emulator_page_session_changed;
  page_class->refresh = herald_emulator_page_refresh;
  page_class->open = herald_emulator_page_open;
  page_class->focus_search = herald_emulator_page_focus_search;
  g_type_ensure (HERALD_TYPE_ADDRESSES_TAB);
  g_type_ensure (HERALD_TYPE_CLOCK_TAB);
  g_type_ensure (HERALD_TYPE_FAULTS_TAB);
  g_type_ensure (HERALD_TYPE_INAPP_CENTRE);
  g_type_ensure (HERALD_TYPE_PHONES_PANE);
  g_type_ensure (HERALD_TYPE_REQUESTS_TAB);
  g_type_ensure (HERALD_TYPE_SNAPSHOTS_TAB);
  gtk_widget_class_install_action (widget_class, "emulator.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "emulator.show", "s", show_action);
  gtk_widget_class_install_action (widget_class, "emulator.tools", NULL, tools_action);
  bind_template (widget_class);
}

static void
herald_emulator_page_init (HeraldEmulatorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (herald_requests_tab_get_feed (self->requests), "logged",
                           G_CALLBACK (request_logged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::folded", G_CALLBACK (folded_changed_cb), NULL);
  show_state (self);
}
