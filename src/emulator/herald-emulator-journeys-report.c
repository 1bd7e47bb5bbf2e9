/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What journeys did. Opens and clicks are counted from the interactions by their tracking ids, each
 * push once; so a test send, which has none, never counts. */
#include "config.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-journeys.h"

#define MOST_LISTED 200
#define MOST_NOT_SENT 1000 /* told one by one */

static const char select_sql[] =
  "SELECT id, name, app_id, message_id, state, people, created_us FROM journey WHERE id = ?";
static const char list_sql[] = "SELECT id FROM journey ORDER BY n DESC LIMIT ?";
static const char reasons_sql[] =
  "SELECT reason, count(*) FROM journey_send WHERE journey_id = ? GROUP BY reason ORDER BY reason";
static const char events_sql[] =
  "SELECT i.status, count(DISTINCT i.tracking_id) FROM interaction AS i JOIN journey_send AS s"
  " ON s.tracking_id = i.tracking_id WHERE s.journey_id = ? AND i.reported = 1 GROUP BY i.status";
static const char not_sent_sql[] =
  "SELECT user_id, device_id, reason, details FROM journey_send WHERE journey_id = ?"
  " AND reason IS NOT NULL ORDER BY n LIMIT ?";

/* {"sent", "notSent": {reason: number}, "opened", "clicked"} */
static JsonObject *
read_metrics (HeraldEmulatorSite *site, const char *id, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_autoptr (JsonObject) metrics = json_object_new ();
  JsonObject *not_sent = json_object_new ();
  g_autoptr (HeraldEmulatorRows) reasons =
    herald_emulator_db_select (db, error, reasons_sql, "s", id);
  g_autoptr (HeraldEmulatorRows) events =
    reasons != NULL ? herald_emulator_db_select (db, error, events_sql, "s", id) : NULL;

  json_object_set_int_member (metrics, "sent", 0);
  json_object_set_object_member (metrics, "notSent", not_sent);
  json_object_set_int_member (metrics, "opened", 0);
  json_object_set_int_member (metrics, "clicked", 0);
  if (events == NULL)
    return NULL;
  while (herald_emulator_rows_next (reasons, NULL))
    {
      const char *reason = herald_emulator_rows_get_text (reasons, 0);

      json_object_set_int_member (reason != NULL ? not_sent : metrics,
                                  reason != NULL ? reason : "sent",
                                  herald_emulator_rows_get_int (reasons, 1));
    }
  while (herald_emulator_rows_next (events, NULL))
    json_object_set_int_member (metrics,
                                g_strcmp0 (herald_emulator_rows_get_text (events, 0), "Opened") == 0
                                  ? "opened"
                                  : "clicked",
                                herald_emulator_rows_get_int (events, 1));
  return g_steal_pointer (&metrics);
}

/**
 * herald_emulator_journeys_describe:
 * @site: the site
 * @id: a journey
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full) (nullable): the journey with its metrics; %NULL without error when there
 *   is no such one
 */
JsonObject *
herald_emulator_journeys_describe (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_autoptr (JsonObject) metrics = read_metrics (site, id, error);
  g_autoptr (HeraldEmulatorRows) rows =
    metrics != NULL
      ? herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_sql, "s", id)
      : NULL;
  g_autofree char *created = NULL;
  JsonObject      *object;

  if (rows == NULL || !herald_emulator_rows_next (rows, error))
    return NULL;
  created = herald_time_format (herald_emulator_rows_get_int (rows, 6));
  object = json_object_new ();
  json_object_set_string_member (object, "id", herald_emulator_rows_get_text (rows, 0));
  json_object_set_string_member (object, "name", herald_emulator_rows_get_text (rows, 1));
  json_object_set_string_member (object, "app", herald_emulator_rows_get_text (rows, 2));
  json_object_set_string_member (object, "messageId", herald_emulator_rows_get_text (rows, 3));
  json_object_set_string_member (object, "state", herald_emulator_rows_get_text (rows, 4));
  json_object_set_string_member (object, "createdAt", created);
  json_object_set_int_member (object, "audience", herald_emulator_rows_get_int (rows, 5));
  json_object_set_object_member (object, "metrics", g_steal_pointer (&metrics));
  return object;
}

static GPtrArray *
list_ids (HeraldEmulatorSite *site, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, list_sql, "i",
                               (gint64) MOST_LISTED);

  if (rows == NULL)
    return NULL;
  while (herald_emulator_rows_next (rows, NULL))
    g_ptr_array_add (ids, g_strdup (herald_emulator_rows_get_text (rows, 0)));
  return g_steal_pointer (&ids);
}

/**
 * herald_emulator_journeys_list:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): the journeys with their metrics, newest first
 */
JsonArray *
herald_emulator_journeys_list (HeraldEmulatorSite *site, GError **error)
{
  g_autoptr (GPtrArray) ids = list_ids (site, error);
  g_autoptr (JsonArray) array = json_array_new ();

  if (ids == NULL)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      JsonObject *journey =
        herald_emulator_journeys_describe (site, g_ptr_array_index (ids, i), error);

      if (journey == NULL)
        return NULL;
      json_array_add_object_element (array, journey);
    }
  return g_steal_pointer (&array);
}

static void
set_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/**
 * herald_emulator_journeys_list_not_sent:
 * @site: the site
 * @id: a journey
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): “user”, “device”, “reason”, “details” of the first ones
 */
JsonArray *
herald_emulator_journeys_list_not_sent (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, not_sent_sql, "si", id,
                               (gint64) MOST_NOT_SENT);

  if (rows == NULL)
    return NULL;
  while (herald_emulator_rows_next (rows, NULL))
    {
      JsonObject *object = json_object_new ();

      set_text (object, "user", herald_emulator_rows_get_text (rows, 0));
      set_text (object, "device", herald_emulator_rows_get_text (rows, 1));
      set_text (object, "reason", herald_emulator_rows_get_text (rows, 2));
      set_text (object, "details", herald_emulator_rows_get_text (rows, 3));
      json_array_add_object_element (array, object);
    }
  return g_steal_pointer (&array);
}
