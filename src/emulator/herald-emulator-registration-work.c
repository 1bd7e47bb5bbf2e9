/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges a registration by its natural causes, writes the rows that the product writes
 * (msdynmkt_pushmobiledevice, msdynmkt_pushdeviceregistrationresult) and calls back once. */
#include "config.h"

#include "emulator/herald-emulator-registration-work.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-dry-run.h"
#include "emulator/herald-emulator-record.h"
#include "emulator/herald-emulator-registration-texts.h"
#include "emulator/herald-emulator-switches.h"

#define SERVICE_NAME "registration-work"
#define LONGEST_TOKEN 300 /* msdynmkt_devicetoken */
#define DEVICE_TABLE "msdynmkt_pushmobiledevice"
#define RESULT_TABLE "msdynmkt_pushdeviceregistrationresult"
#define RESULT_SUCCESS 1
#define RESULT_FAILED 2

typedef struct
{
  gboolean full; /* Dataverse takes no more devices */
} Settings;

/* The plus keeps SQLite from an index that a whole app shares. */
static const char find_device_sql[] =
  "SELECT 1 FROM dv_msdynmkt_pushmobiledevice WHERE msdynmkt_devicetoken = ?"
  " AND +msdynmkt_useridentifier = ? AND +msdynmkt_mobileappchannelinstanceid = ?";
static const char find_devices_sql[] =
  "SELECT msdynmkt_pushmobiledeviceid FROM dv_msdynmkt_pushmobiledevice"
  " WHERE msdynmkt_useridentifier = ?1 AND +msdynmkt_mobileappchannelinstanceid = ?2"
  " AND (?3 IS NULL OR msdynmkt_devicetoken = ?3)";

/**
 * herald_emulator_work_free:
 * @self: (nullable): the work to free
 */
void
herald_emulator_work_free (HeraldEmulatorWork *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->app_id);
  g_free (self->user_id);
  g_free (self->token);
  g_free (self->callback_url);
  g_free (self->callback_headers);
  g_free (self->api_token);
  g_free (self->details);
  g_free (self);
}

static gboolean
is_registered (HeraldEmulatorSite *site, const HeraldEmulatorWork *work)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, find_device_sql, "sss",
                               work->token, work->user_id, work->app_id);

  return rows != NULL && herald_emulator_rows_next (rows, NULL);
}

/**
 * herald_emulator_work_prepare:
 * @site: the site
 * @work: a request whose time has come
 *
 * Finds out whether a registration succeeds, by a real push if it comes to that.
 */
void
herald_emulator_work_prepare (HeraldEmulatorSite *site, HeraldEmulatorWork *work)
{
  g_autoptr (HeraldEmulatorApp) app = NULL;

  if (work->clean_up)
    return;
  app = herald_emulator_apps_find (site, work->app_id);
  if (work->refused || app == NULL)
    work->reason = "ApiTokenNotValid";
  else if (g_utf8_strlen (work->token, -1) > LONGEST_TOKEN)
    work->reason = "DeviceTokenTooLong";
  else if (is_registered (site, work))
    work->reason = "DuplicateExists";
  else
    work->details = herald_emulator_dry_run_try (site, app, work->platform, work->token);
  if (work->details != NULL)
    work->reason = "DryRunSendingFailed";
}

static const char *
get_author (HeraldEmulatorSite *site)
{
  return herald_emulator_site_get_setting (site, HERALD_EMULATOR_APPLICATION_USER_ID);
}

static gboolean
has_room (HeraldEmulatorSite *site, GError **error)
{
  const Settings *settings = herald_emulator_site_get_service (site, SERVICE_NAME);

  if (settings->full)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "The storage for devices is full");
  return !settings->full;
}

static gboolean
write_device (HeraldEmulatorSite *site, const HeraldEmulatorWork *work, char **id, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), DEVICE_TABLE);
  gboolean ios = work->platform == HERALD_EMULATOR_IOS;

  herald_emulator_record_set_text (record, "msdynmkt_name", ios ? "iOS device" : "Android device");
  herald_emulator_record_set_text (record, "msdynmkt_platform", ios ? "iOS" : "Android");
  herald_emulator_record_set_text (record, "msdynmkt_devicetoken", work->token);
  herald_emulator_record_set_text (record, "msdynmkt_useridentifier", work->user_id);
  herald_emulator_record_set_lookup (record, "msdynmkt_mobileappchannelinstanceid",
                                     "msdynmkt_mobileappchannelinstance", work->app_id);
  return herald_emulator_record_insert (record, get_author (site), id, error);
}

static gboolean
write_result (HeraldEmulatorSite       *site,
              const HeraldEmulatorWork *work,
              const char               *device_id,
              GError                  **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), RESULT_TABLE);

  herald_emulator_record_set_text (record, "msdynmkt_name", work->id);
  herald_emulator_record_set_int (record, "msdynmkt_registrationresult",
                                  work->reason == NULL ? RESULT_SUCCESS : RESULT_FAILED);
  if (work->reason != NULL)
    herald_emulator_record_set_text (record, "msdynmkt_failedreason",
                                     herald_emulator_registration_texts_get_row (site,
                                                                                 work->reason));
  if (work->details != NULL)
    herald_emulator_record_set_text (record, "msdynmkt_details", work->details);
  if (device_id != NULL)
    herald_emulator_record_set_lookup (record, "msdynmkt_pushmobiledeviceid", DEVICE_TABLE,
                                       device_id);
  return herald_emulator_record_insert (record, get_author (site), NULL, error);
}

static GPtrArray *
find_devices (HeraldEmulatorSite *site, const HeraldEmulatorWork *work, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, find_devices_sql, "sss",
                               work->user_id, work->app_id, work->token);

  if (rows == NULL)
    return NULL;
  while (herald_emulator_rows_next (rows, NULL))
    g_ptr_array_add (ids, g_strdup (herald_emulator_rows_get_text (rows, 0)));
  return g_steal_pointer (&ids);
}

static gboolean
remove_devices (HeraldEmulatorSite *site, const HeraldEmulatorWork *work, GError **error)
{
  g_autoptr (GPtrArray) ids = find_devices (site, work, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!herald_emulator_record_delete (herald_emulator_dataverse_get (site), DEVICE_TABLE,
                                        g_ptr_array_index (ids, i), error))
      return FALSE;
  return TRUE;
}

/**
 * herald_emulator_work_write:
 * @site: the site
 * @work: prepared work
 * @error: return location
 *
 * Has to run in a step, which is rolled back when it fails.
 *
 * **Errors:** those of Dataverse.
 *
 * Returns: whether the rows are written
 */
gboolean
herald_emulator_work_write (HeraldEmulatorSite *site, HeraldEmulatorWork *work, GError **error)
{
  g_autofree char *device_id = NULL;

  if (work->clean_up)
    return remove_devices (site, work, error);
  if (work->reason == NULL &&
      (!has_room (site, error) || !write_device (site, work, &device_id, error)))
    return FALSE;
  return !work->tracked || write_result (site, work, device_id, error);
}

/**
 * herald_emulator_work_attach:
 * @site: the site
 *
 * Adds the switch for full storage.
 */
void
herald_emulator_work_attach (HeraldEmulatorSite *site)
{
  Settings *self = g_new0 (Settings, 1);

  herald_emulator_site_take_service (site, SERVICE_NAME, self, g_free);
  herald_emulator_switches_add_boolean (site, "deviceStorageFull", &self->full);
}
