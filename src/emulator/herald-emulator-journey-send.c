/* SPDX-License-Identifier: GPL-3.0-or-later */
/* “A message is sent to all valid registered tokens of the user for the chosen app” (“Create push
 * notifications”, read 2026-11). Each push has a tracking id of its own. */
#include "config.h"

#include "emulator/herald-emulator-journey-send.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-redirect.h"
#include "emulator/herald-emulator-sender.h"

static const char tables_sql[] =
  "CREATE TABLE IF NOT EXISTS journey_send ("
  "  n INTEGER PRIMARY KEY,"
  "  journey_id TEXT NOT NULL,"
  "  user_id TEXT NOT NULL,"
  "  device_id TEXT,"
  "  tracking_id TEXT,"
  "  reason TEXT,"
  "  details TEXT);"
  "CREATE INDEX IF NOT EXISTS journey_send_by_journey ON journey_send (journey_id, reason);"
  "CREATE INDEX IF NOT EXISTS journey_send_by_tracking ON journey_send (tracking_id)";
static const char insert_sql[] =
  "INSERT INTO journey_send (journey_id, user_id, device_id, tracking_id, reason, details)"
  " VALUES (?, ?, ?, ?, ?, ?)";
static const char devices_sql[] =
  "SELECT msdynmkt_pushmobiledeviceid, msdynmkt_devicetoken, msdynmkt_platform"
  " FROM dv_msdynmkt_pushmobiledevice WHERE msdynmkt_useridentifier = ?"
  " AND +msdynmkt_mobileappchannelinstanceid = ? AND statecode = 0";

typedef struct
{
  char                  *id;
  char                  *token;
  HeraldEmulatorPlatform platform;
} Device;

static void
device_free (gpointer data)
{
  Device *self = data;

  g_free (self->id);
  g_free (self->token);
  g_free (self);
}

static gboolean
note (const HeraldEmulatorJourneySend *self,
      const char                      *user_id,
      const char                      *device_id,
      const char                      *tracking_id,
      const char                      *reason,
      const char                      *details,
      GError                         **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (self->site), error, insert_sql,
                                 "ssssss", self->journey_id, user_id, device_id, tracking_id,
                                 reason, details);
}

static gboolean
push (const HeraldEmulatorJourneySend *self,
      const HeraldEmulatorMessage     *message,
      const Device                    *device,
      const char                      *tracking_id,
      const char                      *link,
      HeraldEmulatorSendFailure       *failure)
{
  g_autoptr (GBytes) body =
    device->platform == HERALD_EMULATOR_IOS
      ? herald_emulator_message_build_apns (message, link, tracking_id)
      : herald_emulator_message_build_fcm (message, device->token, link, tracking_id);
  const HeraldEmulatorSend send = {
    .platform = device->platform,
    .token = device->token,
    .body = body,
  };

  return herald_emulator_sender_send (self->site, self->app, &send, failure);
}

static gboolean
send_to_device (const HeraldEmulatorJourneySend *self,
                const HeraldEmulatorMessage     *message,
                const char                      *user_id,
                const Device                    *device,
                GError                         **error)
{
  g_auto (HeraldEmulatorSendFailure) failure = { 0 };
  g_autofree char *tracking_id = herald_guid_new ();
  g_autofree char *link = NULL;

  if (message->link != NULL)
    {
      link = herald_emulator_redirect_issue (self->site, tracking_id, device->token, message->link,
                                             error);
      if (link == NULL)
        return FALSE;
    }
  if (push (self, message, device, tracking_id, link, &failure))
    return note (self, user_id, device->id, tracking_id, NULL, NULL, error);
  return note (self, user_id, device->id, NULL, failure.reason, failure.details, error);
}

static GPtrArray *
find_devices (const HeraldEmulatorJourneySend *self, const char *user_id, GError **error)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (device_free);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (self->site), error, devices_sql, "ss",
                               user_id, self->app->id);

  if (rows == NULL)
    return NULL;
  while (herald_emulator_rows_next (rows, NULL))
    {
      Device *device = g_new0 (Device, 1);

      device->id = g_strdup (herald_emulator_rows_get_text (rows, 0));
      device->token = g_strdup (herald_emulator_rows_get_text (rows, 1));
      device->platform = g_strcmp0 (herald_emulator_rows_get_text (rows, 2), "iOS") == 0
                           ? HERALD_EMULATOR_IOS
                           : HERALD_EMULATOR_ANDROID;
      g_ptr_array_add (devices, device);
    }
  return g_steal_pointer (&devices);
}

/* The message for one person, or the reason why there is none. */
static HeraldEmulatorMessage *
prepare (const HeraldEmulatorJourneySend *self,
         const HeraldEmulatorPerson      *person,
         const char                     **reason,
         char                           **details)
{
  g_autoptr (HeraldEmulatorMessage) message =
    herald_emulator_placeholders_fill (self->placeholders, self->message, person->values, details);

  if (message == NULL)
    *reason = "PlaceholderNotResolved";
  else if ((message->link != NULL && !herald_emulator_redirect_is_target (message->link)) ||
           (message->image_url != NULL && !herald_emulator_redirect_is_target (message->image_url)))
    *reason = "LinkNotValid";
  return *reason == NULL ? g_steal_pointer (&message) : NULL;
}

/**
 * herald_emulator_journey_send_to:
 * @self: what is sent
 * @person: to whom
 * @error: return location
 *
 * **Errors:** STORE. That a person cannot be reached is noted and no error.
 *
 * Returns: whether the journey can go on
 */
gboolean
herald_emulator_journey_send_to (const HeraldEmulatorJourneySend *self,
                                 const HeraldEmulatorPerson      *person,
                                 GError                         **error)
{
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (HeraldEmulatorMessage) message = NULL;
  const char      *reason = NULL;
  g_autofree char *details = NULL;

  if (!person->found)
    return note (self, person->id, NULL, NULL, "PersonNotFound", NULL, error);
  devices = find_devices (self, person->id, error);
  if (devices == NULL)
    return FALSE;
  if (devices->len == 0)
    return note (self, person->id, NULL, NULL, "NoDevice", NULL, error);
  message = prepare (self, person, &reason, &details);
  if (message == NULL)
    return note (self, person->id, NULL, NULL, reason, details, error);
  for (guint i = 0; i < devices->len; i++)
    if (!send_to_device (self, message, person->id, g_ptr_array_index (devices, i), error))
      return FALSE;
  return TRUE;
}

/**
 * herald_emulator_journey_send_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the table is there
 */
gboolean
herald_emulator_journey_send_attach (HeraldEmulatorSite *site, GError **error)
{
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), tables_sql, error);
}
