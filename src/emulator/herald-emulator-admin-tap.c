/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does what the app on the phone does: reports the opening to the interactions API, then opens the
 * link. Both go over HTTP like those of every app; a link that leads away from this machine is not
 * followed, only told. */
#include "config.h"

#include "emulator/herald-emulator-admin-tap.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-notifications.h"
#include "emulator/herald-emulator-outbound.h"

#define REPORTED 202

/* A tap on its way: first the report, then the link. */
typedef struct
{
  HeraldEmulatorSite *site;         /* (unowned): parent */
  HeraldEmulatorCall *call;         /* (owned) */
  HeraldEmulatorTap  *tap;          /* (owned) */
  char               *notification; /* (owned) */
  gboolean            reported;
} Tap;

static void
tap_clear (gpointer data)
{
  Tap *self = data;

  g_object_unref (self->call);
  herald_emulator_tap_free (self->tap);
  g_free (self->notification);
}

static void
tap_unref (gpointer data)
{
  g_rc_box_release_full (data, tap_clear);
}

static void
set_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/* @target: (nullable): the page that is shown in the end */
static void
respond (Tap *tap, const char *target)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "notification", tap->notification);
  set_text (object, "link", tap->tap->link);
  set_text (object, "target", target);
  json_object_set_int_member (object, "interaction", tap->tap->interaction);
  json_object_set_boolean_member (object, "reported", tap->reported);
  herald_emulator_admin_respond_object (tap->call, 200, object);
}

static void
followed_cb (guint status, const char *location, gpointer user_data)
{
  Tap *tap = user_data;

  respond (tap, location != NULL ? location : tap->tap->link);
}

static gboolean
is_followed (const char *link)
{
  g_autoptr (GUri) uri = g_uri_parse (link, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && herald_emulator_outbound_is_allowed (uri);
}

static void
open_link (Tap *tap)
{
  if (tap->tap->link != NULL && is_followed (tap->tap->link))
    herald_emulator_outbound_get (tap->site, tap->tap->link, followed_cb, g_rc_box_acquire (tap),
                                  tap_unref);
  else
    respond (tap, tap->tap->link);
}

static void
reported_cb (guint status, const char *location, gpointer user_data)
{
  Tap *tap = user_data;

  if (status != REPORTED)
    g_message ("A phone's report was answered %u", status);
  tap->reported = status == REPORTED;
  open_link (tap);
}

static void
send_report (Tap *tap)
{
  g_autofree char *url =
    g_strdup_printf ("%s/api/v1.0/orgs/%s/pushdatareceiver/events",
                     herald_emulator_site_get_http (tap->site),
                     herald_emulator_site_get_setting (tap->site, HERALD_EMULATOR_ORGANIZATION_ID));
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "TrackingId", tap->tap->tracking_id);
  json_object_set_string_member (body, "DeviceToken", tap->tap->device_token);
  json_object_set_int_member (body, "PushNotificationStatus", 1);
  herald_emulator_outbound_post (tap->site, url, NULL, body, reported_cb, g_rc_box_acquire (tap),
                                 tap_unref);
}

static gboolean
read_notification (JsonObject *body, gint64 *number, const char **text, GError **error)
{
  guint64 value = 0;

  if (!herald_json_read_string (body, "notification", HERALD_JSON_REQUIRED, text, error))
    return FALSE;
  if (!g_ascii_string_to_unsigned (*text, 10, 1, G_MAXINT64, &value, NULL))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   "“%s” is not the id of a notification", *text);
      return FALSE;
    }
  *number = (gint64) value;
  return TRUE;
}

static void
begin (HeraldEmulatorSite *site,
       HeraldEmulatorCall *call,
       HeraldEmulatorTap  *opened,
       const char         *id)
{
  Tap *tap = g_rc_box_new0 (Tap);

  tap->site = site;
  tap->call = g_object_ref (call);
  tap->tap = opened;
  tap->notification = g_strdup (id);
  if (opened->tracking_id != NULL && opened->device_token != NULL)
    send_report (tap);
  else
    open_link (tap);
  tap_unref (tap);
}

static void
tap_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  HeraldEmulatorTap *opened = NULL;
  const char        *text = NULL;
  gint64             number = 0;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (read_notification (body, &number, &text, &error))
    opened = herald_emulator_notifications_tap (site, herald_emulator_call_get_capture (call, "id"),
                                                number, &error);
  if (opened != NULL)
    begin (site, call, opened, text);
  else if (error != NULL)
    herald_emulator_admin_fail (call, error);
  else
    herald_emulator_admin_refuse (call, 404, "NOT_FOUND", "The phone shows no such notification.");
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/_herald/phones/{id}/tap", tap_cb },
};

/**
 * herald_emulator_admin_tap_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_admin_tap_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
