/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who answers at an environment's address, told by scripted answers. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-identity.h"
#include "herald-script-peer.h"

#include <string.h>

#define API "/api/data/v9.2/"
#define USER "11111111-2222-3333-4444-555555555555"
#define ORGANIZATION "99999999-8888-7777-6666-555555555555"
#define OTHER "00000000-8888-7777-6666-555555555555"

typedef struct
{
  HeraldScriptPeer *peer;
  HeraldDataverse  *dataverse;
  HeraldIdentity   *who;
  GError           *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttp) http = herald_http_new (NULL);
  g_autoptr (HeraldRemote) remote = herald_remote_new (http, HERALD_SERVICE_DATAVERSE, NULL);

  fixture->peer = herald_script_peer_new ();
  herald_http_allow_origin (http, herald_script_peer_get_url (fixture->peer));
  fixture->dataverse = herald_dataverse_new (remote, herald_script_peer_get_url (fixture->peer));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->who, herald_identity_free);
  g_clear_error (&fixture->error);
  g_assert_finalize_object (fixture->dataverse);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
}

static gboolean
fetch (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_identity_fetch_async (fixture->dataverse, NULL, herald_await_cb, &await);
  fixture->who = herald_identity_fetch_finish (fixture->dataverse, herald_await_result (&await),
                                               &fixture->error);
  return fixture->who != NULL;
}

static void
script_ids (Fixture *fixture)
{
  herald_script_peer_answer (fixture->peer, API "WhoAmI", 200, NULL,
                             "{\"UserId\":\"" USER "\",\"OrganizationId\":\"" ORGANIZATION "\"}");
}

static void
script_names (Fixture *fixture, guint status, const char *organization, const char *user)
{
  herald_script_peer_answer (fixture->peer, API "RetrieveCurrentOrganization", status, NULL,
                             organization);
  herald_script_peer_answer (fixture->peer, API "systemusers", status, NULL, user);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  script_ids (fixture);
  /* GUIDs come in both casings. */
  script_names (fixture, 200,
                "{\"Detail\":{\"OrganizationId\":\"{" ORGANIZATION
                "}\",\"FriendlyName\":\"Fabrikam\",\"TenantId\":\"" OTHER "\"}}",
                "{\"fullname\":\"Ada\"}");
  g_assert_true (fetch (fixture));
  g_assert_cmpstr (fixture->who->organization_id, ==, ORGANIZATION);
  g_assert_cmpstr (fixture->who->organization_name, ==, "Fabrikam");
  g_assert_cmpstr (fixture->who->tenant_id, ==, OTHER);
  g_assert_cmpstr (fixture->who->user_id, ==, USER);
  g_assert_cmpstr (fixture->who->user_name, ==, "Ada");
}

/* What is compared is known without them. */
static void
test_names_are_secret (Fixture *fixture, gconstpointer data)
{
  script_ids (fixture);
  script_names (fixture, 403, "{}", "{}");
  g_assert_true (fetch (fixture));
  g_assert_null (fixture->who->organization_name);
  g_assert_null (fixture->who->user_name);
}

static void
test_names_make_no_sense (Fixture *fixture, gconstpointer data)
{
  script_ids (fixture);
  script_names (fixture, 200, "{\"Detail\":{\"OrganizationId\":\"me\"}}", "[]");
  g_assert_true (fetch (fixture));
  g_assert_null (fixture->who->organization_name);
  g_assert_null (fixture->who->user_name);
}

static void
test_two_organizations (Fixture *fixture, gconstpointer data)
{
  script_ids (fixture);
  script_names (fixture, 200, "{\"Detail\":{\"OrganizationId\":\"" OTHER "\"}}", "{}");
  g_assert_false (fetch (fixture));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (fixture->error->message, OTHER));
}

static void
test_not_a_member (Fixture *fixture, gconstpointer data)
{
  herald_script_peer_answer (fixture->peer, API "WhoAmI", 403, NULL,
                             "{\"error\":{\"code\":\"0x80072560\",\"message\":\"No.\"}}");
  g_assert_false (fetch (fixture));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_FORBIDDEN);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 1);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  script_ids (fixture);
  herald_script_peer_hold (fixture->peer, API "RetrieveCurrentOrganization", NULL);
  herald_script_peer_hold (fixture->peer, API "systemusers", NULL);
  herald_identity_fetch_async (fixture->dataverse, cancellable, herald_await_cb, &await);
  herald_script_peer_wait_for_requests (fixture->peer, 3);
  g_cancellable_cancel (cancellable);
  fixture->who = herald_identity_fetch_finish (fixture->dataverse, herald_await_result (&await),
                                               &fixture->error);
  g_assert_null (fixture->who);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Saved, then answering now. */
static void
test_compared (void)
{
  static const struct
  {
    HeraldEnvironmentKind kind;
    const char           *organization;
    const char           *user;
    const char           *saved_name; /* of either that is another one */
    const char           *says;       /* (nullable): NULL when they are the same */
  } cases[] = {
    { HERALD_ENVIRONMENT_TEST, "", "", "", NULL },
    { HERALD_ENVIRONMENT_TEST, ORGANIZATION, USER, "", NULL },
    { HERALD_ENVIRONMENT_TEST, ORGANIZATION, "", "", NULL },
    { HERALD_ENVIRONMENT_PRODUCTION, OTHER, USER, "Contoso",
      "organization “Fabrikam” (" ORGANIZATION "), but “Contoso” (" OTHER ") was saved" },
    { HERALD_ENVIRONMENT_PRODUCTION, OTHER, USER, "", "but " OTHER " was saved" },
    { HERALD_ENVIRONMENT_PRODUCTION, ORGANIZATION, OTHER, "Ada",
      "user " USER ", but “Ada” (" OTHER ") was saved" },
    { HERALD_ENVIRONMENT_EMULATOR, OTHER, OTHER, "Contoso", NULL },
  };
  char           organization[] = ORGANIZATION;
  char           name[] = "Fabrikam";
  char           user[] = USER;
  HeraldIdentity who = { .organization_id = organization,
                         .organization_name = name,
                         .user_id = user };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldEnvironment) environment = herald_environment_new (cases[i].kind);
      g_autoptr (GError) error = NULL;

      herald_environment_set (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID,
                              cases[i].organization);
      herald_environment_set (environment, HERALD_ENVIRONMENT_ORGANIZATION_NAME,
                              cases[i].saved_name);
      herald_environment_set (environment, HERALD_ENVIRONMENT_USER_ID, cases[i].user);
      herald_environment_set (environment, HERALD_ENVIRONMENT_USER_NAME, cases[i].saved_name);
      g_assert_true (herald_identity_check (&who, environment, &error) == (cases[i].says == NULL));
      if (cases[i].says == NULL)
        continue;
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

/* A name that was read once stays with who has it, and only with them. */
static void
test_saved (void)
{
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  char           organization[] = ORGANIZATION;
  char           user[] = USER;
  char           other[] = OTHER;
  char           name[] = "Ada";
  HeraldIdentity who = { .organization_id = organization, .user_id = user, .user_name = name };

  herald_identity_save (&who, environment);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_USER_NAME), ==, "Ada");
  who.user_name = NULL;
  herald_identity_save (&who, environment);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_USER_NAME), ==, "Ada");
  who.user_id = other;
  herald_identity_save (&who, environment);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_USER_ID), ==, OTHER);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_USER_NAME), ==, "");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/core/identity/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("names", test_names);
  ADD ("names-are-secret", test_names_are_secret);
  ADD ("names-make-no-sense", test_names_make_no_sense);
  ADD ("two-organizations", test_two_organizations);
  ADD ("not-a-member", test_not_a_member);
  ADD ("cancel", test_cancel);
  g_test_add_func ("/core/identity/compared", test_compared);
  g_test_add_func ("/core/identity/saved", test_saved);
  return g_test_run ();
}
