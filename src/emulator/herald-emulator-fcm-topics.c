/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Topics as the server libraries of Firebase manage them: POST /iid/v1:batchAdd and :batchRemove
 * (“Instance ID: server reference”, “Manage topic subscriptions”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-fcm-topics.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-fcm-access.h"
#include "emulator/herald-emulator-fcm-condition.h"
#include "emulator/herald-emulator-fcm-message.h"
#include "emulator/herald-emulator-phones.h"

#include <string.h>

#define MOST_TOKENS 1000
#define MOST_TOPICS 2000 /* of one app instance */
#define TOPIC_PREFIX "/topics/"

static const char table_sql[] =
  "CREATE TABLE IF NOT EXISTS fcm_subscription ("
  "  token TEXT NOT NULL REFERENCES push_token (token) ON DELETE CASCADE,"
  "  topic TEXT NOT NULL,"
  "  PRIMARY KEY (token, topic)) WITHOUT ROWID;"
  "CREATE INDEX IF NOT EXISTS fcm_subscription_by_topic ON fcm_subscription (topic)";
static const char add_sql[] = "INSERT OR IGNORE INTO fcm_subscription (token, topic) VALUES (?, ?)";
static const char remove_sql[] = "DELETE FROM fcm_subscription WHERE token = ? AND topic = ?";
static const char count_sql[] =
  "SELECT count(*) FROM fcm_subscription WHERE token = ? AND topic <> ?";
static const char subscribers_sql[] =
  "SELECT t.token FROM push_token AS t WHERE t.identity = ? AND t.ended_us = 0"
  " AND t.token IN (SELECT token FROM fcm_subscription) AND ";
static const char of_topic_sql[] =
  "t.token IN (SELECT s.token FROM fcm_subscription AS s WHERE s.topic = ?)";

static gboolean
is_full (HeraldEmulatorSite *site, const char *token, const char *topic)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, count_sql, "ss", token,
                               topic);

  return rows != NULL && herald_emulator_rows_next (rows, NULL) &&
         herald_emulator_rows_get_int (rows, 0) >= MOST_TOPICS;
}

/* Changes one token's subscription; returns what is wrong with it, NULL when it is done. */
static const char *
change (HeraldEmulatorSite *site,
        const char         *project_id,
        const char         *token,
        const char         *topic,
        gboolean            add)
{
  g_autoptr (HeraldEmulatorPushToken) found =
    herald_emulator_fcm_is_token (token) ? herald_emulator_phones_find_token (site, token) : NULL;
  g_autoptr (GError) error = NULL;

  if (found == NULL || !g_str_equal (found->identity, project_id))
    return "INVALID_ARGUMENT";
  if (found->ended_us != 0)
    return "NOT_FOUND";
  if (add && is_full (site, token, topic))
    return "TOO_MANY_TOPICS";
  if (herald_emulator_db_run (herald_emulator_site_get_db (site), &error,
                              add ? add_sql : remove_sql, "ss", token, topic))
    return NULL;
  g_warning ("%s", error->message);
  return "INTERNAL";
}

static void
respond_object (HeraldEmulatorCall *call, guint status, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, status, node);
}

static void
refuse (HeraldEmulatorCall *call, guint status, const char *text)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", text);
  respond_object (call, status, object);
}

/* The topic of “to” and the tokens; FALSE when the body is not such a one. */
static gboolean
read_request (HeraldEmulatorCall *call, JsonObject **body, const char **topic, JsonArray **tokens)
{
  const char *to = NULL;

  *body = herald_json_parse_object (herald_emulator_call_get_body (call), NULL);
  if (*body == NULL || !herald_json_read_string (*body, "to", HERALD_JSON_REQUIRED, &to, NULL) ||
      !herald_json_read_array (*body, "registration_tokens", HERALD_JSON_REQUIRED, tokens, NULL) ||
      !g_str_has_prefix (to, TOPIC_PREFIX))
    return FALSE;
  *topic = to + strlen (TOPIC_PREFIX);
  for (guint i = 0; i < json_array_get_length (*tokens); i++)
    if (json_node_get_value_type (json_array_get_element (*tokens, i)) != G_TYPE_STRING)
      return FALSE;
  return herald_emulator_fcm_is_topic (*topic) && json_array_get_length (*tokens) > 0 &&
         json_array_get_length (*tokens) <= MOST_TOKENS;
}

static void
change_all (HeraldEmulatorSite *site, HeraldEmulatorCall *call, gboolean add)
{
  g_autoptr (HeraldEmulatorGoogleGrant) grant = NULL;
  g_auto (HeraldEmulatorFcmAnswer) answer = { 0 };
  g_autoptr (JsonObject) body = NULL;
  JsonArray  *tokens = NULL;
  JsonArray  *results;
  JsonObject *object;
  const char *topic = NULL;

  grant =
    herald_emulator_fcm_access_find_grant (site,
                                           herald_emulator_call_get_header (call, "authorization"),
                                           &answer);
  if (grant == NULL)
    {
      herald_emulator_fcm_answer_respond (&answer, call);
      return;
    }
  if (!read_request (call, &body, &topic, &tokens))
    {
      refuse (call, 400, "INVALID_ARGUMENT");
      return;
    }
  results = json_array_new ();
  for (guint i = 0; i < json_array_get_length (tokens); i++)
    {
      const char *reason =
        change (site, grant->project_id, json_array_get_string_element (tokens, i), topic, add);

      object = json_object_new ();
      if (reason != NULL)
        json_object_set_string_member (object, "error", reason);
      json_array_add_object_element (results, object);
    }
  object = json_object_new ();
  json_object_set_array_member (object, "results", results);
  respond_object (call, 200, object);
}

static void
add_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  change_all (HERALD_EMULATOR_SITE (user_data), call, TRUE);
}

static void
remove_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  change_all (HERALD_EMULATOR_SITE (user_data), call, FALSE);
}

/**
 * herald_emulator_fcm_topics_find:
 * @site: the site
 * @project_id: the sender's project
 * @topic: (nullable): a topic's name
 * @condition: (nullable): a valid condition, when there is no topic
 * @error: return location
 *
 * A condition is about tokens with at least one subscription, so “not in” does not reach everybody.
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full) (element-type utf8): the living tokens that are meant
 */
GPtrArray *
herald_emulator_fcm_topics_find (HeraldEmulatorSite *site,
                                 const char         *project_id,
                                 const char         *topic,
                                 const char         *condition,
                                 GError            **error)
{
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HeraldEmulatorRows) rows = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *expression = NULL;
  g_autofree char *sql = NULL;

  herald_emulator_values_add_text (values, project_id);
  if (topic != NULL)
    herald_emulator_values_add_text (values, topic);
  else
    expression = herald_emulator_fcm_condition_to_sql (condition, values);
  sql = g_strdup_printf ("%s(%s) ORDER BY t.rowid", subscribers_sql,
                         topic != NULL ? of_topic_sql : expression);
  rows = herald_emulator_db_select_values (herald_emulator_site_get_db (site), sql, values, error);
  while (rows != NULL && herald_emulator_rows_next (rows, &local_error))
    g_ptr_array_add (tokens, g_strdup (herald_emulator_rows_get_text (rows, 0)));
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (rows != NULL)
    return g_steal_pointer (&tokens);
  return NULL;
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/iid/v1:batchAdd", add_cb },
  { "POST", "/iid/v1:batchRemove", remove_cb },
};

/**
 * herald_emulator_fcm_topics_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the table is there
 */
gboolean
herald_emulator_fcm_topics_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), table_sql, error);
}
