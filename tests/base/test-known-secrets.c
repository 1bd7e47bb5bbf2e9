/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was sent as a secret is found in an answer however it is written there, and nothing else
 * is. */
#define _GNU_SOURCE /* memmem() */
#include "config.h"

#include "base/herald-known-secrets.h"
#include "base/herald-redact.h"

#include <malloc.h>
#include <string.h>

#define FORM "application/x-www-form-urlencoded"
#define JSON "application/json; charset=utf-8"
#define M HERALD_REDACTED

#ifndef __SANITIZE_ADDRESS__

/* What is looked for in all memory that is given back. */
static const char *watched; /* (nullable) */
static guint       n_found;

extern void __libc_free (void *memory);

/* In place of the C library's. */
void
free (void *memory)
{
  if (memory != NULL && watched != NULL &&
      memmem (memory, malloc_usable_size (memory), watched, strlen (watched)) != NULL)
    n_found++;
  __libc_free (memory);
}

#endif

typedef struct
{
  const char *name;
  const char *header; /* (nullable): of the request */
  const char *value;
  const char *type; /* (nullable) */
  const char *body;
  const char *answer;
  const char *masked;
} Row;

static const Row rows[] = {
  { "bearer", "Authorization", "Bearer a+b/c=d", NULL, NULL, "no “a+b/c=d”", "no “" M "”" },
  { "cut", "Authorization", "Bearer 0123456789abcdef/xyz", NULL, NULL,
    "(bearer 0123456789abcdef/x…, sent)", "(bearer " M "…, sent)" },
  { "cut-in-json", "Authorization", "Bearer 0123456789abcdef/xyz", NULL, NULL,
    "{\"reason\":\"0123456789abcdef/\"}", "{\"reason\":\"" M "\"}" },
  { "cut-and-escaped", NULL, NULL, FORM, "client_secret=0123456789abcdef%2Fxyz",
    "0123456789abcdef%2Fx", M },
  { "cut-too-much", "Authorization", "Bearer 0123456789abcdef/xyz", NULL, NULL, "0123456789abcde",
    "0123456789abcde" },
  { "scheme", "Authorization", "Bearer a+b/c=d", NULL, NULL, "a Bearer is needed",
    "a Bearer is needed" },
  { "lower-case", "authorization", "bearer eyJhbGci", NULL, NULL, "{\"reason\":\"eyJhbGci\"}",
    "{\"reason\":\"" M "\"}" },
  { "other-header", "X-Trace", "abcdefgh", NULL, NULL, "abcdefgh", "abcdefgh" },
  { "headers-in-header", "x-ms-callback-url-headers", "{\"X-Key\":\"kkkkkkkk\"}", NULL, NULL,
    "X-Key is kkkkkkkk", "X-Key is " M },
  { "form", NULL, NULL, FORM, "client_id=ccccccc&client_secret=a%2Bb%2Fc%3D",
    "{\"e\":\"ccccccc a+b/c= a%2Bb%2Fc%3D\"}", "{\"e\":\"ccccccc " M " " M "\"}" },
  { "escaped", NULL, NULL, FORM, "client_secret=a%2Bb%2Fc%3D", "{\"e\":\"a\\u002bb\\/c\\u003d\"}",
    "{\"e\":\"" M "\"}" },
  { "code", NULL, NULL, FORM, "code=0.AXYZ-1&state=ssssssss", "0.AXYZ-1 ssssssss", M " ssssssss" },
  { "json", NULL, NULL, JSON, "{\"ApiToken\":\"tttttttt\",\"UserId\":\"uuuuuuuu\"}",
    "[\"tttttttt\",{\"tttttttt\":\"uuuuuuuu\"}]", "[\"" M "\",{\"" M "\":\"uuuuuuuu\"}]" },
  { "json-quotes", NULL, NULL, JSON, "{\"password\":\"pp\\\"pppp\"}", "cut {\"e\":\"pp\\\"pppp",
    "cut {\"e\":\"" M },
  { "document", NULL, NULL, JSON,
    "{\"msdynmkt_serviceaccountjson1\":\"{\\\"private_key\\\":\\\"kkkk-kkkk\\\"}\"}",
    "key kkkk-kkkk", "key " M },
  { "code-of-json", NULL, NULL, JSON, "{\"code\":\"cccccccc\"}", "cccccccc", "cccccccc" },
  { "batch", NULL, NULL, "multipart/mixed; boundary=b",
    "--b\r\nContent-Type: application/http\r\n\r\nPOST /x HTTP/1.1\r\n"
    "Authorization: Bearer bbbbbbbb\r\n\r\n{\"msdynmkt_apitoken\":\"tttttttt\"}\r\n--b--\r\n",
    "bbbbbbbb tttttttt", M " " M },
  { "part-of-another", NULL, NULL, FORM, "client_secret=aaaaaa&refresh_token=aaaaaabbb",
    "aaaaaabbb aaaaaa", M " " M },
  { "short", NULL, NULL, FORM, "password=abc", "abc", "abc" },
  { "not-text", "Authorization", "Bearer bbbbbbbb", NULL, NULL, "\xff bbbbbbbb",
    "\xef\xbf\xbd " M },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (HeraldKnownSecrets) secrets = herald_known_secrets_new ();
  g_autoptr (GBytes) body =
    row->body != NULL ? g_bytes_new_static (row->body, strlen (row->body)) : NULL;
  g_autoptr (GBytes) answer = g_bytes_new_static (row->answer, strlen (row->answer));
  g_autoptr (GBytes) masked = NULL;
  g_autofree char *text = NULL;

  if (row->header != NULL)
    herald_known_secrets_add_header (secrets, row->header, row->value);
  herald_known_secrets_add_body (secrets, row->type, body);
  masked = herald_known_secrets_mask_body (secrets, answer);
  text = g_strndup (g_bytes_get_data (masked, NULL), g_bytes_get_size (masked));
  g_assert_cmpstr (text, ==, row->masked);
}

static void
test_url (void)
{
  g_autoptr (HeraldKnownSecrets) secrets = herald_known_secrets_new ();
  g_autofree char *text = NULL;

  herald_known_secrets_add_url (secrets, "https://a.example/x?access_token=qqqqqqqq&id=iiiiiiii");
  text = herald_known_secrets_mask (secrets, "qqqqqqqq iiiiiiii");
  g_assert_cmpstr (text, ==, M " iiiiiiii");
}

/* A page of rows is given as it came. */
static void
test_untouched (void)
{
  g_autoptr (HeraldKnownSecrets) secrets = herald_known_secrets_new ();
  g_autoptr (GBytes) answer = g_bytes_new_static ("{ \"a\" : 1.50 }", 14);
  g_autoptr (GBytes) same = NULL;

  herald_known_secrets_add_header (secrets, "Authorization", "Bearer bbbbbbbb");
  same = herald_known_secrets_mask_body (secrets, answer);
  g_assert_true (same == answer);
}

/* Memory that somebody else gets next holds no copy of a request. */
static void
test_copies_are_wiped (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the sanitizer has its own free()");
#else
  static const char *const parts[] = { "  Bearer bbbbbbbb", "\"msdynmkt_apitoken\":\"tttttttt" };
  static const char        body[] =
    "--b\r\nContent-Type: application/http\r\n\r\nPOST /x HTTP/1.1\r\n"
    "Authorization:   Bearer bbbbbbbb\r\n\r\n{\"msdynmkt_apitoken\":\"tttttttt\"}\r\n--b--\r\n";

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      HeraldKnownSecrets *secrets = herald_known_secrets_new ();
      g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));

      n_found = 0;
      watched = parts[i];
      herald_known_secrets_add_body (secrets, "multipart/mixed; boundary=b", bytes);
      watched = NULL;
      g_assert_cmpuint (n_found, ==, 0);
      herald_known_secrets_free (secrets);
    }
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/base/known-secrets/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/base/known-secrets/url", test_url);
  g_test_add_func ("/base/known-secrets/untouched", test_untouched);
  g_test_add_func ("/base/known-secrets/copies-are-wiped", test_copies_are_wiped);
  return g_test_run ();
}
