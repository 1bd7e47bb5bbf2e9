/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-redact.h"
#include "model/herald-exchange.h"

#include <string.h>

#define SECRET "s3cret-value"

static GBytes *
bytes (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static HeraldExchange *
new_registration (void)
{
  HeraldExchange *exchange =
    herald_exchange_new ("registration", "POST",
                         "https://public.example.com/api?code=" SECRET "&a=1", 1000);
  g_autoptr (GBytes) request =
    bytes ("{\"MobileAppId\":\"it's\",\"ApiToken\":\"" SECRET "\",\"UserId\":\"u\"}");
  g_autoptr (GBytes) answer = bytes ("{\"access_token\":\"" SECRET "\",\"n\":[1,2]}");

  herald_exchange_add_request_header (exchange, "Authorization", "Bearer " SECRET);
  herald_exchange_add_request_header (exchange, "Content-Type", "application/json");
  herald_exchange_set_request_body (exchange, "application/json", request);
  herald_exchange_add_answer_header (exchange, "Set-Cookie", SECRET);
  herald_exchange_add_answer_header (exchange, "Date", "now\r\nX-Injected: 1");
  herald_exchange_finish (exchange, 202, "HTTP/1.1", "application/json", answer, 10, 12345);
  return exchange;
}

static void
test_redacts_on_the_way_in (void)
{
  g_autoptr (HeraldExchange) exchange = new_registration ();
  g_autofree char  *text = herald_exchange_to_text (exchange);
  g_autofree char  *curl = herald_exchange_to_curl (exchange);
  const char *const parts[] = {
    herald_exchange_get_url (exchange),
    herald_exchange_get_request_headers (exchange),
    herald_exchange_get_request_body (exchange),
    herald_exchange_get_answer_headers (exchange),
    herald_exchange_get_answer_body (exchange),
    text,
    curl,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_null (strstr (parts[i], SECRET));
  g_assert_nonnull (strstr (herald_exchange_get_request_body (exchange), "it's"));
  g_assert_cmpstr (herald_exchange_get_request_headers (exchange), ==,
                   "Authorization: Bearer " HERALD_REDACTED "\nContent-Type: application/json");
  g_assert_null (strstr (herald_exchange_get_answer_headers (exchange), "\nX-Injected"));
}

static void
test_to_text (void)
{
  g_autoptr (HeraldExchange) exchange = new_registration ();
  g_autofree char *text = herald_exchange_to_text (exchange);

  g_assert_true (g_str_has_prefix (text, "POST https://public.example.com/api?code="));
  g_assert_nonnull (strstr (text, "\n  \"MobileAppId\" : \"it's\""));
  g_assert_nonnull (strstr (text, "\nHTTP/1.1 202 (12 ms)\n"));
}

static void
test_failure (void)
{
  g_autoptr (HeraldExchange) exchange =
    herald_exchange_new ("apns", "POST", "https://localhost/3/device/ab", 0);
  g_autofree char *text = NULL;

  herald_exchange_fail (exchange, "Connection refused", 3000);
  text = herald_exchange_to_text (exchange);
  g_assert_cmpuint (herald_exchange_get_status (exchange), ==, 0);
  g_assert_cmpstr (herald_exchange_get_error (exchange), ==, "Connection refused");
  g_assert_cmpstr (herald_exchange_get_answer_body (exchange), ==, "");
  g_assert_nonnull (strstr (text, "Connection refused (3 ms)"));
}

/* What the shell makes of the command is what counts. */
static void
test_curl_runs_in_a_shell (void)
{
  g_autoptr (HeraldExchange) exchange = new_registration ();
  g_autofree char *curl = herald_exchange_to_curl (exchange);
  g_autofree char *script =
    g_strdup_printf ("curl() { printf '%%s|' \"$@\"; }\nCODE=c ACCESS_TOKEN=at API_TOKEN=x\n%s",
                     curl);
  char             shell[] = "sh";
  char             option[] = "-c";
  char            *argv[] = { shell, option, script, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (output, ==,
                   "--request|POST|https://public.example.com/api?code=c&a=1|"
                   "--header|Authorization: Bearer at|--header|Content-Type: application/json|"
                   "--data-raw|{\"MobileAppId\":\"it's\",\"ApiToken\":\"x\",\"UserId\":\"u\"}|");
}

static void
test_form_becomes_variables (void)
{
  g_autoptr (HeraldExchange) exchange =
    herald_exchange_new ("sign-in", "POST", "https://localhost/token", 0);
  g_autoptr (GBytes) body = bytes ("grant_type=client_credentials&client_secret=" SECRET);
  g_autofree char *curl = NULL;

  herald_exchange_set_request_body (exchange, "application/x-www-form-urlencoded", body);
  herald_exchange_finish (exchange, 200, "HTTP/2", NULL, NULL, 0, 0);
  curl = herald_exchange_to_curl (exchange);
  g_assert_nonnull (strstr (curl, "client_secret='\"$CLIENT_SECRET\"''"));
  g_assert_nonnull (strstr (curl, "curl --http2 "));
}

static void
test_restore_round_trip (void)
{
  g_autoptr (HeraldExchange) first = new_registration ();
  g_autoptr (HeraldExchange) second =
    herald_exchange_restore (7, herald_exchange_get_service (first),
                             herald_exchange_get_method (first), herald_exchange_get_url (first),
                             herald_exchange_get_started_us (first),
                             herald_exchange_get_request_headers (first),
                             herald_exchange_get_request_body (first),
                             herald_exchange_get_status (first),
                             herald_exchange_get_protocol (first),
                             herald_exchange_get_answer_headers (first),
                             herald_exchange_get_answer_body (first),
                             herald_exchange_get_error (first),
                             herald_exchange_get_connect_us (first),
                             herald_exchange_get_total_us (first));
  g_autofree char *first_text = herald_exchange_to_text (first);
  g_autofree char *second_text = herald_exchange_to_text (second);
  g_autofree char *first_curl = herald_exchange_to_curl (first);
  g_autofree char *second_curl = herald_exchange_to_curl (second);

  g_assert_cmpint (herald_exchange_get_id (second), ==, 7);
  g_assert_cmpint (herald_exchange_get_connect_us (second), ==, 10);
  g_assert_cmpstr (first_text, ==, second_text);
  g_assert_cmpstr (first_curl, ==, second_curl);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/exchange/redacts-on-the-way-in", test_redacts_on_the_way_in);
  g_test_add_func ("/model/exchange/to-text", test_to_text);
  g_test_add_func ("/model/exchange/failure", test_failure);
  g_test_add_func ("/model/exchange/curl-runs-in-a-shell", test_curl_runs_in_a_shell);
  g_test_add_func ("/model/exchange/form-becomes-variables", test_form_becomes_variables);
  g_test_add_func ("/model/exchange/restore-round-trip", test_restore_round_trip);
  return g_test_run ();
}
