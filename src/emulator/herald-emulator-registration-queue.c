/* SPDX-License-Identifier: GPL-3.0-or-later */
/* “202 means queued, not registered”: requests wait in a table, so that a restart loses none, and a
 * timer takes them in the order of their due times. Each ends in rows of the emulated Dataverse. */
#include "config.h"

#include "emulator/herald-emulator-registration-queue.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-alarm.h"
#include "emulator/herald-emulator-registration-callback.h"
#include "emulator/herald-emulator-registration-work.h"
#include "emulator/herald-emulator-switches.h"

#include <string.h>

#define SERVICE_NAME "registration-queue"
#define SHORTEST_MS 150
#define LONGEST_MS 400
#define MOST_MS (60u * 60 * 1000)
#define AT_ONCE 25 /* requests done before other work gets its turn */
#define THROTTLED_US                                                                               \
  ((gint64) 200 * 1000) /* how often a throttled queue looks whether it still is */

static const char tables_sql[] =
  "CREATE TABLE IF NOT EXISTS registration ("
  "  n INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  id TEXT NOT NULL UNIQUE,"
  "  kind INTEGER NOT NULL,"
  "  app_id TEXT NOT NULL,"
  "  user_id TEXT NOT NULL,"
  "  token TEXT,"
  "  platform INTEGER NOT NULL,"
  "  tracked INTEGER NOT NULL,"
  "  refused INTEGER NOT NULL,"
  "  callback_url TEXT,"
  "  callback_headers TEXT,"
  "  api_token TEXT,"
  "  due_us INTEGER NOT NULL,"
  "  status TEXT NOT NULL DEFAULT 'Pending',"
  "  reason TEXT);"
  "CREATE INDEX IF NOT EXISTS registration_by_due ON registration (due_us, n)"
  " WHERE status = 'Pending'";
static const char insert_sql[] =
  "INSERT INTO registration (id, kind, app_id, user_id, token, platform, tracked, refused,"
  " callback_url, callback_headers, api_token, due_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char due_sql[] =
  "SELECT n, id, kind, app_id, user_id, token, platform, tracked, refused, callback_url,"
  " callback_headers, api_token FROM registration WHERE status = 'Pending' AND due_us <= ?"
  " ORDER BY due_us, n LIMIT 1";
static const char next_due_sql[] = "SELECT min(due_us) FROM registration WHERE status = 'Pending'";
static const char finish_sql[] = "UPDATE registration SET status = ?, reason = ?, api_token = NULL"
                                 " WHERE n = ?";
static const char forget_sql[] = "DELETE FROM registration WHERE n = ?";
static const char status_sql[] =
  "SELECT status, reason FROM registration WHERE id = ? AND app_id = ? AND tracked = 1";

typedef struct
{
  HeraldEmulatorSite  *site;  /* (unowned): parent */
  HeraldEmulatorAlarm *alarm; /* (owned): goes off when the next request is due */

  /* Switches; the defaults are as documented, only quicker. */
  guint    shortest_ms;
  guint    longest_ms;
  gboolean throttled;    /* Dataverse lets the service wait: nothing ends */
  gboolean tell_refused; /* a wrong access token ends in ApiTokenNotValid, not in eternal Pending */
} Queue;

static gint64
next_due_us (Queue *queue)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (queue->site), NULL, next_due_sql, "");

  if (rows == NULL || !herald_emulator_rows_next (rows, NULL) ||
      herald_emulator_rows_is_null (rows, 0))
    return -1;
  return herald_emulator_rows_get_int (rows, 0);
}

static gint64
now_us (Queue *queue)
{
  return herald_clock_get_unix_us (herald_emulator_site_get_clock (queue->site));
}

static void
arm (Queue *queue)
{
  herald_emulator_alarm_set (queue->alarm, next_due_us (queue));
}

static HeraldEmulatorWork *
take_due (Queue *queue, gint64 *number)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (queue->site), NULL, due_sql, "i",
                               now_us (queue));
  HeraldEmulatorWork *work;

  if (rows == NULL || !herald_emulator_rows_next (rows, NULL))
    return NULL;
  *number = herald_emulator_rows_get_int (rows, 0);
  work = g_new0 (HeraldEmulatorWork, 1);
  work->id = g_strdup (herald_emulator_rows_get_text (rows, 1));
  work->clean_up = herald_emulator_rows_get_int (rows, 2) == HERALD_EMULATOR_CLEAN_UP;
  work->app_id = g_strdup (herald_emulator_rows_get_text (rows, 3));
  work->user_id = g_strdup (herald_emulator_rows_get_text (rows, 4));
  work->token = g_strdup (herald_emulator_rows_get_text (rows, 5));
  work->platform = (HeraldEmulatorPlatform) herald_emulator_rows_get_int (rows, 6);
  work->tracked = herald_emulator_rows_get_int (rows, 7) != 0;
  work->refused = herald_emulator_rows_get_int (rows, 8) != 0;
  work->callback_url = g_strdup (herald_emulator_rows_get_text (rows, 9));
  work->callback_headers = g_strdup (herald_emulator_rows_get_text (rows, 10));
  work->api_token = g_strdup (herald_emulator_rows_get_text (rows, 11));
  return work;
}

static gboolean
note_end (Queue *queue, gint64 number, const HeraldEmulatorWork *work, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (queue->site);

  if (!work->tracked)
    return herald_emulator_db_run (db, error, forget_sql, "i", number);
  return herald_emulator_db_run (db, error, finish_sql, "ssi",
                                 work->reason == NULL ? "Success" : "Failed", work->reason, number);
}

/* The rows of one request, all or none. */
static gboolean
write_rows (Queue *queue, HeraldEmulatorWork *work)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (queue->site);
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  if (herald_emulator_db_begin_step (db, &error))
    {
      done = herald_emulator_work_write (queue->site, work, &error);
      herald_emulator_db_end_step (db, done);
    }
  if (!done)
    g_message ("Not stored: %s", error->message);
  return done;
}

static void
do_one (Queue *queue, gint64 number, HeraldEmulatorWork *work)
{
  g_autoptr (GError) error = NULL;

  herald_emulator_work_prepare (queue->site, work);
  if (!write_rows (queue, work))
    {
      work->reason = "FailedToStoreDevice";
      /* The result may find room where the device did not. */
      if (!work->clean_up)
        write_rows (queue, work);
    }
  if (!note_end (queue, number, work, &error))
    g_warning ("%s", error->message);
  herald_emulator_registration_callback_send (queue->site, work);
}

static void
due_cb (gpointer user_data)
{
  Queue *queue = user_data;

  if (queue->throttled)
    {
      herald_emulator_alarm_set (queue->alarm, now_us (queue) + THROTTLED_US);
      return;
    }
  for (guint i = 0; i < AT_ONCE; i++)
    {
      gint64 number = 0;
      g_autoptr (HeraldEmulatorWork) work = take_due (queue, &number);

      if (work == NULL)
        break;
      do_one (queue, number, work);
    }
  arm (queue);
}

static void
queue_free (gpointer data)
{
  Queue *self = data;

  g_clear_pointer (&self->alarm, herald_emulator_alarm_free);
  g_free (self);
}

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  arm (user_data);
}

/**
 * herald_emulator_registration_queue_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the queue runs; what a killed process left in it is done now
 */
gboolean
herald_emulator_registration_queue_attach (HeraldEmulatorSite *site, GError **error)
{
  Queue *self = g_new0 (Queue, 1);

  self->site = site;
  self->shortest_ms = SHORTEST_MS;
  self->longest_ms = LONGEST_MS;
  self->alarm = herald_emulator_alarm_new (herald_emulator_site_get_clock (site),
                                           "emulator registration", due_cb, self);
  herald_emulator_site_take_service (site, SERVICE_NAME, self, queue_free);
  herald_emulator_site_add_reload_func (site, reload_cb, self);
  herald_emulator_work_attach (site);
  herald_emulator_switches_add_integer (site, "registrationShortestMs", &self->shortest_ms, 0,
                                        MOST_MS);
  herald_emulator_switches_add_integer (site, "registrationLongestMs", &self->longest_ms, 0,
                                        MOST_MS);
  herald_emulator_switches_add_boolean (site, "registrationThrottled", &self->throttled);
  herald_emulator_switches_add_boolean (site, "tellWrongApiToken", &self->tell_refused);
  if (!herald_emulator_db_execute (herald_emulator_site_get_db (site), tables_sql, error))
    return FALSE;
  arm (self);
  return TRUE;
}

static gint64
choose_due_us (Queue *queue)
{
  guint least = MIN (queue->shortest_ms, queue->longest_ms);
  guint most = MAX (queue->shortest_ms, queue->longest_ms);
  guint ms = (guint) g_random_int_range ((gint32) least, (gint32) most + 1);

  return now_us (queue) + (gint64) ms * 1000;
}

/**
 * herald_emulator_registration_queue_add:
 * @site: the site
 * @request: what was accepted
 * @error: return location
 *
 * A request with a wrong access token is not kept (contract, “Permanently Pending”), unless the
 * service is to tell it.
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): the request's id
 */
char *
herald_emulator_registration_queue_add (HeraldEmulatorSite                      *site,
                                        const HeraldEmulatorRegistrationRequest *request,
                                        GError                                 **error)
{
  Queue           *queue = herald_emulator_site_get_service (site, SERVICE_NAME);
  g_autofree char *id = herald_guid_new ();

  if (request->refused && !queue->tell_refused)
    return g_steal_pointer (&id);
  if (!herald_emulator_db_run (herald_emulator_site_get_db (site), error, insert_sql,
                               "sisssiiisssi", id, (gint64) request->kind, request->app_id,
                               request->user_id, request->token, (gint64) request->platform,
                               (gint64) request->tracked, (gint64) request->refused,
                               request->callback_url, request->callback_headers,
                               request->callback_url != NULL ? request->api_token : NULL,
                               choose_due_us (queue)))
    return NULL;
  arm (queue);
  return g_steal_pointer (&id);
}

/**
 * herald_emulator_registration_queue_get_status:
 * @site: the site
 * @app_id: the app it was for
 * @request_id: a request
 * @reason: (out) (transfer full) (nullable): why it failed
 *
 * Returns: (transfer full): “Pending”, “Success” or “Failed”
 */
char *
herald_emulator_registration_queue_get_status (HeraldEmulatorSite *site,
                                               const char         *app_id,
                                               const char         *request_id,
                                               char              **reason)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, status_sql, "ss",
                               request_id, app_id);

  *reason = NULL;
  if (rows == NULL || !herald_emulator_rows_next (rows, NULL))
    return g_strdup ("Pending");
  *reason = g_strdup (herald_emulator_rows_get_text (rows, 1));
  return g_strdup (herald_emulator_rows_get_text (rows, 0));
}
