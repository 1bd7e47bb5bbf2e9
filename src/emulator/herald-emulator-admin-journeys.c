/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journey that is over soon is answered with 200 and all that became of it; a long one with 202
 * and what is known by then. */
#include "config.h"

#include "emulator/herald-emulator-admin-journeys.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-journeys.h"

#define PATIENCE_MS 2000
#define LONGEST_NAME 100 /* msdynmkt_name */

static const char *const members[] = { "name", "app", "message", "messageId", "audience", NULL };

/* A caller who waits for the end. */
typedef struct
{
  HeraldEmulatorSite *site;  /* (unowned): parent */
  HeraldEmulatorCall *call;  /* (owned) (nullable): NULL once it is answered */
  GSource            *timer; /* (owned) */
  char               *id;    /* (owned) */
} Wait;

static void
wait_free (gpointer data)
{
  Wait *self = data;

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_clear_object (&self->call);
  g_free (self->id);
  g_free (self);
}

static gboolean G_GNUC_PRINTF (2, 3) invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (HERALD_ERROR, HERALD_ERROR_INVALID, format, arguments));
  va_end (arguments);
  return FALSE;
}

/* {"id", "state", "audience", "sent", "notSent": […], "notSentCount"} */
static JsonObject *
build_answer (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_autoptr (JsonObject) journey = herald_emulator_journeys_describe (site, id, error);
  JsonArray *not_sent =
    journey != NULL ? herald_emulator_journeys_list_not_sent (site, id, error) : NULL;
  g_autoptr (GList) counts = NULL;
  JsonObject *metrics;
  JsonObject *answer;
  gint64      n_not_sent = 0;

  if (not_sent == NULL)
    return NULL;
  metrics = json_object_get_object_member (journey, "metrics");
  counts = json_object_get_values (json_object_get_object_member (metrics, "notSent"));
  for (GList *link = counts; link != NULL; link = link->next)
    n_not_sent += json_node_get_int (link->data);
  answer = json_object_new ();
  json_object_set_string_member (answer, "id", id);
  json_object_set_member (answer, "state", json_object_dup_member (journey, "state"));
  json_object_set_member (answer, "audience", json_object_dup_member (journey, "audience"));
  json_object_set_member (answer, "sent", json_object_dup_member (metrics, "sent"));
  json_object_set_array_member (answer, "notSent", not_sent);
  json_object_set_int_member (answer, "notSentCount", n_not_sent);
  return answer;
}

static void
answer_wait (Wait *wait, guint status)
{
  g_autoptr (HeraldEmulatorCall) call = g_steal_pointer (&wait->call);
  g_autoptr (GError) error = NULL;
  JsonObject *answer;

  if (call == NULL)
    return;
  answer = build_answer (wait->site, wait->id, &error);
  if (answer != NULL)
    herald_emulator_admin_respond_object (call, status, answer);
  else if (error != NULL)
    herald_emulator_admin_fail (call, error);
  else
    herald_emulator_admin_refuse (call, 409, "CONFLICT", "The journey was stopped by a reset.");
}

static void
over_cb (const char *id, gpointer user_data)
{
  answer_wait (user_data, 200);
}

static gboolean
impatient_cb (gpointer user_data)
{
  answer_wait (user_data, 202);
  return G_SOURCE_REMOVE;
}

static Wait *
wait_new (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  Wait *wait = g_new0 (Wait, 1);

  wait->site = site;
  wait->call = g_object_ref (call);
  wait->timer = g_timeout_source_new (PATIENCE_MS);
  g_source_set_static_name (wait->timer, "emulator journey wait");
  g_source_set_callback (wait->timer, impatient_cb, wait, NULL);
  g_source_attach (wait->timer, context);
  return wait;
}

static gboolean
check_members (JsonObject *body, GError **error)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init_ordered (&iter, body);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!g_strv_contains (members, name))
      return invalid (error, "A journey has no “%s”", name);
  return TRUE;
}

static gboolean
read_app (HeraldEmulatorSite *site, JsonObject *body, HeraldEmulatorApp **app, GError **error)
{
  const char      *text = NULL;
  g_autofree char *id = NULL;

  if (!herald_json_read_string (body, "app", HERALD_JSON_REQUIRED, &text, error))
    return FALSE;
  id = herald_guid_normalise (text);
  *app = id != NULL ? herald_emulator_apps_find (site, id) : NULL;
  return *app != NULL || invalid (error, "There is no mobile app configuration “%s”", text);
}

static gboolean
read_message (HeraldEmulatorSite     *site,
              JsonObject             *body,
              HeraldEmulatorMessage **message,
              GError                **error)
{
  JsonObject      *object = NULL;
  const char      *text = NULL;
  g_autofree char *id = NULL;

  if (!herald_json_read_object (body, "message", HERALD_JSON_OPTIONAL, &object, error) ||
      !herald_json_read_string (body, "messageId", HERALD_JSON_OPTIONAL, &text, error))
    return FALSE;
  if ((object != NULL) == (text != NULL))
    return invalid (error, "A journey has either a “message” or a “messageId”");
  if (object != NULL)
    {
      *message = herald_emulator_message_read (object, error);
      return *message != NULL;
    }
  id = herald_guid_normalise (text);
  if (id == NULL)
    return invalid (error, "“messageId” must be a GUID");
  *message = herald_emulator_message_load (site, id, error);
  return *message != NULL;
}

static gboolean
read_plan (HeraldEmulatorSite        *site,
           JsonObject                *body,
           HeraldEmulatorJourneyPlan *plan,
           GError                   **error)
{
  JsonObject *audience = NULL;
  const char *name = NULL;

  if (!check_members (body, error) ||
      !herald_json_read_string (body, "name", HERALD_JSON_OPTIONAL, &name, error) ||
      !read_app (site, body, &plan->app, error) ||
      !read_message (site, body, &plan->message, error) ||
      !herald_json_read_object (body, "audience", HERALD_JSON_REQUIRED, &audience, error))
    return FALSE;
  if (name != NULL && (*name == '\0' || g_utf8_strlen (name, -1) > LONGEST_NAME))
    return invalid (error, "“name” has 1 to %d characters", LONGEST_NAME);
  plan->name = g_strdup (name);
  plan->audience = herald_emulator_audience_read (site, audience, error);
  return plan->audience != NULL;
}

static void
start_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_auto (HeraldEmulatorJourneyPlan) plan = { 0 };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  Wait *wait;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (!read_plan (site, body, &plan, &error))
    {
      herald_emulator_admin_fail (call, error);
      return;
    }
  wait = wait_new (site, call);
  wait->id = herald_emulator_journeys_start (site, &plan, over_cb, wait, wait_free, &error);
  if (wait->id != NULL)
    return;
  wait_free (wait);
  herald_emulator_admin_fail (call, error);
}

static void
list_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  JsonArray *journeys;

  if (!herald_emulator_admin_check (site, call))
    return;
  journeys = herald_emulator_journeys_list (site, &error);
  if (journeys != NULL)
    herald_emulator_admin_respond_array (call, journeys);
  else
    herald_emulator_admin_fail (call, error);
}

static void
show_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autofree char    *id = herald_guid_normalise (herald_emulator_call_get_capture (call, "id"));
  g_autoptr (GError) error = NULL;
  JsonObject *journey;

  if (!herald_emulator_admin_check (site, call))
    return;
  journey = id != NULL ? herald_emulator_journeys_describe (site, id, &error) : NULL;
  if (journey != NULL)
    herald_emulator_admin_respond_object (call, 200, journey);
  else if (error != NULL)
    herald_emulator_admin_fail (call, error);
  else
    herald_emulator_admin_refuse (call, 404, "NOT_FOUND", "There is no such journey.");
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/journeys", list_cb },
  { "POST", "/_herald/journeys", start_cb },
  { "GET", "/_herald/journeys/{id}", show_cb },
};

/**
 * herald_emulator_admin_journeys_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether journeys can be started
 */
gboolean
herald_emulator_admin_journeys_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_journeys_attach (site, error);
}
