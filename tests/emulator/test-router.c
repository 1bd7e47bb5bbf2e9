/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes, calls and the request log. */
#include "config.h"

#include "emulator/herald-emulator-log.h"
#include "emulator/herald-emulator-router.h"

#include <string.h>

static void
echo_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  herald_emulator_call_respond_text (call, 200, "text/plain", user_data);
}

static void
capture_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  g_autofree char *text = g_strdup_printf ("%s|%s", herald_emulator_call_get_capture (call, "org"),
                                           herald_emulator_call_get_capture (call, "rest"));

  herald_emulator_call_respond_text (call, 200, "text/plain", text);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/plain", echo_cb },
  { "POST", "/plain", echo_cb },
  { "*", "/any", echo_cb },
  { "GET", "/orgs/{org}/x/{rest...}", capture_cb },
  { "POST", "/v1/projects/{project}/messages:send", echo_cb },
};

static char here[] = "here";

static HeraldEmulatorCall *
dispatch (const char *method, const char *path)
{
  g_autoptr (HeraldEmulatorRouter) router = herald_emulator_router_new ();
  HeraldEmulatorCall *call =
    herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, method, path, NULL, NULL, NULL, NULL);

  herald_emulator_router_add (router, routes, G_N_ELEMENTS (routes), here);
  herald_emulator_router_dispatch (router, call);
  return call;
}

static void
test_routes (void)
{
  static const struct
  {
    const char *method;
    const char *path;
    guint       status;
    const char *body; /* (nullable) */
  } cases[] = {
    { "GET", "/plain", 200, "here" },
    { "GET", "/plain/", 200, "here" },
    { "POST", "/plain", 200, "here" },
    { "DELETE", "/plain", 405, NULL },
    { "DELETE", "/any", 200, "here" },
    { "GET", "/plain/more", 404, NULL },
    { "GET", "/Plain", 404, NULL },
    { "GET", "/", 404, NULL },
    { "GET", "", 404, NULL },
    { "GET", "//plain", 404, NULL },
    { "GET", "/orgs/a%20b/x/c%2Fd/e", 200, "a b|c%2Fd/e" },
    { "GET", "/orgs/a%2Fb/x", 200, "a/b|" },
    { "GET", "/orgs//x/c", 404, NULL },
    { "GET", "/orgs/%zz/x/c", 404, NULL },
    { "GET", "/orgs/%00/x/c", 404, NULL },
    { "POST", "/v1/projects/p/messages:send", 200, "here" },
    { "POST", "/v1/projects/p/messages%3Asend", 200, "here" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldEmulatorCall) call = dispatch (cases[i].method, cases[i].path);
      GBytes *body = herald_emulator_call_get_answer_body (call);

      g_test_message ("%s %s", cases[i].method, cases[i].path);
      g_assert_cmpuint (herald_emulator_call_get_status (call), ==, cases[i].status);
      if (cases[i].body != NULL)
        {
          g_autoptr (GBytes) wanted = g_bytes_new (cases[i].body, strlen (cases[i].body));

          g_assert_true (g_bytes_equal (body, wanted));
        }
    }
}

static void
test_allow (void)
{
  g_autoptr (HeraldEmulatorCall) call = dispatch ("PUT", "/plain");

  g_assert_cmpstr (herald_emulator_call_get_answer_header (call, "allow"), ==, "GET, POST");
}

static HeraldEmulatorCall *
make_logged_call (const char *path, const char *query, const char *body)
{
  HeraldEmulatorCall *call =
    herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, "POST", path, query, NULL, NULL, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  herald_emulator_call_add_request_header (call, "Authorization", "Bearer sesame");
  herald_emulator_call_add_request_header (call, "Content-Type", "application/json");
  herald_emulator_call_set_body (call, bytes);
  herald_emulator_call_respond_text (call, 200, "application/json",
                                     "{\"access_token\":\"sesame\",\"good\":1}");
  return call;
}

static char *
read_log (HeraldEmulatorLog *log, gint64 after, guint limit)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, herald_emulator_log_read (log, after, limit, NULL));
  return json_to_string (node, FALSE);
}

static void
test_log_hides_secrets (void)
{
  g_autoptr (HeraldEmulatorLog) log = herald_emulator_log_new (10, 100000);
  g_autoptr (HeraldEmulatorCall) call =
    make_logged_call ("/token", "client_secret=sesame&x=1",
                      "{\"ApiToken\":\"sesame\",\"UserId\":\"u\"}");
  g_autofree char *text = NULL;

  herald_emulator_log_add (log, call, 0);
  text = read_log (log, 0, 10);
  g_assert_null (strstr (text, "sesame"));
  g_assert_nonnull (strstr (text, "\\\"UserId\\\":\\\"u\\\""));
  g_assert_nonnull (strstr (text, "\"at\":\"1970-01-01T00:00:00Z\""));
  g_assert_nonnull (strstr (text, "\"status\":200"));
}

static void
test_log_is_bounded (void)
{
  g_autoptr (HeraldEmulatorLog) log = herald_emulator_log_new (3, 100000);
  g_autofree char *text = NULL;
  JsonArray       *array;

  for (int i = 1; i <= 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%d", i);
      g_autoptr (HeraldEmulatorCall) call = make_logged_call (path, NULL, "");

      herald_emulator_log_add (log, call, 0);
    }
  g_assert_cmpint (herald_emulator_log_get_newest (log), ==, 5);
  array = herald_emulator_log_read (log, 0, 100, NULL);
  g_assert_cmpuint (json_array_get_length (array), ==, 3);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (array, 0), "n"), ==,
                   3);
  json_array_unref (array);
  array = herald_emulator_log_read (log, 4, 100, NULL);
  g_assert_cmpuint (json_array_get_length (array), ==, 1);
  json_array_unref (array);
  array = herald_emulator_log_read (log, 0, 2, NULL);
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  json_array_unref (array);
  herald_emulator_log_clear (log);
  text = read_log (log, 0, 100);
  g_assert_cmpstr (text, ==, "[]");
  g_assert_cmpint (herald_emulator_log_get_newest (log), ==, 5);
}

static void
test_log_bytes (void)
{
  g_autoptr (HeraldEmulatorLog) log = herald_emulator_log_new (1000, 50000);
  g_autofree char *body = g_strnfill (20000, 'x');
  JsonArray       *array;

  for (int i = 0; i < 10; i++)
    {
      g_autoptr (HeraldEmulatorCall) call = make_logged_call ("/big", NULL, body);

      herald_emulator_log_add (log, call, 0);
    }
  array = herald_emulator_log_read (log, 0, 100, NULL);
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  json_array_unref (array);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/router/routes", test_routes);
  g_test_add_func ("/emulator/router/allow", test_allow);
  g_test_add_func ("/emulator/log/hides-secrets", test_log_hides_secrets);
  g_test_add_func ("/emulator/log/is-bounded", test_log_is_bounded);
  g_test_add_func ("/emulator/log/bytes-are-bounded", test_log_bytes);
  return g_test_run ();
}
