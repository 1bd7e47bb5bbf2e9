/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "model/herald-url.h"

static void
test_origin_is_normalised (void)
{
  const struct
  {
    const char *text;
    const char *origin;
  } cases[] = {
    { "public-eur.mkt.dynamics.com", "https://public-eur.mkt.dynamics.com" },
    { "https://public-eur.mkt.dynamics.com", "https://public-eur.mkt.dynamics.com" },
    { "https://public-eur.mkt.dynamics.com/", "https://public-eur.mkt.dynamics.com" },
    { "  HTTPS://Public-EUR.mkt.dynamics.com/ ", "https://public-eur.mkt.dynamics.com" },
    { "https://example.com:8443", "https://example.com:8443" },
    { "https://example.com:443", "https://example.com" },
    { "http://127.0.0.1:8080/", "http://127.0.0.1:8080" },
    { "http://localhost:1", "http://localhost:1" },
    { "http://[::1]:8080", "http://[::1]:8080" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *origin = herald_url_normalise_origin (cases[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (origin, ==, cases[i].origin);
    }
}

static void
test_origin_is_refused (void)
{
  const char *const texts[] = {
    "",
    " ",
    "https://",
    "https:// ",
    "http://example.com",
    "http://127.0.0.1.example.com",
    "ftp://example.com",
    "https://example.com/api/v1.0",
    "https://example.com/?a=b",
    "https://example.com/#a",
    "https://me:word@example.com",
    "https://https://example.com",
    "https://exa mple.com",
    "https://example.com:99999",
    "javascript:alert(1)",
    "/path",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *origin = herald_url_normalise_origin (texts[i], &error);

      g_test_message ("%s", texts[i]);
      g_assert_null (origin);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

static void
test_loopback (void)
{
  g_assert_true (herald_url_is_loopback ("http://127.0.0.1:80/x"));
  g_assert_true (herald_url_is_loopback ("https://127.9.8.7"));
  g_assert_true (herald_url_is_loopback ("https://LOCALHOST:2"));
  g_assert_true (herald_url_is_loopback ("http://[::1]"));
  g_assert_false (herald_url_is_loopback ("https://localhost.example.com"));
  g_assert_false (herald_url_is_loopback ("https://10.0.0.1"));
  g_assert_false (herald_url_is_loopback ("127.0.0.1"));
  g_assert_false (herald_url_is_loopback (NULL));
}

static void
test_scheme (void)
{
  const struct
  {
    const char *text;
    const char *scheme;
  } cases[] = {
    { "HTTPS://a", "https" },
    { "ms-dynamicsxrm:x", "ms-dynamicsxrm" },
    { "a+b.c-1:", "a+b.c-1" },
    { "1a:b", NULL },
    { "a b:c", NULL },
    { ":a", NULL },
    { "path", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *scheme = herald_url_dup_scheme (cases[i].text);

      g_assert_cmpstr (scheme, ==, cases[i].scheme);
    }
}

static void
test_web (void)
{
  g_assert_true (herald_url_is_web ("https://example.com/a?b=c&d=%20#e"));
  g_assert_true (herald_url_is_web ("HTTP://example.com"));
  g_assert_true (herald_url_is_web ("https://exämple.com/ä"));
  g_assert_false (herald_url_is_web ("https://"));
  g_assert_false (herald_url_is_web ("https:///a"));
  g_assert_false (herald_url_is_web ("https://example.com/a b"));
  g_assert_false (herald_url_is_web ("app://example.com"));
  g_assert_false (herald_url_is_web ("example.com"));
  g_assert_false (herald_url_is_web (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/url/origin-is-normalised", test_origin_is_normalised);
  g_test_add_func ("/model/url/origin-is-refused", test_origin_is_refused);
  g_test_add_func ("/model/url/loopback", test_loopback);
  g_test_add_func ("/model/url/scheme", test_scheme);
  g_test_add_func ("/model/url/web", test_web);
  return g_test_run ();
}
