/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device codes: asked for, entered, decided, polled for. */
#include "config.h"

#include "sign-in-fixture.h"

#include <string.h>

#define SCOPE "scope={http}%2Fuser_impersonation%20openid%20offline_access"
#define GRANT "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"

typedef struct
{
  char *device_code;
  char *user_code;
} Codes;

static void
codes_clear (Codes *codes)
{
  g_clear_pointer (&codes->device_code, g_free);
  g_clear_pointer (&codes->user_code, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Codes, codes_clear)

static void
begin (SignInFixture *self, Codes *codes)
{
  codes_clear (codes);
  sign_in_fixture_post (self, "/organizations/oauth2/v2.0/devicecode", "client_id={public}&" SCOPE);
  codes->device_code = sign_in_fixture_dup_member (self, "device_code");
  codes->user_code = sign_in_fixture_dup_member (self, "user_code");
}

static void
poll_as (SignInFixture *self, const Codes *codes, const char *start)
{
  g_autofree char *form = g_strconcat (start, "&device_code=", codes->device_code, NULL);

  sign_in_fixture_post (self, "/organizations/oauth2/v2.0/token", form);
}

static void
poll (SignInFixture *self, const Codes *codes)
{
  poll_as (self, codes, GRANT "&client_id={public}");
}

static void
decide (SignInFixture *self, const Codes *codes, const char *more)
{
  g_autofree char *body = g_strdup_printf ("{\"userCode\":\"%s\"%s}", codes->user_code, more);

  sign_in_fixture_admin (self, "/_herald/sign-in/approve", body);
}

static void
test_answer (SignInFixture *self, gconstpointer data)
{
  g_auto (Codes) codes = { NULL, NULL };
  g_autofree char *page = NULL;
  g_autofree char *message = NULL;
  g_autofree char *wanted =
    g_strconcat (emulator_fixture_get (&self->base, "http"), "/devicelogin", NULL);

  begin (self, &codes);
  g_assert_cmpuint (strlen (codes.user_code), ==, 9);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "expires_in"), ==, 900);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "interval"), ==, 5);
  page = sign_in_fixture_dup_member (self, "verification_uri");
  g_assert_cmpstr (page, ==, wanted);
  message = sign_in_fixture_dup_member (self, "message");
  g_assert_nonnull (strstr (message, codes.user_code));
  g_assert_nonnull (strstr (message, page));
  g_assert_false (json_object_has_member (self->answer.object, "verification_uri_complete"));
  sign_in_fixture_post (self, "/organizations/oauth2/v2.0/devicecode",
                        "client_id={public}&mkt=de-DE&" SCOPE);
  g_clear_pointer (&message, g_free);
  message = sign_in_fixture_dup_member (self, "message");
  g_assert_true (g_str_has_prefix (message, "Öffnen Sie"));
}

static void
test_approved (SignInFixture *self, gconstpointer data)
{
  static const char *const grants[] = { GRANT, "grant_type=device_code" };

  for (gsize i = 0; i < G_N_ELEMENTS (grants); i++)
    {
      g_auto (Codes) codes = { NULL, NULL };
      g_autofree char *start = g_strconcat (grants[i], "&client_id={public}", NULL);
      g_autofree char *token = NULL;

      begin (self, &codes);
      poll_as (self, &codes, start);
      sign_in_fixture_assert_refused (self, 400, "authorization_pending", 70016);
      decide (self, &codes, "");
      g_assert_cmpuint (self->answer.status, ==, 204);
      poll_as (self, &codes, start);
      token = sign_in_fixture_dup_member (self, "access_token");
      g_assert_true (json_object_has_member (self->answer.object, "refresh_token"));
      g_assert_true (json_object_has_member (self->answer.object, "id_token"));
      poll_as (self, &codes, start);
      sign_in_fixture_assert_refused (self, 400, "bad_verification_code", 70018);
      g_assert_cmpuint (sign_in_fixture_call_dataverse (self, token), ==, 200);
      g_assert_cmpstr (json_object_get_string_member (self->answer.object, "UserId"), ==,
                       emulator_fixture_get (&self->base, "userId"));
    }
}

static void
test_declined (SignInFixture *self, gconstpointer data)
{
  g_auto (Codes) codes = { NULL, NULL };

  begin (self, &codes);
  decide (self, &codes, ",\"deny\":true");
  g_assert_cmpuint (self->answer.status, ==, 204);
  poll (self, &codes);
  sign_in_fixture_assert_refused (self, 400, "authorization_declined", 70017);
  decide (self, &codes, "");
  g_assert_cmpuint (self->answer.status, ==, 404);
}

static void
test_slow_down (SignInFixture *self, gconstpointer data)
{
  g_auto (Codes) codes = { NULL, NULL };

  begin (self, &codes);
  poll (self, &codes);
  sign_in_fixture_assert_refused (self, 400, "authorization_pending", 70016);
  sign_in_fixture_advance (self, 5);
  poll (self, &codes);
  sign_in_fixture_assert_refused (self, 400, "authorization_pending", 70016);
}

/* Too early by the emulated clock; the tests' own slowness does not reach the four seconds twice.
 */
static void
test_too_early (SignInFixture *self, gconstpointer data)
{
  g_auto (Codes) codes = { NULL, NULL };
  gint64   start = g_get_monotonic_time ();
  gboolean slowed;

  begin (self, &codes);
  poll (self, &codes);
  poll (self, &codes);
  slowed = g_str_equal (json_object_get_string_member (self->answer.object, "error"), "slow_down");
  g_assert_true (slowed || g_get_monotonic_time () - start >= 4 * G_USEC_PER_SEC);
  if (!slowed)
    {
      g_test_skip ("The machine was too busy");
      return;
    }
  sign_in_fixture_assert_refused (self, 400, "slow_down", 50196);
  /* Now ten seconds are due (RFC 8628, 3.5). */
  sign_in_fixture_advance (self, 10);
  poll (self, &codes);
  sign_in_fixture_assert_refused (self, 400, "authorization_pending", 70016);
}

static void
test_expired (SignInFixture *self, gconstpointer data)
{
  g_auto (Codes) codes = { NULL, NULL };

  begin (self, &codes);
  sign_in_fixture_advance (self, 15 * 60);
  poll (self, &codes);
  sign_in_fixture_assert_refused (self, 400, "expired_token", 70019);
  decide (self, &codes, "");
  g_assert_cmpuint (self->answer.status, ==, 404);
}

static void
test_page (SignInFixture *self, gconstpointer data)
{
  g_auto (Codes) codes = { NULL, NULL };
  g_autofree char *form = NULL;
  g_autofree char *page = NULL;

  begin (self, &codes);
  sign_in_fixture_get (self, "/devicelogin");
  sign_in_fixture_assert_page (self, 200, "name=\"user_code\"");
  sign_in_fixture_post (self, "/devicelogin", "user_code=nonsense");
  sign_in_fixture_assert_page (self, 400, "That code didn");
  /* As people write it. */
  form = g_strdup_printf ("user_code=+%.4s-%s", codes.user_code, codes.user_code + 4);
  sign_in_fixture_post (self, "/devicelogin", form);
  sign_in_fixture_assert_page (self, 200, "“Herald”");
  page = g_strdup (self->answer.text);
  sign_in_fixture_press (self, "Dora Disabled");
  sign_in_fixture_assert_page (self, 400, "AADSTS50057");
  sign_in_fixture_post (self, "/devicelogin", form);
  sign_in_fixture_press (self, "Sam Support");
  sign_in_fixture_assert_page (self, 200, "You have signed in");
  g_free (g_steal_pointer (&self->answer.text));
  self->answer.text = g_steal_pointer (&page);
  sign_in_fixture_press (self, "Sam Support");
  sign_in_fixture_assert_page (self, 400, "AADSTS50089");
  poll (self, &codes);
  g_assert_cmpuint (self->answer.status, ==, 200);
  begin (self, &codes);
  g_clear_pointer (&form, g_free);
  form = g_strconcat ("user_code=", codes.user_code, NULL);
  sign_in_fixture_post (self, "/devicelogin", form);
  sign_in_fixture_press (self, "Cancel");
  sign_in_fixture_assert_page (self, 200, "declined");
  poll (self, &codes);
  sign_in_fixture_assert_refused (self, 400, "authorization_declined", 70017);
}

static void
test_refused (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *form;
    guint       status;
    const char *error;
    gint64      number;
  } cases[] = {
    { "", 400, "invalid_request", 900144 },
    { "client_id={public}", 400, "invalid_request", 900144 },
    { "client_id=nobody&" SCOPE, 400, "unauthorized_client", 700016 },
    { "client_id={public}&scope=nonsense", 400, "invalid_scope", 70011 },
  };
  g_auto (Codes) codes = { NULL, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      sign_in_fixture_post (self, "/{tenant}/oauth2/v2.0/devicecode", cases[i].form);
      sign_in_fixture_assert_refused (self, cases[i].status, cases[i].error, cases[i].number);
    }
  sign_in_fixture_post (self, "/consumers/oauth2/v2.0/devicecode", "client_id={public}&" SCOPE);
  sign_in_fixture_assert_refused (self, 400, "invalid_request", 9002332);
  sign_in_fixture_ask (self, GRANT "&client_id={public}");
  sign_in_fixture_assert_refused (self, 400, "invalid_request", 900144);
  sign_in_fixture_ask (self, GRANT "&client_id={public}&device_code=guess");
  sign_in_fixture_assert_refused (self, 400, "bad_verification_code", 70018);
  begin (self, &codes);
  poll_as (self, &codes, GRANT "&client_id={id of client with assignment}");
  sign_in_fixture_assert_refused (self, 400, "bad_verification_code", 70018);
  poll_as (self, &codes, GRANT "&client_id={id of client without public flows}");
  sign_in_fixture_assert_refused (self, 401, "invalid_client", 7000218);
}

static void
test_scripts (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *more;
    guint       status;
  } cases[] = {
    { ",\"user\":\"nobody@contosoltd.com\"", 400 },
    { ",\"user\":7", 400 },
    { ",\"deny\":\"yes\"", 400 },
    { ",\"user\":\"blocked@contosoltd.com\"", 409 },
    { ",\"user\":\"SUPPORT@contosoltd.com\"", 204 },
  };
  g_auto (Codes) codes = { NULL, NULL };
  const char *const no_token[] = { "Authorization: ", NULL };

  begin (self, &codes);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      decide (self, &codes, cases[i].more);
      g_assert_cmpuint (self->answer.status, ==, cases[i].status);
    }
  sign_in_fixture_admin (self, "/_herald/sign-in/approve", "{}");
  g_assert_cmpuint (self->answer.status, ==, 400);
  emulator_fixture_send (&self->base, "POST", "/_herald/sign-in/approve", no_token, "{}",
                         &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 401);
  sign_in_fixture_admin (self, "/_herald/sign-in", NULL);
  g_assert_cmpuint (json_array_get_length (
                      json_object_get_array_member (self->answer.object, "users")),
                    ==, 17);
}

static void
test_reset (SignInFixture *self, gconstpointer data)
{
  g_auto (Codes) codes = { NULL, NULL };

  begin (self, &codes);
  sign_in_fixture_admin (self, "/_herald/reset", "{}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  poll (self, &codes);
  sign_in_fixture_assert_refused (self, 400, "bad_verification_code", 70018);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/emulator/sign-in-device/" path, SignInFixture, NULL, sign_in_fixture_set_up, func, \
              sign_in_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answer", test_answer);
  ADD ("approved", test_approved);
  ADD ("declined", test_declined);
  ADD ("slow-down", test_slow_down);
  ADD ("too-early", test_too_early);
  ADD ("expired", test_expired);
  ADD ("page", test_page);
  ADD ("refused", test_refused);
  ADD ("scripts", test_scripts);
  ADD ("reset", test_reset);
  return g_test_run ();
}
