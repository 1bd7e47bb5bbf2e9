/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `GET /api/orgs/ORGANIZATION/r/TOKEN?msdynmkt_target={"TargetUrl":…}` as seen in delivered pushes.
 * A token leads to the one target it was issued for and to nothing else. */
#include "config.h"

#include "emulator/herald-emulator-redirect.h"

#include "base/herald-json.h"
#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-notifications.h"

#include <string.h>
#include <sys/random.h>

#define TOKEN_BYTES 24
#define LONGEST_TARGET 2000 /* msdynmkt_link */

static const char tables_sql[] = "CREATE TABLE IF NOT EXISTS redirect ("
                                 "  token TEXT PRIMARY KEY,"
                                 "  tracking_id TEXT NOT NULL,"
                                 "  device_token TEXT NOT NULL,"
                                 "  target TEXT NOT NULL)";
static const char insert_sql[] =
  "INSERT INTO redirect (token, tracking_id, device_token, target) VALUES (?, ?, ?, ?)";
static const char select_sql[] =
  "SELECT tracking_id, device_token, target FROM redirect WHERE token = ?";

static char *
make_token (void)
{
  guint8 bytes[TOKEN_BYTES];

  /* Up to 256 bytes getrandom() is never interrupted and never short. */
  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    g_error ("The system gives no random bytes");
  return herald_base64url_encode (bytes, sizeof bytes);
}

/**
 * herald_emulator_redirect_is_target:
 * @target: a text
 *
 * Returns: whether a link may lead there
 */
gboolean
herald_emulator_redirect_is_target (const char *target)
{
  g_autoptr (GUri) uri = g_uri_parse (target, G_URI_FLAGS_NONE, NULL);

  /* A control character would end the Location header. */
  for (const char *sign = target; *sign != '\0'; sign++)
    if (!g_ascii_isgraph (*sign))
      return FALSE;
  return uri != NULL && strlen (target) <= LONGEST_TARGET && g_uri_get_host (uri) != NULL &&
         *g_uri_get_host (uri) != '\0' &&
         (g_str_equal (g_uri_get_scheme (uri), "http") ||
          g_str_equal (g_uri_get_scheme (uri), "https"));
}

static char *
build_link (HeraldEmulatorSite *site, const char *token, const char *target)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject      *object = json_object_new ();
  g_autofree char *json = NULL;
  g_autofree char *escaped = NULL;

  json_object_set_string_member (object, "TargetUrl", target);
  json_node_take_object (node, object);
  json = herald_json_write (node, FALSE);
  escaped = g_uri_escape_string (json, NULL, FALSE);
  return g_strdup_printf ("%s/api/orgs/%s/r/%s?msdynmkt_target=%s",
                          herald_emulator_site_get_http (site),
                          herald_emulator_site_get_setting (site, HERALD_EMULATOR_ORGANIZATION_ID),
                          token, escaped);
}

/**
 * herald_emulator_redirect_issue:
 * @site: a listening site
 * @tracking_id: of the push
 * @device_token: whom it goes to
 * @target: where the link leads
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): the link
 */
char *
herald_emulator_redirect_issue (HeraldEmulatorSite *site,
                                const char         *tracking_id,
                                const char         *device_token,
                                const char         *target,
                                GError            **error)
{
  g_autofree char *token = make_token ();

  g_return_val_if_fail (herald_emulator_redirect_is_target (target), NULL);

  if (!herald_emulator_db_run (herald_emulator_site_get_db (site), error, insert_sql, "ssss", token,
                               tracking_id, device_token, target))
    return NULL;
  return build_link (site, token, target);
}

/* Whether the query names @target and nothing else. */
static gboolean
names_target (const char *query, const char *target)
{
  g_autoptr (GHashTable) parameters =
    g_uri_parse_params (query != NULL ? query : "", -1, "&", G_URI_PARAMS_NONE, NULL);
  const char *json =
    parameters != NULL ? g_hash_table_lookup (parameters, "msdynmkt_target") : NULL;
  g_autoptr (JsonNode) node = json != NULL ? herald_json_parse (json, -1, NULL) : NULL;
  const char *named = NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
         herald_json_read_string (json_node_get_object (node), "TargetUrl", HERALD_JSON_REQUIRED,
                                  &named, NULL) &&
         g_str_equal (named, target);
}

static void
refuse (HeraldEmulatorCall *call, guint status, const char *message)
{
  herald_emulator_call_respond_text (call, status, "text/plain; charset=utf-8", message);
}

static void
record (HeraldEmulatorSite *site,
        HeraldEmulatorCall *call,
        const char         *tracking_id,
        const char         *device_token,
        const char         *target)
{
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_notifications_report (site, tracking_id, device_token, "Clicked", target,
                                             &error))
    {
      g_warning ("%s", error->message);
      refuse (call, 500, "The click could not be recorded.\n");
      return;
    }
  herald_emulator_call_add_header (call, "Location", target);
  herald_emulator_call_add_header (call, "Cache-Control", "no-store");
  herald_emulator_call_respond (call, 302, NULL);
}

static void
follow_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  gboolean            own =
    g_ascii_strcasecmp (herald_emulator_call_get_capture (call, "org"),
                        herald_emulator_site_get_setting (site, HERALD_EMULATOR_ORGANIZATION_ID)) ==
    0;
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, select_sql, "s",
                               herald_emulator_call_get_capture (call, "token"));
  g_autofree char *tracking_id = NULL;
  g_autofree char *device_token = NULL;
  g_autofree char *target = NULL;

  if (!own || rows == NULL || !herald_emulator_rows_next (rows, NULL))
    {
      refuse (call, 404, "There is no such link.\n");
      return;
    }
  tracking_id = g_strdup (herald_emulator_rows_get_text (rows, 0));
  device_token = g_strdup (herald_emulator_rows_get_text (rows, 1));
  target = g_strdup (herald_emulator_rows_get_text (rows, 2));
  if (!names_target (herald_emulator_call_get_query (call), target))
    refuse (call, 400, "This link was not issued for that target.\n");
  else
    record (site, call, tracking_id, device_token, target);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/api/orgs/{org}/r/{token}", follow_cb },
};

/**
 * herald_emulator_redirect_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether links can be issued
 */
gboolean
herald_emulator_redirect_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), tables_sql, error);
}
