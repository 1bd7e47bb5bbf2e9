/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proxies as people write them. */
#include "config.h"

#include "model/herald-proxy.h"

#include "base/herald-error.h"
#include "model/herald-environment.h"
#include "model/herald-issue.h"

#include <string.h>

static void
test_good (void)
{
  static const char *const cases[][2] = {
    { "", "" },
    { "  ", "" },
    { "system", "" },
    { "System", "" },
    { "none", "none" },
    { " NONE ", "none" },
    { "http://proxy.contoso.com:8080", "http://proxy.contoso.com:8080" },
    { "HTTP://Proxy.Contoso.com:8080/", "http://proxy.contoso.com:8080" },
    { "socks5://10.0.0.1:1080", "socks5://10.0.0.1:1080" },
    { "http://[2001:DB8::1]:3128", "http://[2001:db8::1]:3128" },
    { "http://proxy_1:65535", "http://proxy_1:65535" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *proxy = herald_proxy_normalise (cases[i][0], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (proxy, ==, cases[i][1]);
    }
}

static void
test_bad (void)
{
  static const char *const cases[][2] = {
    { "proxy.contoso.com:8080", "is no proxy" },
    { "proxy", "is no proxy" },
    { "ftp://proxy:21", "is no proxy" },
    { "socks4://proxy:1080", "is no proxy" },
    { "direct://", "is no proxy" },
    { "https://proxy:443", "not supported" },
    { "http://proxy", "Add the proxy’s port" },
    { "http://proxy:0", "Add the proxy’s port" },
    { "http://proxy:65536", "is no proxy" },
    { "http://:8080", "host and port only" },
    { "http://proxy:8080/pac", "host and port only" },
    { "http://proxy:8080?x", "host and port only" },
    { "http://proxy:8080#x", "host and port only" },
    { "http://pro xy:8080", "" },
    { "http://proxy\r\nX: y:8080", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_proxy_normalise (cases[i][0], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      if (strstr (error->message, cases[i][1]) == NULL)
        g_error ("“%s” does not say “%s”", error->message, cases[i][1]);
    }
}

/* What somebody pasted may hold a password, which is never shown again. */
static void
test_password_is_not_repeated (void)
{
  static const char *const cases[] = { "http://ada:PLANTED@proxy:8080", "http://ada:PLANTED@@:x",
                                       "ada:PLANTED@proxy:8080", "PLANTED://a@b" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_proxy_normalise (cases[i], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      g_assert_null (strstr (error->message, "PLANTED"));
    }
}

static const char *
find_code (const char *proxy, const char *user, const char *field)
{
  static char code[64];
  g_autoptr (GPtrArray) issues = herald_issues_new ();
  const HeraldIssue *issue;

  herald_proxy_validate (proxy, user, issues);
  issue = herald_issues_find (issues, field);
  if (issue == NULL)
    return NULL;
  g_strlcpy (code, issue->code, sizeof code);
  return code;
}

static void
test_user (void)
{
  g_autofree char *longest = g_strnfill (255, 'a');
  g_autofree char *too_long = g_strnfill (256, 'a');

  g_assert_null (find_code ("http://p:1", "ada@contoso.com", "proxyUser"));
  g_assert_null (find_code ("http://p:1", longest, "proxyUser"));
  g_assert_null (find_code (NULL, NULL, "proxyUser"));
  g_assert_cmpstr (find_code ("http://p:1", too_long, "proxyUser"), ==, "PROXY_USER_INVALID");
  g_assert_cmpstr (find_code ("http://p:1", "a:b", "proxyUser"), ==, "PROXY_USER_INVALID");
  g_assert_cmpstr (find_code ("http://p:1", "a\nb", "proxyUser"), ==, "PROXY_USER_INVALID");
  g_assert_cmpstr (find_code (NULL, "ada", "proxyUser"), ==, "PROXY_USER_ALONE");
  g_assert_cmpstr (find_code ("none", "ada", "proxyUser"), ==, "PROXY_USER_ALONE");
  g_assert_cmpstr (find_code ("proxy", "ada", "proxy"), ==, "PROXY_INVALID");
}

/* In an environment: nothing said, and errors that are ignored. */
static void
test_environment (void)
{
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  g_autoptr (HeraldEnvironment) copy = NULL;
  g_autoptr (GPtrArray) issues = NULL;

  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, " system ");
  g_assert_null (herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY));
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, "HTTP://P:1/");
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY), ==,
                   "http://p:1");
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, "nonsense");
  herald_environment_set_ignores_tls_errors (environment, TRUE);
  copy = herald_environment_copy (environment);
  g_assert_true (herald_environment_ignores_tls_errors (copy));
  issues = herald_environment_validate (copy);
  g_assert_nonnull (herald_issues_find (issues, "proxy"));
  g_assert_cmpint (herald_issues_find (issues, "tlsErrors")->severity, ==, HERALD_SEVERITY_WARNING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/proxy/good", test_good);
  g_test_add_func ("/model/proxy/bad", test_bad);
  g_test_add_func ("/model/proxy/password-is-not-repeated", test_password_is_not_repeated);
  g_test_add_func ("/model/proxy/user", test_user);
  g_test_add_func ("/model/proxy/environment", test_environment);
  return g_test_run ();
}
