/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/herald-exchange-filter.h"

static HeraldExchange *
create (const char *method, const char *url, guint status)
{
  return herald_exchange_restore (1, "emulator", method, url, 0, NULL, "{\"UserId\":\"Andréa\"}",
                                  status, NULL, NULL, "{\"requestId\":\"R7\"}", NULL, 0, 0);
}

static void
test_matches (void)
{
  static const struct
  {
    const char *text;
    const char *method;
    guint       status_class;
    const char *service;
    gboolean    matches;
  } table[] = {
    { NULL, NULL, 0, NULL, TRUE },
    { "", "", 0, "", TRUE },
    { "PUSHdevice", NULL, 0, NULL, TRUE },
    { "contact one", NULL, 0, NULL, TRUE }, /* “%20” is read as people write it */
    { "post /api", NULL, 0, NULL, TRUE },
    { "202", NULL, 0, NULL, TRUE },
    { "userid", NULL, 0, NULL, TRUE },
    { "Andréa", NULL, 0, NULL, TRUE },
    { "r7", NULL, 0, NULL, TRUE },
    { "r8", NULL, 0, NULL, FALSE },
    { NULL, "POST", 0, NULL, TRUE },
    { NULL, "GET", 0, NULL, FALSE },
    { NULL, NULL, 2, NULL, TRUE },
    { NULL, NULL, 4, NULL, FALSE },
    { NULL, NULL, 0, "registration", TRUE },
    { NULL, NULL, 0, "fcm", FALSE },
    { "r7", "POST", 2, "registration", TRUE },
    { "r7", "POST", 4, "registration", FALSE },
  };
  g_autoptr (HeraldExchange) exchange =
    create ("POST", "/api/v1.0/orgs/o1/pushdeviceregistration/devices?q=contact%20one", 202);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (HeraldExchangeFilter) filter =
        herald_exchange_filter_new (table[i].text, table[i].method, table[i].status_class,
                                    table[i].service);

      g_assert_cmpint (herald_exchange_filter_matches (filter, exchange), ==, table[i].matches);
    }
  g_assert_true (herald_exchange_filter_matches (NULL, exchange));
}

static void
test_service (void)
{
  static const struct
  {
    const char *url;
    const char *service;
  } table[] = {
    { "/api/data/v9.2/contacts", "dataverse" },
    { "http://127.0.0.1:1/api/data/v9.2/WhoAmI", "dataverse" },
    { "/t1/oauth2/v2.0/token", "sign-in" },
    { "/t1/v2.0/.well-known/openid-configuration", "sign-in" },
    { "/api/v1.0/orgs/o1/pushdeviceregistration/devices", "registration" },
    { "/api/v1.0/orgs/o1/pushnotifications/delivered", "interactions" },
    { "/3/device/ab12", "apns" },
    { "/v1/projects/p/messages:send", "fcm" },
    { "/token", "fcm" },
    { "/", "other" },
    { "", "other" },
    { "/x?next=/api/data/", "other" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpstr (herald_exchange_find_service (table[i].url), ==, table[i].service);
}

static void
test_odd_paths (void)
{
  g_autoptr (HeraldExchangeFilter) filter = herald_exchange_filter_new ("%zz", NULL, 0, NULL);
  g_autoptr (HeraldExchange) exchange = create ("GET", "/a%zz", 404);

  /* What cannot be read is compared as it is. */
  g_assert_true (herald_exchange_filter_matches (filter, exchange));
}

/* What one pattern of paths cannot tell is left to us. */
static void
test_query (void)
{
  static const struct
  {
    const char *text;
    const char *method;
    guint       status_class;
    const char *service;
    const char *query;
  } table[] = {
    { NULL, NULL, 0, NULL, "" },
    { "a&b ü", NULL, 0, NULL, "&text=a%26b%20%C3%BC" },
    { NULL, "GET", 4, NULL, "&method=GET&status=4xx" },
    { NULL, NULL, 0, "dataverse", "&path=%2A%2Fapi%2Fdata%2F%2A" },
    { NULL, NULL, 0, "apns", "&path=%2A%2F3%2Fdevice%2F%2A" },
    { NULL, NULL, 0, "fcm", "" },
    { NULL, NULL, 0, "other", "" },
  };
  g_autofree char *nothing = herald_exchange_filter_to_query (NULL);

  g_assert_cmpstr (nothing, ==, "");
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (HeraldExchangeFilter) filter =
        herald_exchange_filter_new (table[i].text, table[i].method, table[i].status_class,
                                    table[i].service);
      g_autofree char *query = herald_exchange_filter_to_query (filter);

      g_assert_cmpstr (query, ==, table[i].query);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/exchange-filter/matches", test_matches);
  g_test_add_func ("/model/exchange-filter/service", test_service);
  g_test_add_func ("/model/exchange-filter/query", test_query);
  g_test_add_func ("/model/exchange-filter/odd-paths", test_odd_paths);
  return g_test_run ();
}
