/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-redact.h"

#include <string.h>

static void
test_headers (void)
{
  g_autofree char *bearer = herald_redact_header ("Authorization", "bearer abc.def.ghi");
  g_autofree char *cookie = herald_redact_header ("Set-Cookie", "session=1");
  g_autofree char *plain = herald_redact_header ("Accept", "application/json");

  g_assert_cmpstr (bearer, ==, "bearer " HERALD_REDACTED);
  g_assert_cmpstr (cookie, ==, HERALD_REDACTED);
  g_assert_cmpstr (plain, ==, "application/json");
}

static void
test_json (void)
{
  const char *body =
    "{\"ApiToken\":\"planted\",\"list\":[{\"private_key\":\"planted\"}],\"UserId\":\"u\","
    "\"msdynmkt_signingkey\":null,\"error\":{\"code\":\"0x80040217\"}}";
  g_autofree char *redacted = herald_redact_body ("application/json", body, -1);

  g_assert_null (strstr (redacted, "planted"));
  g_assert_nonnull (strstr (redacted, "\"UserId\":\"u\""));
  g_assert_nonnull (strstr (redacted, "\"msdynmkt_signingkey\":null"));
  g_assert_nonnull (strstr (redacted, "0x80040217"));
}

static void
test_form (void)
{
  g_autofree char *redacted =
    herald_redact_body ("application/x-www-form-urlencoded",
                        "client_id=a&client_secret=planted&code=planted", -1);

  g_assert_cmpstr (redacted, ==,
                   "client_id=a&client_secret=" HERALD_REDACTED "&code=" HERALD_REDACTED);
}

/* A form is one whatever its type is called, and a name may be escaped. */
static void
test_disguised_form (void)
{
  g_autofree char *typed =
    herald_redact_body ("Application/X-WWW-Form-Urlencoded", "assertion=planted", -1);
  g_autofree char *untyped = herald_redact_body (NULL, "a=1&refresh_token=planted", -1);
  g_autofree char *escaped = herald_redact_body (NULL, "client%5Fsecret=planted&b=2", -1);

  g_assert_cmpstr (typed, ==, "assertion=" HERALD_REDACTED);
  g_assert_cmpstr (untyped, ==, "a=1&refresh_token=" HERALD_REDACTED);
  g_assert_null (strstr (escaped, "planted"));
  g_assert_nonnull (strstr (escaped, "b=2"));
}

static void
test_broken_json (void)
{
  g_autofree char *secret = herald_redact_body (NULL, "{\"ApiToken\":\"planted", -1);
  g_autofree char *plain = herald_redact_body (NULL, "{\"name\":\"shown", -1);

  g_assert_null (strstr (secret, "planted"));
  g_assert_cmpstr (plain, ==, "{\"name\":\"shown");
}

static void
test_batch (void)
{
  const char *body =
    "--b\r\nContent-Type: application/http\r\n\r\n"
    "PATCH /apps(1)?access_token=planted HTTP/1.1\r\n"
    "authorization : Bearer planted\r\nCookie:planted\r\nPrefer: shown\r\n\r\n"
    "{\r\n \"name\": \"shown-too\",\r\n\r\n \"msdynmkt_signingkey\": \"planted\"\r\n}\r\n"
    "--b\r\n\r\n[{\"private_key\":\"planted\"}]\r\n"
    "--b\r\n\r\n{\"ApiToken\": planted\r\n"
    "--b\r\n\r\nclient_secret=planted&a=last\r\n--b--\r\n";
  g_autofree char *masked = herald_redact_body ("Multipart/Mixed; boundary=b", body, -1);

  g_test_message ("%s", masked);
  g_assert_null (strstr (masked, "planted"));
  g_assert_nonnull (strstr (masked, "Prefer: shown\n"));
  g_assert_nonnull (strstr (masked, "shown-too"));
  g_assert_nonnull (strstr (masked, "a=last"));
  g_assert_nonnull (strstr (masked, "--b--"));
}

static void
test_url (void)
{
  g_autofree char *masked = herald_redact_url ("http://localhost/?code=planted&state=1");
  g_autofree char *plain = herald_redact_url ("http://localhost/contacts");

  g_assert_cmpstr (masked, ==, "http://localhost/?code=" HERALD_REDACTED "&state=1");
  g_assert_cmpstr (plain, ==, "http://localhost/contacts");
}

static void
test_bytes (void)
{
  g_autofree char *redacted = herald_redact_body (NULL, "\xff\xfe", 2);

  g_assert_nonnull (strstr (redacted, "2 bytes"));
}

static void
test_token (void)
{
  g_autofree char *shown = herald_redact_token ("0123456789abcdef0123456789abcdef");
  g_autofree char *hidden = herald_redact_token ("0123456789");

  g_assert_cmpstr (shown, ==, "012345…abcdef");
  g_assert_cmpstr (hidden, ==, HERALD_REDACTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/redact/headers", test_headers);
  g_test_add_func ("/base/redact/json", test_json);
  g_test_add_func ("/base/redact/form", test_form);
  g_test_add_func ("/base/redact/disguised-form", test_disguised_form);
  g_test_add_func ("/base/redact/broken-json", test_broken_json);
  g_test_add_func ("/base/redact/batch", test_batch);
  g_test_add_func ("/base/redact/url", test_url);
  g_test_add_func ("/base/redact/bytes", test_bytes);
  g_test_add_func ("/base/redact/token", test_token);
  return g_test_run ();
}
