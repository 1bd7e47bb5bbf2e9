/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in once, seeing which environments there are, and working in the chosen one. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-account.h"
#include "core/herald-discovery.h"
#include "core/herald-environments.h"
#include "herald-test-proxy.h"
#include "herald-test-session.h"

#include <libsoup/soup.h>
#include <string.h>

#define ADMINISTRATOR "admin@contosoltd.com"

typedef struct
{
  HeraldTestSession base;
  HeraldDiscovery  *discovery;
  GError           *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) service = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  herald_test_session_set_up_closed (&fixture->base, data);
  herald_environment_set (service, HERALD_ENVIRONMENT_URL,
                          herald_emulator_info_get_https (fixture->base.info));
  herald_environment_set (service, HERALD_ENVIRONMENT_CLIENT_ID,
                          herald_emulator_info_get (fixture->base.info,
                                                    HERALD_EMULATOR_INFO_CLIENT_ID));
  herald_environment_set (service, HERALD_ENVIRONMENT_CA_FILE,
                          herald_emulator_info_get_ca_path (fixture->base.info));
  fixture->discovery = herald_discovery_new (fixture->base.store, service, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_error (&fixture->error);
  g_assert_finalize_object (fixture->discovery);
  herald_test_session_tear_down (&fixture->base, data);
}

static void
approve (Fixture *fixture, const char *code, const char *who)
{
  HeraldEmulatorInfo *info = fixture->base.info;
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url =
    g_strconcat (herald_emulator_info_get_http (info), "/_herald/sign-in/approve", NULL);
  g_autofree char *bearer =
    g_strconcat ("Bearer ", herald_emulator_info_get_admin_token (info), NULL);
  g_autofree char *json = g_strdup_printf ("{\"userCode\":\"%s\",\"user\":\"%s\"}", code, who);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  g_autoptr (GBytes) answer = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (session, message, NULL, NULL);
  g_assert_cmpuint (soup_message_get_status (message), <, 300);
}

static void
show (const HeraldDeviceCode *code, gpointer user_data)
{
  *(char **) user_data = g_strdup (code->user_code);
}

static void
sign_in_as (Fixture *fixture, const char *who)
{
  HeraldEnvironment *service = herald_discovery_get_service (fixture->discovery);
  g_autoptr (HeraldAccount) account =
    herald_account_open (service, fixture->base.store,
                         herald_discovery_get_secrets (fixture->discovery));
  g_autofree char *code = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_account_sign_in_by_code_async (account, show, &code, NULL, herald_await_cb, &await);
  while (code == NULL)
    g_main_context_iteration (NULL, TRUE);
  approve (fixture, code, who);
  herald_account_sign_in_by_code_finish (account, herald_await_result (&await), &fixture->error);
  g_assert_no_error (fixture->error);
}

static GPtrArray *
list (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_discovery_list_async (fixture->discovery, NULL, herald_await_cb, &await);
  return herald_discovery_list_finish (fixture->discovery, herald_await_result (&await),
                                       &fixture->error);
}

static void
save (Fixture *fixture, HeraldEnvironment *environment)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) keeping = HERALD_AWAIT_INIT;

  herald_environments_save_async (fixture->base.store, fixture->base.secrets, environment, NULL,
                                  NULL, herald_await_cb, &await);
  herald_environments_save_finish (fixture->base.store, herald_await_result (&await),
                                   &fixture->error);
  g_assert_no_error (fixture->error);
  herald_discovery_keep_sign_in_async (fixture->discovery, fixture->base.secrets, environment, NULL,
                                       herald_await_cb, &keeping);
  herald_discovery_keep_sign_in_finish (fixture->discovery, herald_await_result (&keeping),
                                        &fixture->error);
  g_assert_no_error (fixture->error);
}

static gboolean
open_session (Fixture *fixture, HeraldEnvironment *environment)
{
  g_autoptr (HeraldSession) session =
    herald_session_new (environment, fixture->base.store, fixture->base.secrets, NULL);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  gboolean opened;

  herald_session_open_async (session, NULL, herald_await_cb, &await);
  opened = herald_session_open_finish (session, herald_await_result (&await), &fixture->error);
  herald_session_close (session);
  return opened;
}

static void
test_chosen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) instances = NULL;
  g_autoptr (HeraldEnvironment) environment = NULL;
  g_autofree char *obstacle = NULL;
  HeraldInstance  *instance;

  sign_in_as (fixture, ADMINISTRATOR);
  instances = list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (instances->len, ==, 2);
  obstacle = herald_instance_dup_obstacle (g_ptr_array_index (instances, 0));
  g_assert_nonnull (obstacle);
  instance = herald_instances_find (instances, herald_emulator_info_get_https (fixture->base.info));
  g_assert_nonnull (instance);
  environment = herald_discovery_make_environment (fixture->discovery, instance);
  g_assert_cmpint (herald_environment_get_kind (environment), ==, HERALD_ENVIRONMENT_PRODUCTION);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_ACCOUNT), ==,
                   ADMINISTRATOR);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID), ==,
                   herald_emulator_info_get (fixture->base.info,
                                             HERALD_EMULATOR_INFO_ORGANIZATION_ID));
  save (fixture, environment);
  g_assert_true (open_session (fixture, environment));
}

/* Another client's environment does not get the token: somebody has to sign in there. */
static void
test_other_client (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) instances = NULL;
  g_autoptr (HeraldEnvironment) environment = NULL;

  sign_in_as (fixture, ADMINISTRATOR);
  instances = list (fixture);
  environment =
    herald_discovery_make_environment (fixture->discovery,
                                       herald_instances_find (instances,
                                                              herald_emulator_info_get_https (
                                                                fixture->base.info)));
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID,
                          "51f81489-12ee-4a9e-aaae-a2591f45987d");
  save (fixture, environment);
  g_assert_false (open_session (fixture, environment));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_AUTH);
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) instances = list (fixture);

  g_assert_null (instances);
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_AUTH);
}

/* Who is disabled in Dataverse is a user of no environment. */
static void
test_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) instances = NULL;

  sign_in_as (fixture, "former@contosoltd.com");
  instances = list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (instances->len, ==, 0);
}

#define PROXY "http://proxy.test:8080"

/* A discovery that is reached on a way of its own. */
static HeraldDiscovery *
new_on_way (Fixture *fixture)
{
  const HeraldEnvironmentSecrets way = { .proxy_password = "word", .client_certificate = "PEM" };
  g_autoptr (HeraldEnvironment) service =
    herald_discovery_make_service (herald_cloud_find ("public"), "client", "");

  herald_environment_set (service, HERALD_ENVIRONMENT_PROXY, PROXY);
  herald_environment_set (service, HERALD_ENVIRONMENT_PROXY_USER, "ada");
  herald_environment_set (service, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE, "CN=ada");
  herald_environment_set (service, HERALD_ENVIRONMENT_CA_FILE, "/etc/ca.pem");
  return herald_discovery_new (fixture->base.store, service, &way);
}

static HeraldEnvironment *
make_found (HeraldDiscovery *discovery)
{
  g_autoptr (JsonNode) answer =
    json_from_string ("{\"value\":[{\"Id\":\"c9bf9e57-1685-4c89-bafb-ff5af830be8a\","
                      "\"UniqueName\":\"fabrikam\",\"FriendlyName\":\"Fabrikam\",\"State\":0,"
                      "\"Url\":\"https://fabrikam.crm4.dynamics.com\"}]}",
                      NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) instances = herald_instances_parse (json_node_get_object (answer), &error);

  g_assert_no_error (error);
  return herald_discovery_make_environment (discovery, g_ptr_array_index (instances, 0));
}

/* What is found is reached as the list was, and nobody enters the password once more. */
static void
test_way (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldDiscovery) discovery = new_on_way (fixture);
  g_autoptr (HeraldEnvironment) found = make_found (discovery);
  HeraldEnvironmentSecrets kept = { .credential = NULL };
  HeraldEnvironmentSecrets entered = { .proxy_password = "new word" };

  g_assert_cmpstr (herald_environment_get (found, HERALD_ENVIRONMENT_PROXY), ==, PROXY);
  g_assert_cmpstr (herald_environment_get (found, HERALD_ENVIRONMENT_PROXY_USER), ==, "ada");
  g_assert_cmpstr (herald_environment_get (found, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE), ==,
                   "CN=ada");
  g_assert_cmpstr (herald_environment_get (found, HERALD_ENVIRONMENT_CA_FILE), ==, "/etc/ca.pem");
  herald_discovery_complete_secrets (discovery, found, &kept);
  g_assert_cmpstr (kept.proxy_password, ==, "word");
  g_assert_cmpstr (kept.client_certificate, ==, "PEM");
  herald_discovery_complete_secrets (discovery, found, &entered);
  g_assert_cmpstr (entered.proxy_password, ==, "new word");
}

/* No other proxy gets the password, nor anything the key of another certificate's name. */
static void
test_other_way (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    HeraldEnvironmentField field;
    const char            *value;
  } changes[] = {
    { HERALD_ENVIRONMENT_PROXY, "http://other.test:8080" },
    { HERALD_ENVIRONMENT_PROXY, "none" },
    { HERALD_ENVIRONMENT_PROXY_USER, "eve" },
    { HERALD_ENVIRONMENT_CLIENT_CERTIFICATE, "CN=eve" },
    { HERALD_ENVIRONMENT_CLIENT_CERTIFICATE, NULL },
  };
  g_autoptr (HeraldDiscovery) discovery = new_on_way (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (HeraldEnvironment) found = make_found (discovery);
      const gboolean is_certificate = changes[i].field == HERALD_ENVIRONMENT_CLIENT_CERTIFICATE;
      HeraldEnvironmentSecrets kept = { .credential = NULL };

      herald_environment_set (found, changes[i].field, changes[i].value);
      herald_discovery_complete_secrets (discovery, found, &kept);
      g_assert_cmpstr (kept.proxy_password, ==, is_certificate ? "word" : NULL);
      g_assert_cmpstr (kept.client_certificate, ==, is_certificate ? NULL : "PEM");
    }
}

/* The sign-in goes through the proxy, which gets the name and the password and nothing else. */
static void
test_proxy_is_used (Fixture *fixture, gconstpointer data)
{
  const HeraldEnvironmentSecrets way = { .proxy_password = "word" };
  g_autoptr (HeraldTestProxy) proxy = herald_test_proxy_new ();
  g_autoptr (HeraldEnvironment) service = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  g_autoptr (HeraldDiscovery) discovery = NULL;
  g_autoptr (HeraldAccount) account = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_environment_set (service, HERALD_ENVIRONMENT_URL, "https://disco.test");
  herald_environment_set (service, HERALD_ENVIRONMENT_CLIENT_ID, "client");
  herald_environment_set (service, HERALD_ENVIRONMENT_PROXY, herald_test_proxy_get_url (proxy));
  herald_environment_set (service, HERALD_ENVIRONMENT_PROXY_USER, "ada");
  herald_test_proxy_set_credential (proxy, "ada:word");
  herald_test_proxy_set_answer (proxy, "HTTP/1.1 403 Forbidden\r\n\r\n");
  discovery = herald_discovery_new (fixture->base.store, service, &way);
  account = herald_account_open (herald_discovery_get_service (discovery), fixture->base.store,
                                 herald_discovery_get_secrets (discovery));
  herald_account_sign_in_by_code_async (account, show, NULL, NULL, herald_await_cb, &await);
  g_assert_false (
    herald_account_sign_in_by_code_finish (account, herald_await_result (&await), &fixture->error));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_nonnull (strstr (fixture->error->message, "does not allow connections to “disco.test”"));
  g_assert_true (herald_test_proxy_saw (proxy, "CONNECT disco.test:443 "));
  herald_test_proxy_stop (proxy);
}

static void
test_clouds (void)
{
  const HeraldCloud *cloud = herald_cloud_find ("gcc-high");
  g_autoptr (HeraldEnvironment) any = herald_discovery_make_service (cloud, "client", "");
  g_autoptr (HeraldEnvironment) one = herald_discovery_make_service (cloud, "client", "x.com");

  g_assert_cmpstr (herald_environment_get (any, HERALD_ENVIRONMENT_URL), ==, cloud->discovery);
  g_assert_cmpstr (herald_environment_get (any, HERALD_ENVIRONMENT_AUTHORITY), ==,
                   cloud->authority);
  g_assert_cmpstr (herald_environment_get (any, HERALD_ENVIRONMENT_TENANT_ID), ==, "organizations");
  g_assert_cmpstr (herald_environment_get (one, HERALD_ENVIRONMENT_TENANT_ID), ==, "x.com");
}

#define ADD(name, func) g_test_add ("/core/discovery/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  herald_test_session_init (&argc, &argv);
  ADD ("chosen", test_chosen);
  ADD ("other-client", test_other_client);
  ADD ("nobody", test_nobody);
  ADD ("none", test_none);
  ADD ("way", test_way);
  ADD ("other-way", test_other_way);
  ADD ("proxy-is-used", test_proxy_is_used);
  g_test_add_func ("/core/discovery/clouds", test_clouds);
  return g_test_run ();
}
