/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator: phones that come and go, and whom APNs trusts. */
#include "config.h"

#include "crypto/herald-apns-certificate.h"
#include "herald-cli-fixture.h"

#include <string.h>

typedef HeraldCliFixture Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_set_up (fixture);
  herald_cli_fixture_start_emulator (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_tear_down (fixture);
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) added =
    herald_cli_fixture_json (fixture, 0, "emulator", "phone", "add", "platform=ios",
                             "name=Ana's phone = hers", "osVersion=17.5", "permission=denied",
                             NULL);
  g_autoptr (JsonNode) shown = NULL;
  g_autoptr (JsonNode) changed = NULL;
  const char *id = herald_cli_get_text (added, "id");

  g_assert_cmpstr (herald_cli_get_text (added, "name"), ==, "Ana's phone = hers");
  g_assert_cmpstr (herald_cli_get_text (added, "osVersion"), ==, "17.5");
  shown = herald_cli_fixture_json (fixture, 0, "emulator", "phone", "show", id, NULL);
  g_assert_true (json_node_equal (shown, added));
  changed = herald_cli_fixture_json (fixture, 0, "emulator", "phone", "set", id, "online=false",
                                     "permission=granted", NULL);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (changed), "online"));
  g_assert_cmpstr (herald_cli_get_text (changed, "permission"), ==, "granted");
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "phone", "show", id, NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "Ana's phone = hers\n"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "phone", "remove", id, NULL), ==,
                   0);
  g_assert_cmpstr (fixture->standard_out, ==, "The phone is removed\n");
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "phone", "emulator", "phone", "show", id, NULL);
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "phone", "emulator", "phone", "remove", id,
                           NULL);
}

static void
test_bad_phones (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_fail (fixture, 2, "INVALID", "platform=ios", "emulator", "phone", "add", "ios",
                           NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "=ios", "emulator", "phone", "add", "=ios", NULL);
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "platform", "emulator", "phone", "add", "name=x",
                           NULL);
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "colour", "emulator", "phone", "add",
                           "platform=ios", "colour=red", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "", "emulator", "phone", "add", NULL);
}

static void
test_certificate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->home, "push.p12", NULL);
  g_autoptr (JsonNode) issued =
    herald_cli_fixture_json (fixture, 0, "emulator", "apns", "certificate", "issue",
                             "com.contoso.own", file, "--environment", "sandbox", NULL);
  const char      *fingerprint = herald_cli_get_text (issued, "fingerprint");
  g_autofree char *content = NULL;
  gsize            length = 0;
  g_autoptr (GBytes) p12 = NULL;
  g_autoptr (HeraldApnsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (file, &content, &length, &error));
  p12 = g_bytes_new (content, length);
  certificate =
    herald_apns_certificate_read_p12 (p12, herald_cli_get_text (issued, "passphrase"), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (certificate->fingerprint, ==, fingerprint);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "apns", "certificate", "revoke",
                                           fingerprint, NULL),
                   ==, 0);
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "certificate", "emulator", "apns",
                           "certificate", "revoke", "00", NULL);
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "validDays", "emulator", "apns", "certificate",
                           "issue", "com.contoso.own", file, "--valid-days", "9999", NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "/nonexistent", "emulator", "apns", "certificate",
                           "issue", "com.contoso.own", "/nonexistent/push.p12", NULL);
}

static int
push (Fixture *fixture, const char *token)
{
  return herald_cli_fixture_run (fixture, "push", "send", "--app",
                                 herald_cli_fixture_get_sample (fixture, "id"), "--token", token,
                                 "--platform", "ios", "--title", "Hi", "--message", "Text", NULL);
}

/* A push with a revoked key is refused, and is taken again when the key is good again. */
static void
test_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *app = g_strconcat ("app=", herald_cli_fixture_get_sample (fixture, "id"), NULL);
  g_autoptr (JsonNode) phone =
    herald_cli_fixture_json (fixture, 0, "emulator", "phone", "add", "platform=ios", app, NULL);
  const char *token = herald_cli_get_text (phone, "token");
  const char *key_id = herald_cli_fixture_get_sample (fixture, "keyId");

  g_assert_cmpint (push (fixture, token), ==, 0);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "apns", "key", "set", key_id,
                                           "--revoked", NULL),
                   ==, 0);
  g_assert_cmpint (push (fixture, token), ==, 4);
  g_assert_nonnull (strstr (fixture->standard_out, "InvalidProviderToken"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "apns", "key", "set", key_id, NULL),
                   ==, 0);
  g_assert_cmpint (push (fixture, token), ==, 0);
}

static void
test_sign_in (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "sign-in", "list", NULL), ==, 0);
  g_assert_nonnull (
    strstr (fixture->standard_out, json_object_get_string_member (fixture->ready, "clientId")));
  g_assert_nonnull (strstr (fixture->standard_out, "admin@contosoltd.com"));
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "user code", "emulator", "sign-in", "approve",
                           "NOSUCH", NULL);
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "nobody", "emulator", "sign-in", "revoke",
                           "nobody", NULL);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/cli/phones/life", test_life);
  ADD ("/cli/phones/bad", test_bad_phones);
  ADD ("/cli/phones/certificate", test_certificate);
  ADD ("/cli/phones/key", test_key);
  ADD ("/cli/phones/sign-in", test_sign_in);
  return g_test_run ();
}
