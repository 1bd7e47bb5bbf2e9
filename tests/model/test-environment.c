/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "model/herald-environment-colour.h"
#include "model/herald-environment.h"
#include "model/herald-issue.h"

#define ORGANIZATION "11111111-2222-3333-4444-555555555555"
#define NAME_OF_50 "a name so long that nobody would like to type that"
#define NAME_OF_100 NAME_OF_50 NAME_OF_50
#define CLIENT "51f81489-12ee-4a9e-aaae-a2591f45987d"

static HeraldEnvironment *
new_good (void)
{
  HeraldEnvironment *environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Contoso test");
  herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR, "#3584e4");
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL,
                          "https://contoso.crm4.dynamics.com/");
  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY, "login.microsoftonline.com");
  herald_environment_set (environment, HERALD_ENVIRONMENT_TENANT_ID, "contoso.com");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID, CLIENT);
  herald_environment_set (environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT,
                          "public-eur.mkt.dynamics.com");
  herald_environment_set (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID,
                          "{11111111-2222-3333-4444-555555555555}");
  return environment;
}

static void
test_set_normalises (void)
{
  g_autoptr (HeraldEnvironment) environment = new_good ();

  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_URL), ==,
                   "https://contoso.crm4.dynamics.com");
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_AUTHORITY), ==,
                   "https://login.microsoftonline.com");
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID), ==,
                   ORGANIZATION);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_USER_ID), ==, "");
  g_assert_null (herald_environment_get (environment, HERALD_ENVIRONMENT_APNS_ORIGIN));
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "  ");
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_NAME), ==, "");
}

static void
test_good_has_no_findings (void)
{
  g_autoptr (HeraldEnvironment) environment = new_good ();
  g_autoptr (GPtrArray) issues = herald_environment_validate (environment);

  g_assert_cmpuint (issues->len, ==, 0);
}

/* A word with a joiner, as Persian has them, and the longest name that there may be. */
static void
test_good_names (void)
{
  static const char *const names[] = { "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1", NAME_OF_100 };
  g_autoptr (HeraldEnvironment) environment = new_good ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) issues = NULL;

      herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, names[i]);
      issues = herald_environment_validate (environment);
      g_assert_cmpuint (issues->len, ==, 0);
    }
}

static void
test_findings (void)
{
  const struct
  {
    HeraldEnvironmentField field;
    const char            *value;
    const char            *name;
    const char            *code;
    HeraldSeverity         severity;
  } cases[] = {
    { HERALD_ENVIRONMENT_NAME, "", "name", "NAME_MISSING", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_COLOUR, "blue", "colour", "COLOUR_INVALID", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_COLOUR, "#3584e4\n#", "colour", "COLOUR_INVALID", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_URL, "", "url", "ADDRESS_MISSING", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_NAME, "Emulator", "name", "NAME_RESERVED", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_NAME, "Contoso\nLive", "name", "NAME_INVALID", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_NAME, "Contoso \xe2\x80\xae live", "name", "NAME_INVALID",
      HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_NAME, NAME_OF_100 "+", "name", "NAME_LONG", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_URL, "http://127.0.0.1:8080", "url", "ADDRESS_NOT_ENCRYPTED",
      HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_URL, "http://contoso.crm4.dynamics.com", "url", "ADDRESS_INVALID",
      HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_URL, "https://contoso.crm4.dynamics.com/main.aspx", "url",
      "ADDRESS_INVALID", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_URL, "https://crm.dynamics.com.example.com", "url", "ADDRESS_UNUSUAL",
      HERALD_SEVERITY_WARNING },
    { HERALD_ENVIRONMENT_AUTHORITY, NULL, "authority", "ADDRESS_MISSING", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_TENANT_ID, "", "tenantId", "TENANT_MISSING", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_TENANT_ID, "a/b", "tenantId", "TENANT_INVALID", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_CLIENT_ID, "my app", "clientId", "CLIENT_INVALID", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_PUBLIC_ENDPOINT, "", "publicEndpoint", "ENDPOINT_MISSING",
      HERALD_SEVERITY_WARNING },
    { HERALD_ENVIRONMENT_PUBLIC_ENDPOINT, "http://public-eur.mkt.dynamics.com", "publicEndpoint",
      "ADDRESS_INVALID", HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_ORGANIZATION_ID, "contoso", "organizationId", "ORGANIZATION_INVALID",
      HERALD_SEVERITY_ERROR },
    { HERALD_ENVIRONMENT_FCM_ORIGIN, "ftp://x", "fcmOrigin", "ADDRESS_INVALID",
      HERALD_SEVERITY_ERROR },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldEnvironment) environment = new_good ();
      g_autoptr (GPtrArray) issues = NULL;
      const HeraldIssue *issue;

      herald_environment_set (environment, cases[i].field, cases[i].value);
      issues = herald_environment_validate (environment);
      g_assert_cmpuint (issues->len, ==, 1);
      issue = g_ptr_array_index (issues, 0);
      g_assert_cmpstr (issue->code, ==, cases[i].code);
      g_assert_cmpstr (issue->field, ==, cases[i].name);
      g_assert_cmpint (issue->severity, ==, cases[i].severity);
    }
}

static void
test_emulator_stays_here (void)
{
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);
  g_autoptr (GPtrArray) issues = NULL;

  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, "http://127.0.0.1:8080");
  herald_environment_set (environment, HERALD_ENVIRONMENT_APNS_ORIGIN,
                          "https://api.push.apple.com");
  herald_environment_set (environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT,
                          "https://public-eur.mkt.dynamics.com");
  issues = herald_environment_validate (environment);
  g_assert_null (herald_issues_find (issues, "url"));
  g_assert_cmpstr (herald_issues_find (issues, "apnsOrigin")->code, ==, "EMULATOR_FOREIGN_HOST");
  g_assert_cmpstr (herald_issues_find (issues, "publicEndpoint")->code, ==,
                   "EMULATOR_FOREIGN_HOST");
}

/* A person's sign-in learns where it goes; an application has to be told. */
static void
test_sign_in (void)
{
  g_autoptr (HeraldEnvironment) environment = new_good ();
  g_autoptr (GPtrArray) as_application = NULL;
  g_autoptr (GPtrArray) as_person = NULL;

  g_assert_cmpint (herald_environment_get_sign_in (environment), ==, HERALD_SIGN_IN_SECRET);
  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY, NULL);
  herald_environment_set (environment, HERALD_ENVIRONMENT_TENANT_ID, NULL);
  as_application = herald_environment_validate (environment);
  g_assert_cmpstr (herald_issues_find (as_application, "authority")->code, ==, "ADDRESS_MISSING");
  g_assert_cmpstr (herald_issues_find (as_application, "tenantId")->code, ==, "TENANT_MISSING");
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  g_assert_cmpint (herald_environment_get_sign_in (environment), ==, HERALD_SIGN_IN_USER);
  as_person = herald_environment_validate (environment);
  g_assert_cmpuint (as_person->len, ==, 0);
}

/* An address of Microsoft's may only lead to a sign-in service of Microsoft's. */
static void
test_authority (void)
{
  static const struct
  {
    const char *url;
    const char *authority;
    gboolean    is_believed;
  } cases[] = {
    { "https://contoso.crm4.dynamics.com", "https://login.microsoftonline.com", TRUE },
    { "https://contoso.crm.microsoftdynamics.us", "https://login.microsoftonline.us", TRUE },
    { "https://contoso.crm.dynamics.cn", "https://login.partner.microsoftonline.cn", TRUE },
    { "https://contoso.crm4.dynamics.com", "https://login.example.com", FALSE },
    { "https://contoso.crm4.dynamics.com", "http://login.microsoftonline.com", FALSE },
    { "https://contoso.crm4.dynamics.com", "https://login.microsoftonline.com:444", FALSE },
    { "https://localhost:8443", "https://localhost:8443", TRUE },
    { "https://evildynamics.com", "https://login.example.com", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (herald_sign_in_check_authority (cases[i].url, cases[i].authority, &error),
                       ==, cases[i].is_believed);
      if (!cases[i].is_believed)
        g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
    }
}

static void
test_registration_base (void)
{
  const char *const endpoints[] = {
    "public-eur.mkt.dynamics.com",
    "https://public-eur.mkt.dynamics.com",
    "https://public-eur.mkt.dynamics.com/",
  };
  g_autoptr (HeraldEnvironment) environment = new_good ();

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autofree char *base = NULL;

      herald_environment_set (environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT, endpoints[i]);
      base = herald_environment_dup_registration_base (environment);
      g_assert_cmpstr (base, ==, "https://public-eur.mkt.dynamics.com/api/v1.0/orgs/" ORGANIZATION);
    }
  herald_environment_set (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID, NULL);
  g_assert_null (herald_environment_dup_registration_base (environment));
}

static void
test_kinds (void)
{
  for (int i = HERALD_ENVIRONMENT_EMULATOR; i <= HERALD_ENVIRONMENT_PRODUCTION; i++)
    {
      HeraldEnvironmentKind kind = HERALD_ENVIRONMENT_EMULATOR;
      const char           *name = herald_environment_kind_to_string ((HeraldEnvironmentKind) i);

      g_assert_true (herald_environment_kind_from_string (name, &kind));
      g_assert_cmpint (kind, ==, i);
      g_assert_cmpstr (herald_environment_kind_get_label (kind), !=, "");
      g_assert_false (herald_environment_kind_from_string ("live", &kind));
      g_assert_false (herald_environment_kind_from_string (NULL, &kind));
    }
}

/* Each has its own as long as there are enough. */
static void
test_colours (void)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_ptr_array_add (others, herald_environment_new (HERALD_ENVIRONMENT_TEST));
  for (guint i = 0; i < 6; i++)
    {
      HeraldEnvironment *environment = new_good ();
      const char        *colour = herald_environment_colour_choose (others);
      g_autoptr (GPtrArray) issues = NULL;

      g_assert_true (g_hash_table_add (seen, g_strdup (colour)));
      g_assert_cmpstr (colour, !=, HERALD_ENVIRONMENT_COLOUR_EMULATOR);
      herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR, colour);
      g_ptr_array_add (others, environment);
      issues = herald_environment_validate (environment);
      g_assert_cmpuint (issues->len, ==, 0);
    }
  g_assert_true (g_hash_table_contains (seen, herald_environment_colour_choose (others)));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/environment/set-normalises", test_set_normalises);
  g_test_add_func ("/model/environment/good-has-no-findings", test_good_has_no_findings);
  g_test_add_func ("/model/environment/good-names", test_good_names);
  g_test_add_func ("/model/environment/findings", test_findings);
  g_test_add_func ("/model/environment/emulator-stays-here", test_emulator_stays_here);
  g_test_add_func ("/model/environment/sign-in", test_sign_in);
  g_test_add_func ("/model/environment/authority", test_authority);
  g_test_add_func ("/model/environment/registration-base", test_registration_base);
  g_test_add_func ("/model/environment/colours", test_colours);
  g_test_add_func ("/model/environment/kinds", test_kinds);
  return g_test_run ();
}
