/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links that count their click: where they lead, and where they do not. */
#include "config.h"

#include "emulator/herald-emulator-notifications.h"
#include "emulator/herald-emulator-redirect.h"
#include "herald-test-dir.h"

#include <string.h>

#define ORGANIZATION "0b5f5b4f-7d5e-4a3d-9f2e-111111111111"
#define OTHER "0b5f5b4f-7d5e-4a3d-9f2e-333333333333"
#define TRACKING "0b5f5b4f-7d5e-4a3d-9f2e-222222222222"
#define TARGET "https://contoso.example/a%20b?c=d&e=%22f%22#g"

/* A site with phones and links and no other service. */
typedef struct
{
  char               *dir;
  HeraldEmulatorSite *site;
  char               *link;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->dir = herald_test_dir_new ();
  self->site = herald_emulator_site_new (self->dir, NULL, &error);
  g_assert_no_error (error);
  herald_emulator_site_set_setting (self->site, HERALD_EMULATOR_ORGANIZATION_ID, ORGANIZATION,
                                    &error);
  g_assert_no_error (error);
  g_assert_true (herald_emulator_phones_attach (self->site, &error));
  g_assert_true (herald_emulator_redirect_attach (self->site, &error));
  herald_emulator_site_listen (self->site, 0, 0, 0, &error);
  g_assert_no_error (error);
  self->link = herald_emulator_redirect_issue (self->site, TRACKING, "t", TARGET, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->link, g_free);
  herald_emulator_site_stop (self->site);
  g_clear_object (&self->site);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  herald_test_dir_remove (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

/* GET of a link, or of one like it; returns the Location. */
static char *
follow (Fixture *self, const char *link, guint status)
{
  g_autoptr (GUri) uri = g_uri_parse (link, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (HeraldEmulatorCall) call =
    herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, "GET", g_uri_get_path (uri),
                              g_uri_get_query (uri), NULL, NULL, NULL);

  herald_emulator_router_dispatch (herald_emulator_site_get_router (self->site), call);
  g_test_message ("%s", link);
  g_assert_cmpuint (herald_emulator_call_get_status (call), ==, status);
  return g_strdup (herald_emulator_call_get_answer_header (call, "Location"));
}

static void
assert_clicks (Fixture *self, guint count)
{
  g_autoptr (JsonArray) events =
    herald_emulator_notifications_list_interactions (self->site, 0, 100, NULL);

  g_assert_cmpuint (json_array_get_length (events), ==, count);
  for (guint i = 0; i < count; i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);

      g_assert_cmpstr (json_object_get_string_member (event, "status"), ==, "Clicked");
      g_assert_cmpstr (json_object_get_string_member (event, "trackingId"), ==, TRACKING);
      g_assert_cmpstr (json_object_get_string_member (event, "link"), ==, TARGET);
      g_assert_true (json_object_get_boolean_member (event, "reported"));
    }
}

static void
test_follow (Fixture *self, gconstpointer data)
{
  g_assert_true (g_str_has_prefix (self->link, herald_emulator_site_get_http (self->site)));
  g_assert_nonnull (strstr (self->link, "/api/orgs/" ORGANIZATION "/r/"));
  g_assert_nonnull (strstr (self->link, "?msdynmkt_target=%7B%22TargetUrl%22%3A%22https%3A"));
  for (guint i = 1; i <= 2; i++)
    {
      g_autofree char *location = follow (self, self->link, 302);

      g_assert_cmpstr (location, ==, TARGET);
      assert_clicks (self, i);
    }
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *token = g_strdup (strstr (self->link, "/r/") + strlen ("/r/"));
  const struct
  {
    const char *organization;
    const char *token; /* NULL: the one that was issued */
    const char *query;
    guint       status;
  } cases[] = {
    { ORGANIZATION, "unknown", "msdynmkt_target=%7B%22TargetUrl%22%3A%22https%3A%2F%2Fa%22%7D",
      404 },
    { OTHER, NULL, "msdynmkt_target=%7B%22TargetUrl%22%3A%22https%3A%2F%2Fa%22%7D", 404 },
    { ORGANIZATION, NULL, "msdynmkt_target=%7B%22TargetUrl%22%3A%22https%3A%2F%2Fevil%22%7D", 400 },
    { ORGANIZATION, NULL, "msdynmkt_target=https%3A%2F%2Fevil", 400 },
    { ORGANIZATION, NULL, "msdynmkt_target=%7B%22TargetUrl%22%3A1%7D", 400 },
    { ORGANIZATION, NULL, "msdynmkt_target=%7B%7D", 400 },
    { ORGANIZATION, NULL, "msdynmkt_target=%FF", 400 },
    { ORGANIZATION, NULL, "msdynmkt_target=", 400 },
    { ORGANIZATION, NULL, "x", 400 },
  };

  *strchr (token, '?') = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *link =
        g_strdup_printf ("http://127.0.0.1/api/orgs/%s/r/%s?%s", cases[i].organization,
                         cases[i].token != NULL ? cases[i].token : token, cases[i].query);
      g_autofree char *location = follow (self, link, cases[i].status);

      g_assert_null (location);
    }
  assert_clicks (self, 0);
}

static void
test_targets (void)
{
  g_autofree char *fits = g_strnfill (2000, 'a');
  g_autofree char *longer = g_strnfill (2001, 'a');
  const struct
  {
    const char *target;
    gboolean    allowed;
  } cases[] = {
    { "http://contoso.example", TRUE },
    { "HTTPS://contoso.example:8080/?a#b", TRUE },
    { fits, TRUE },
    { longer, FALSE },
    { "ftp://contoso.example/", FALSE },
    { "javascript:alert(1)", FALSE },
    { "intent://contoso", FALSE },
    { "//contoso.example/", FALSE },
    { "/path", FALSE },
    { "https:///path", FALSE },
    { "", FALSE },
    { "https://contoso.example/a b", FALSE },
    { "https://contoso.example/\r\nSet-Cookie: a", FALSE },
    { "https://contoso.example/ö", FALSE },
  };

  memcpy (fits, "https://", strlen ("https://"));
  memcpy (longer, "https://", strlen ("https://"));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].target);
      g_assert_true (herald_emulator_redirect_is_target (cases[i].target) == cases[i].allowed);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/redirect/follow", test_follow);
  ADD ("/emulator/redirect/refused", test_refused);
  g_test_add_func ("/emulator/redirect/targets", test_targets);
  return g_test_run ();
}
