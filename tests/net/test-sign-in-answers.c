/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What services answer around signing in: claims that are asked for, refusals and what they mean.
 */
#include "config.h"

#include "base/herald-error.h"
#include "net/herald-openid.h"
#include "net/herald-token-request.h"

#include <string.h>

static HeraldHttpAnswer *
make_answer (guint status, const char *challenge, const char *body)
{
  HeraldHttpAnswer *answer = g_new0 (HeraldHttpAnswer, 1);

  answer->status = status;
  answer->headers = g_ptr_array_new_with_free_func (g_free);
  answer->content_type = g_strdup ("application/json");
  answer->body = g_bytes_new (body, strlen (body));
  if (challenge != NULL)
    {
      /* An earlier one asks for nothing. */
      g_ptr_array_add (answer->headers, g_strdup ("WWW-Authenticate"));
      g_ptr_array_add (answer->headers, g_strdup ("Bearer authorization_uri=https://a.b/c"));
      g_ptr_array_add (answer->headers, g_strdup ("www-authenticate"));
      g_ptr_array_add (answer->headers, g_strdup (challenge));
    }
  return answer;
}

/* The example of Microsoft's page in Base64, and what is none. */
static void
test_claims (void)
{
  static const struct
  {
    guint       status;
    const char *challenge;
    const char *claims; /* (nullable) */
  } cases[] = {
    { 401, "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\"",
      "{\"a\":1}" },
    { 401, "Bearer claims=\"eyJhIjoxfQ==\",error=insufficient_claims", "{\"a\":1}" },
    { 403, "Bearer error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\"", NULL },
    { 401, "Bearer error=\"invalid_token\", claims=\"eyJhIjoxfQ==\"", NULL },
    { 401, "Bearer error=\"insufficient_claims\"", NULL },
    { 401, "Bearer error=\"insufficient_claims\", claims=\"\"", NULL },
    { 401, "Bearer error=\"insufficient_claims\", claims=\"WzFd\"", NULL },     /* [1] */
    { 401, "Bearer error=\"insufficient_claims\", claims=\"eyJhIjox\"", NULL }, /* cut off */
    { 401, "Bearer error=\"insufficient_claims\", xclaims=\"eyJhIjoxfQ==\"", NULL },
    { 401, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldHttpAnswer) answer = make_answer (cases[i].status, cases[i].challenge, "");
      g_autofree char *claims = herald_challenge_dup_claims (answer);

      g_assert_cmpstr (claims, ==, cases[i].claims);
    }
}

static void
test_endless_claims (void)
{
  g_autofree char *value = g_strnfill (5000, 'x');
  g_autofree char *json = g_strdup_printf ("{\"a\":\"%s\"}", value);
  g_autofree char *base64 = g_base64_encode ((const guchar *) json, strlen (json));
  g_autofree char *challenge =
    g_strdup_printf ("Bearer error=\"insufficient_claims\", claims=\"%s\"", base64);
  g_autoptr (HeraldHttpAnswer) answer = make_answer (401, challenge, "");

  g_assert_null (herald_challenge_dup_claims (answer));
}

/* Every number that the contract lists, with the words that say what to do. */
static void
test_numbers (void)
{
  static const struct
  {
    guint       number;
    const char *says;
  } cases[] = {
    { 50011, "http://localhost" },
    { 50020, "another account" },
    { 50034, "another account" },
    { 50053, "locked" },
    { 50055, "password has expired" },
    { 50057, "switched off" },
    { 50058, "Sign in again" },
    { 50059, "tenant’s ID" },
    { 50072, "second factor" },
    { 50074, "second factor" },
    { 50076, "second factor" },
    { 50079, "second factor" },
    { 50105, "assign" },
    { 50126, "password is wrong" },
    { 50173, "Sign in again" },
    { 53000, "Conditional Access" },
    { 53001, "Conditional Access" },
    { 53003, "Conditional Access" },
    { 65001, "consent" },
    { 65004, "consent was declined" },
    { 70008, "Sign in again" },
    { 700082, "Sign in again" },
    { 700084, "Sign in again" },
    { 70011, "address of the environment" },
    { 70016, "code to be entered" },
    { 700016, "client ID, tenant and cloud" },
    { 7000215, "value, not its ID" },
    { 7000218, "Allow public client flows" },
    { 7000222, "secret has expired" },
    { 90002, "no such tenant" },
    { 90014, "raw exchange" },
    { 900144, "raw exchange" },
    { 90094, "administrator" },
    { 500011, "environment’s address" },
    { 500113, "http://localhost" },
    { 9002313, "raw exchange" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body =
        g_strdup_printf ("{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS%u: words\","
                         "\"error_codes\":[%u],\"correlation_id\":\"c\"}",
                         cases[i].number, cases[i].number);
      g_autofree char *name = g_strdup_printf ("AADSTS%u", cases[i].number);
      g_autoptr (HeraldHttpAnswer) answer = make_answer (400, NULL, body);
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_token_answer_parse (answer, HERALD_SERVICE_SIGN_IN, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("%s says %s", name, error->message);
      g_assert_null (strstr (error->message, "words"));
      g_assert_nonnull (strstr (herald_error_get_detail (error), name));
    }
}

/* Our words come first; the service's own stand beside them, with what its people ask for. */
static void
test_details (void)
{
  static const struct
  {
    const char *body;
    const char *detail;
  } cases[] = {
    { "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid.\\r\\nTrace "
      "ID: t"
      "\\r\\nCorrelation ID: of the text\\r\\nTimestamp: then\",\"error_codes\":[7000215],"
      "\"correlation_id\":\"c\",\"timestamp\":\"now\"}",
      "The sign-in service said: AADSTS7000215: Invalid.\nCode: AADSTS7000215\nStatus: HTTP 400\n"
      "Correlation ID: c\nTime: now" },
    { "{\"error\":\"access_denied\",\"error_description\":\"No.  Trace ID: t Correlation ID: "
      "x\\nnot "
      "it\"}",
      "The sign-in service said: No.\nCode: access_denied\nStatus: HTTP 400\nCorrelation ID: x" },
    { "{\"error\":\"access_denied\"}", "Code: access_denied\nStatus: HTTP 400" },
    { "{\"error\":\"access_denied\",\"error_description\":\"a\\u0001\\u001b[31mb\\u202e\"}",
      "The sign-in service said: a [31mb\nCode: access_denied\nStatus: HTTP 400" },
    { "{\"error\":\"access_denied\",\"error_description\":\"\",\"correlation_id\":7}",
      "Code: access_denied\nStatus: HTTP 400" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldHttpAnswer) answer = make_answer (400, NULL, cases[i].body);
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_token_answer_parse (answer, HERALD_SERVICE_SIGN_IN, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
      g_assert_cmpstr (herald_error_get_detail (error), ==, cases[i].detail);
    }
}

static void
test_endless_words (void)
{
  g_autofree char *words = g_strnfill (5000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"error\":\"access_denied\",\"error_description\":\"%"
                                           "s\\nCorrelation ID: %s\"}",
                                           words, words);
  g_autoptr (HeraldHttpAnswer) answer = make_answer (400, NULL, body);
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_token_answer_parse (answer, HERALD_SERVICE_SIGN_IN, &error));
  g_assert_cmpuint (strlen (error->message), <, 200);
  g_assert_cmpuint (strlen (herald_error_get_detail (error)), <, 700);
  g_assert_nonnull (strstr (herald_error_get_detail (error), "Correlation ID: xxx"));
}

/* Of a number that nobody explains the word is explained; of neither the service's own words stay.
 */
static void
test_unknown_numbers (void)
{
  static const struct
  {
    const char *body;
    const char *says;
  } cases[] = {
    { "{\"error\":\"invalid_grant\",\"error_codes\":[1]}", "The sign-in has ended" },
    { "{\"error\":\"interaction_required\",\"error_codes\":[]}", "needs you again" },
    { "{\"error\":\"odd\",\"error_description\":\"Own words\",\"error_codes\":[1]}",
      "show an administrator" },
    { "{\"error\":\"invalid_client\",\"error_codes\":\"1\"}", "client ID or its secret" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldHttpAnswer) answer = make_answer (400, NULL, cases[i].body);
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_token_answer_parse (answer, HERALD_SERVICE_SIGN_IN, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_members (void)
{
  g_autoptr (HeraldHttpAnswer) refusal =
    make_answer (400, NULL, "{\"error\":\"invalid_grant\",\"claims\":\"{}\",\"suberror\":1}");
  g_autoptr (HeraldHttpAnswer) success = make_answer (200, NULL, "{\"error\":\"x\"}");
  g_autoptr (HeraldHttpAnswer) page = make_answer (502, NULL, "<html>");
  g_autofree char *error = herald_token_request_dup_member (refusal, "error");
  g_autofree char *claims = herald_token_request_dup_member (refusal, "claims");

  g_assert_cmpstr (error, ==, "invalid_grant");
  g_assert_cmpstr (claims, ==, "{}");
  g_assert_null (herald_token_request_dup_member (refusal, "suberror"));
  g_assert_null (herald_token_request_dup_member (refusal, "trace_id"));
  g_assert_null (herald_token_request_dup_member (success, "error"));
  g_assert_null (herald_token_request_dup_member (page, "error"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/sign-in-answers/claims", test_claims);
  g_test_add_func ("/net/sign-in-answers/endless-claims", test_endless_claims);
  g_test_add_func ("/net/sign-in-answers/numbers", test_numbers);
  g_test_add_func ("/net/sign-in-answers/details", test_details);
  g_test_add_func ("/net/sign-in-answers/endless-words", test_endless_words);
  g_test_add_func ("/net/sign-in-answers/unknown-numbers", test_unknown_numbers);
  g_test_add_func ("/net/sign-in-answers/members", test_members);
  return g_test_run ();
}
