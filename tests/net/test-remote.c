/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent again and what never is; 401 once; all callers slow down together. Seconds last a
 * millisecond here. */
#include "config.h"

#include "net/herald-remote.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "herald-script-peer.h"
#include "net/herald-token-request.h"

#include <string.h>

typedef struct
{
  HeraldScriptPeer  *peer;
  HeraldHttp        *http;
  HeraldTokenSource *tokens;
  HeraldRemote      *remote; /* with tokens */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *url;

  fixture->peer = herald_script_peer_new ();
  url = herald_script_peer_get_url (fixture->peer);
  fixture->http = herald_http_new (NULL);
  herald_http_allow_origin (fixture->http, url);
  fixture->tokens = herald_token_source_new_client_credentials (fixture->http, url, "tenant",
                                                                "client", "secret", url);
  fixture->remote = herald_remote_new (fixture->http, HERALD_SERVICE_DATAVERSE, fixture->tokens);
  herald_pacer_set_second_ms (herald_remote_get_pacer (fixture->remote), 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->remote);
  g_assert_finalize_object (fixture->tokens);
  g_assert_finalize_object (fixture->http);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
}

static void
script_token (Fixture *fixture, const char *token)
{
  g_autofree char *body =
    g_strdup_printf ("{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"%s\"}",
                     token);

  herald_script_peer_answer (fixture->peer, "/tenant/oauth2/v2.0/token", 200, NULL, body);
}

static HeraldHttpRequest *
make_request (Fixture *fixture, const char *method)
{
  g_autofree char *url = g_strconcat (herald_script_peer_get_url (fixture->peer), "/x", NULL);

  return herald_http_request_new ("dataverse", method, url);
}

static HeraldHttpAnswer *
call (Fixture *fixture, HeraldHttpRequest *request, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_remote_call_async (fixture->remote, request, NULL, herald_await_cb, &await);
  return herald_remote_call_finish (fixture->remote, herald_await_result (&await), error);
}

static void
test_401_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "POST");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  script_token (fixture, "old");
  script_token (fixture, "new");
  herald_script_peer_answer (fixture->peer, "/x", 401, NULL, "{}");
  herald_script_peer_answer (fixture->peer, "/x", 200, NULL, "{}");
  answer = call (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (answer->attempts, ==, 2);
  g_assert_nonnull (strstr (herald_script_peer_get_request (fixture->peer, 1), "Bearer old\r\n"));
  g_assert_nonnull (strstr (herald_script_peer_get_request (fixture->peer, 3), "Bearer new\r\n"));
}

static void
test_401_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  script_token (fixture, "old");
  script_token (fixture, "new");
  herald_script_peer_answer (fixture->peer, "/x", 401, NULL, "{}");
  herald_script_peer_answer (fixture->peer, "/x", 401, NULL, "{}");
  answer = call (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 401);
  g_assert_false (herald_http_answer_check (answer, HERALD_SERVICE_DATAVERSE, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer, "GET /x"), ==, 2);
}

static void
test_sign_in_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_answer (fixture->peer, "/tenant", 401, NULL,
                             "{\"error\":\"invalid_client\",\"error_codes\":[7000215],"
                             "\"error_description\":\"AADSTS7000215: Invalid client secret.\"}");
  answer = call (fixture, request, &error);
  g_assert_null (answer);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_nonnull (strstr (error->message, "secret"));
  g_assert_nonnull (strstr (herald_error_get_detail (error), "AADSTS7000215"));
  g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer, "GET /x"), ==, 0);
}

/* status, times, method, idempotent → how often it is sent, and the last status */
typedef struct
{
  guint       status;
  guint       n_times;
  const char *method;
  gboolean    idempotent;
  guint       n_sent;
  guint       last_status;
} RepeatRow;

static const RepeatRow repeat_rows[] = {
  { 429, 1, "GET", TRUE, 2, 200 },    { 502, 1, "GET", TRUE, 2, 200 },
  { 503, 2, "GET", TRUE, 3, 200 },    { 504, 3, "GET", TRUE, 4, 200 },
  { 503, 9, "GET", TRUE, 4, 503 },    { 503, 1, "PATCH", TRUE, 2, 200 },
  { 503, 1, "DELETE", TRUE, 2, 200 }, { 429, 1, "POST", FALSE, 1, 429 },
  { 503, 1, "POST", FALSE, 1, 503 },  { 502, 1, "PATCH", FALSE, 1, 502 },
  { 500, 1, "GET", TRUE, 1, 500 },    { 400, 1, "GET", TRUE, 1, 400 },
  { 404, 1, "GET", TRUE, 1, 404 },    { 412, 1, "PATCH", TRUE, 1, 412 },
};

static void
test_repeats (Fixture *fixture, gconstpointer data)
{
  const RepeatRow *row = data;
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, row->method);
  g_autofree char *line = g_strdup_printf ("%s /x", row->method);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_http_request_set_idempotent (request, row->idempotent);
  script_token (fixture, "t");
  for (guint i = 0; i < row->n_times; i++)
    herald_script_peer_answer (fixture->peer, "/x", row->status, NULL, "{}");
  herald_script_peer_answer (fixture->peer, "/x", 200, NULL, "{}");
  answer = call (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, row->last_status);
  g_assert_cmpuint (answer->attempts, ==, row->n_sent);
  g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer, line), ==, row->n_sent);
}

static void
test_reset_is_repeated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  script_token (fixture, "t");
  herald_script_peer_reset (fixture->peer, "/x", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
  herald_script_peer_answer (fixture->peer, "/x", 200, NULL, "{}");
  answer = call (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_post_after_reset_is_not_repeated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "POST");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  script_token (fixture, "t");
  herald_script_peer_answer_raw (fixture->peer, "/x", "");
  herald_script_peer_answer (fixture->peer, "/x", 200, NULL, "{}");
  answer = call (fixture, request, &error);
  g_assert_null (answer);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_true (herald_error_is_unknown_fate (error));
  g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer, "POST /x"), ==, 1);
}

static void
test_retry_after_holds_all (Fixture *fixture, gconstpointer data)
{
  HeraldPacer *pacer = herald_remote_get_pacer (fixture->remote);
  g_autoptr (HeraldHttpRequest) first = make_request (fixture, "POST");
  g_autoptr (HeraldHttpRequest) second = make_request (fixture, "POST");
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  g_autoptr (HeraldHttpAnswer) later = NULL;
  gint64 resume_at;

  script_token (fixture, "t");
  herald_script_peer_answer (fixture->peer, "/x", 429, "Retry-After: 50\r\n", "{}");
  herald_script_peer_answer (fixture->peer, "/x", 200, NULL, "{}");
  answer = call (fixture, first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 429);
  resume_at = herald_pacer_get_resume_at (pacer);
  g_assert_cmpint (resume_at, >, g_get_real_time ());
  herald_remote_call_async (fixture->remote, second, NULL, herald_await_cb, &await);
  later = herald_remote_call_finish (fixture->remote, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (later->status, ==, 200);
  g_assert_cmpint (g_get_real_time (), >=, resume_at - 2000);
}

static HeraldHttpAnswer *
send_form (Fixture *fixture, GError **error)
{
  g_autofree char *url = g_strconcat (herald_script_peer_get_url (fixture->peer), "/token", NULL);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_token_request_async (fixture->http, url, "grant_type=x", NULL, herald_await_cb, &await);
  return herald_token_request_finish (fixture->http, herald_await_result (&await), error);
}

/* Each form has a remote of its own; Dataverse has nothing to do with it, though it is the same
 * server here. */
static void
test_sign_in_holds_all_who_sign_in (Fixture *fixture, gconstpointer data)
{
  HeraldPacer *pacer = herald_http_get_pacer (fixture->http, HERALD_SERVICE_SIGN_IN,
                                              herald_script_peer_get_url (fixture->peer));
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  g_autoptr (HeraldHttpAnswer) later = NULL;
  gint64 resume_at;

  herald_pacer_set_second_ms (pacer, 1);
  script_token (fixture, "t");
  herald_script_peer_answer (fixture->peer, "/x", 200, NULL, "{}");
  herald_script_peer_answer (fixture->peer, "/token", 503, "Retry-After: 50\r\n", "{}");
  herald_script_peer_answer (fixture->peer, "/token", 429, "Retry-After: 50\r\n", "{}");
  herald_script_peer_answer (fixture->peer, "/token", 200, NULL, "{}");
  answer = send_form (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 503);
  resume_at = herald_pacer_get_resume_at (pacer);
  g_assert_cmpint (resume_at, >, 0);
  g_assert_cmpint (herald_pacer_get_resume_at (herald_remote_get_pacer (fixture->remote)), ==, 0);
  later = send_form (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (later->status, ==, 200);
  g_assert_cmpuint (later->attempts, ==, 2);
  g_assert_cmpint (g_get_real_time (), >=, resume_at - 2000);
  g_clear_pointer (&later, herald_http_answer_free);
  later = call (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (later->status, ==, 200);
}

/* Whoever signs in is told at once, and nothing more is sent. */
static void
test_sign_in_does_not_wait_long (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_answer (fixture->peer, "/token", 429, "Retry-After: 61\r\n", "{}");
  for (guint i = 0; i < 2; i++)
    {
      g_clear_error (&error);
      answer = send_form (fixture, &error);
      g_assert_null (answer);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_THROTTLED);
    }
  g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer, "POST /token"), ==, 1);
}

static void
test_very_long_wait_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_pacer_set_second_ms (herald_remote_get_pacer (fixture->remote), 1000);
  script_token (fixture, "t");
  herald_script_peer_answer (fixture->peer, "/x", 503, "Retry-After: 86400\r\n", "{}");
  answer = call (fixture, request, &error);
  g_assert_null (answer);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_THROTTLED);
}

static void
test_cancel_while_waiting (Fixture *fixture, gconstpointer data)
{
  HeraldPacer *pacer = herald_remote_get_pacer (fixture->remote);
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_pacer_set_second_ms (pacer, 1000);
  herald_pacer_slow_down (pacer, 300);
  herald_remote_call_async (fixture->remote, request, cancellable, herald_await_cb, &await);
  g_cancellable_cancel (cancellable);
  answer = herald_remote_call_finish (fixture->remote, herald_await_result (&await), &error);
  g_assert_null (answer);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 0);
}

/* A request to another of the environment's origins goes out without the token. */
static void
test_token_stays_home (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldScriptPeer) other = herald_script_peer_new ();
  g_autofree char *url = g_strconcat (herald_script_peer_get_url (other), "/x", NULL);
  g_autoptr (HeraldHttpRequest) request = herald_http_request_new ("dataverse", "GET", url);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_http_allow_origin (fixture->http, url);
  herald_script_peer_answer (other, NULL, 200, NULL, "{}");
  answer = call (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (herald_script_peer_get_request (other, 0), "Authorization"));
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 0);
}

/* What statuses and bodies of any shape become. */
static void
test_errors (void)
{
  static const struct
  {
    guint         status;
    HeraldService service;
    const char   *type;
    const char   *body;
    HeraldError   code;
    const char   *says;
  } rows[] = {
    { 400, HERALD_SERVICE_DATAVERSE, "application/json",
      "{\"error\":{\"code\":\"0x80060888\",\"message\":\"Could not find a property named 'x'\"}}",
      HERALD_ERROR_REMOTE, "Could not find a property named 'x'" },
    { 400, HERALD_SERVICE_DATAVERSE, "application/json",
      "{\"error\":{\"code\":\"\",\"message\":\"text\"}}", HERALD_ERROR_REMOTE, "text" },
    { 403, HERALD_SERVICE_DATAVERSE, "application/json",
      "{\"error\":{\"code\":\"0x80040220\",\"message\":\"missing prvReadContact privilege\"}}",
      HERALD_ERROR_FORBIDDEN, "prvReadContact" },
    { 404, HERALD_SERVICE_DATAVERSE, "text/plain", "gone", HERALD_ERROR_NOT_FOUND, "gone" },
    { 412, HERALD_SERVICE_DATAVERSE, "application/json", "{}", HERALD_ERROR_CONFLICT, "412" },
    { 429, HERALD_SERVICE_DATAVERSE, "application/json", "[]", HERALD_ERROR_THROTTLED, "429" },
    { 500, HERALD_SERVICE_DATAVERSE, "application/json", "{\"error\":null}", HERALD_ERROR_REMOTE,
      "500" },
    { 502, HERALD_SERVICE_DATAVERSE, "text/html", "<html><h1>Bad gateway</h1></html>",
      HERALD_ERROR_REMOTE, "web page; check the address" },
    { 503, HERALD_SERVICE_REGISTRATION, NULL, "", HERALD_ERROR_REMOTE, "503" },
    { 400, HERALD_SERVICE_REGISTRATION, "text/plain", "ApiToken\nis not valid", HERALD_ERROR_REMOTE,
      "ApiToken is not valid" },
    { 400, HERALD_SERVICE_GOOGLE_TOKEN, "application/json",
      "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}",
      HERALD_ERROR_AUTH, "“Invalid JWT Signature”. " },
    { 302, HERALD_SERVICE_DATAVERSE, "text/html", "", HERALD_ERROR_PROTOCOL, "redirect" },
    { 304, HERALD_SERVICE_DATAVERSE, NULL, "", HERALD_ERROR_PROTOCOL, "304" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      HeraldHttpAnswer answer = { .status = rows[i].status };
      g_autoptr (GError) error = NULL;

      answer.headers = g_ptr_array_new ();
      answer.content_type = g_strdup (rows[i].type);
      answer.body = g_bytes_new_static (rows[i].body, strlen (rows[i].body));
      g_assert_false (herald_http_answer_check (&answer, rows[i].service, &error));
      g_assert_error (error, HERALD_ERROR, (int) rows[i].code);
      g_assert_nonnull (strstr (error->message, rows[i].says));
      g_assert_null (strchr (error->message, '<'));
      g_ptr_array_unref (answer.headers);
      g_free (answer.content_type);
      g_bytes_unref (answer.body);
    }
}

/* Which privilege it is stands first; Dataverse's own words, which name ids, are for who asks. */
static void
test_privilege (void)
{
  static const struct
  {
    const char *message;
    const char *says;
  } rows[] = {
    { "Principal user (Id=1, type=8) is missing prvReadmsdynmkt_app privilege (Id=2) on OTC=3.",
      "Your account lacks the privilege “prvReadmsdynmkt_app”; ask an administrator" },
    { "Principal user is missing a privilege.", "“Principal user is missing a privilege”. Your" },
    { "prv", "answered “prv”. Your account is missing" },
    { "xprvRead", "answered “xprvRead”. Your account is missing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      HeraldHttpAnswer answer = { .status = 403 };
      g_autofree char *json =
        g_strdup_printf ("{\"error\":{\"code\":\"0x80040220\",\"message\":\"%s\"}}",
                         rows[i].message);
      g_autoptr (GError) error = NULL;

      answer.headers = g_ptr_array_new ();
      answer.body = g_bytes_new (json, strlen (json));
      g_assert_false (herald_http_answer_check (&answer, HERALD_SERVICE_DATAVERSE, &error));
      if (strstr (error->message, rows[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, rows[i].says);
      g_assert_true (g_str_has_suffix (error->message, "(0x80040220, HTTP 403)"));
      g_assert_cmpint (herald_error_get_detail (error) != NULL, ==, i == 0);
      if (i == 0)
        g_assert_nonnull (strstr (herald_error_get_detail (error), rows[i].message));
      g_ptr_array_unref (answer.headers);
      g_bytes_unref (answer.body);
    }
}

static void
test_fcm_code (void)
{
  const char *body = "{\"error\":{\"code\":404,\"message\":\"Requested entity was not found.\","
                     "\"status\":\"NOT_FOUND\",\"details\":[{\"@type\":\"x\"},"
                     "{\"errorCode\":\"UNREGISTERED\"}]}}";
  HeraldHttpAnswer answer = { .status = 404 };
  g_autofree char *code = NULL;

  answer.headers = g_ptr_array_new ();
  answer.body = g_bytes_new_static (body, strlen (body));
  code = herald_http_answer_dup_code (&answer, HERALD_SERVICE_FCM);
  g_assert_cmpstr (code, ==, "UNREGISTERED");
  g_ptr_array_unref (answer.headers);
  g_bytes_unref (answer.body);
}

static void
test_json_of_answers (void)
{
  static const struct
  {
    const char *type;
    const char *body;
    const char *says; /* NULL: is JSON */
  } rows[] = {
    { "application/json", "{\"a\":1}", NULL },
    { NULL, "[1]", NULL },
    { "application/json", "{\"a\":[1,2", "cut off" },
    { "application/json", "", "empty" },
    { "text/html", "<!DOCTYPE html><title>Sign in</title>", "web page" },
    { "application/json", "  <html>", "web page" },
    { "application/json", "{}{}", "damaged" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      HeraldHttpAnswer answer = { .status = 200 };
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) root = NULL;

      answer.content_type = g_strdup (rows[i].type);
      answer.body = g_bytes_new_static (rows[i].body, strlen (rows[i].body));
      root = herald_http_answer_parse_json (&answer, &error);
      g_assert_true ((root != NULL) == (rows[i].says == NULL));
      if (rows[i].says != NULL)
        {
          g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
          g_assert_nonnull (strstr (error->message, rows[i].says));
        }
      g_free (answer.content_type);
      g_bytes_unref (answer.body);
    }
}

static void
test_retry_after (void)
{
  static const struct
  {
    const char *value;
    gint64      seconds;
  } rows[] = {
    { "0", 0 },
    { "17", 17 },
    { "Thu, 01 Jan 1970 00:01:40 GMT", 90 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "-5", -1 },
    { "soon", -1 },
    { "", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      HeraldHttpAnswer answer = { .status = 429 };

      answer.headers = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (answer.headers, g_strdup ("retry-after"));
      g_ptr_array_add (answer.headers, g_strdup (rows[i].value));
      g_assert_cmpint (herald_http_answer_get_retry_after (&answer, 10 * G_USEC_PER_SEC), ==,
                       rows[i].seconds);
      g_ptr_array_unref (answer.headers);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/net/remote/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("401-once", test_401_once);
  ADD ("401-twice", test_401_twice);
  ADD ("sign-in-refused", test_sign_in_refused);
  for (gsize i = 0; i < G_N_ELEMENTS (repeat_rows); i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/net/remote/repeats/%u-times-%u-%s-%s", repeat_rows[i].n_times,
                         repeat_rows[i].status, repeat_rows[i].method,
                         repeat_rows[i].idempotent ? "idempotent" : "once");

      g_test_add (path, Fixture, &repeat_rows[i], set_up, test_repeats, tear_down);
    }
  ADD ("reset-is-repeated", test_reset_is_repeated);
  ADD ("post-after-reset-is-not-repeated", test_post_after_reset_is_not_repeated);
  ADD ("retry-after-holds-all", test_retry_after_holds_all);
  ADD ("very-long-wait-is-told", test_very_long_wait_is_told);
  ADD ("sign-in-holds-all-who-sign-in", test_sign_in_holds_all_who_sign_in);
  ADD ("sign-in-does-not-wait-long", test_sign_in_does_not_wait_long);
  ADD ("cancel-while-waiting", test_cancel_while_waiting);
  ADD ("token-stays-home", test_token_stays_home);
  g_test_add_func ("/net/answer/errors", test_errors);
  g_test_add_func ("/net/answer/privilege", test_privilege);
  g_test_add_func ("/net/answer/fcm-code", test_fcm_code);
  g_test_add_func ("/net/answer/json", test_json_of_answers);
  g_test_add_func ("/net/answer/retry-after", test_retry_after);
  return g_test_run ();
}
