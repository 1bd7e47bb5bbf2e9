/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An environment behind a proxy, or that wants a client certificate: what is kept where, and what
 * the connection test says. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-connection-test.h"
#include "core/herald-environments.h"
#include "core/herald-hosts.h"
#include "core/herald-transports.h"
#include "herald-test-certificate.h"
#include "herald-test-proxy.h"
#include "herald-test-session.h"

#include <string.h>

#define CLIENT "7c9e6679-7425-40de-944b-e07fc1f90ae7"

typedef struct
{
  HeraldTestSession  base;
  HeraldTestProxy   *proxy;
  HeraldEnvironment *environment;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  herald_test_session_set_up_closed (&fixture->base, data);
  fixture->proxy = herald_test_proxy_new ();
  fixture->environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_NAME, "Org");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_URL, "https://org.test:9");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_CLIENT_ID, CLIENT);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_PROXY,
                          herald_test_proxy_get_url (fixture->proxy));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_test_proxy_stop (fixture->proxy);
  g_assert_finalize_object (fixture->proxy);
  g_clear_object (&fixture->environment);
  herald_test_session_tear_down (&fixture->base, data);
}

static void
save (Fixture *fixture, const HeraldEnvironmentSecrets *kept)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_environments_save_async (fixture->base.store, fixture->base.secrets, fixture->environment,
                                  kept, NULL, herald_await_cb, &await);
  herald_environments_save_finish (fixture->base.store, herald_await_result (&await), &error);
  g_assert_no_error (error);
}

static char *
look_up (Fixture *fixture, HeraldSecretKind kind, const char *id)
{
  const char *environment_id = herald_environment_get (fixture->environment, HERALD_ENVIRONMENT_ID);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_lookup_async (fixture->base.secrets, environment_id, kind, id, NULL,
                               herald_await_cb, &await);
  return herald_secrets_lookup_finish (fixture->base.secrets, herald_await_result (&await), NULL);
}

static HeraldTransport *
load (Fixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_transports_load_async (fixture->environment, fixture->base.secrets, NULL, herald_await_cb,
                                &await);
  return herald_transports_load_finish (fixture->environment, herald_await_result (&await), error);
}

/* Runs the connection test; what the step says. */
static char *
test_step (Fixture *fixture, const char *name, HeraldConnectionState *state)
{
  g_autoptr (HeraldConnectionTest) test =
    herald_connection_test_new (fixture->environment, fixture->base.store, fixture->base.secrets,
                                NULL);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  char *message = NULL;

  herald_connection_test_run_async (test, NULL, herald_await_cb, &await);
  herald_connection_test_run_finish (test, herald_await_result (&await), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (test)); i++)
    {
      g_autoptr (HeraldConnectionStep) step = g_list_model_get_item (G_LIST_MODEL (test), i);

      if (strcmp (herald_connection_step_get_name (step), name) != 0)
        continue;
      *state = herald_connection_step_get_state (step);
      message = g_strjoin ("\n", herald_connection_step_get_message (step),
                           herald_connection_step_get_fix (step), NULL);
    }
  return message;
}

static void
assert_step (Fixture *fixture, const char *name, HeraldConnectionState state, const char *says)
{
  HeraldConnectionState got = HERALD_CONNECTION_WAITING;
  g_autofree char      *message = test_step (fixture, name, &got);

  if (got != state || strstr (message, says) == NULL)
    g_error ("step %s is %s: %s", name, herald_connection_state_to_string (got), message);
}

static void
test_connection_test (Fixture *fixture, gconstpointer data)
{
  save (fixture, NULL);
  assert_step (fixture, "name", HERALD_CONNECTION_GOOD, "is reached through the proxy “127.0.0.1:");
  assert_step (fixture, "tcp", HERALD_CONNECTION_FAILED, "502");
  herald_test_proxy_set_answer (fixture->proxy, "HTTP/1.1 403 Forbidden\r\n\r\n");
  assert_step (fixture, "tcp", HERALD_CONNECTION_FAILED, "let this server through");
  herald_test_proxy_set_credential (fixture->proxy, "ada:secret");
  assert_step (fixture, "tcp", HERALD_CONNECTION_FAILED, "(407)\nEnter the proxy’s address, your");
  herald_test_proxy_stop (fixture->proxy);
  assert_step (fixture, "tcp", HERALD_CONNECTION_FAILED, "\nCheck the proxy’s address");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_PROXY, "http://proxy.invalid:1");
  assert_step (fixture, "name", HERALD_CONNECTION_FAILED, "“proxy.invalid:1” cannot be found");
}

/* Returns: (transfer full) (nullable): the proxy, as it is kept */
static HeraldHost *
read_kept_proxy (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) kept = NULL;

  herald_hosts_read_async (fixture->base.store, NULL, herald_await_cb, &await);
  kept = herald_hosts_read_finish (fixture->base.store, herald_await_result (&await), NULL);
  for (guint i = 0; i < kept->len; i++)
    if (((const HeraldHost *) kept->pdata[i])->purposes == HERALD_HOST_PROXY)
      return herald_host_copy (kept->pdata[i]);
  return NULL;
}

/* The steps before the first request tell of the proxy, too. */
static void
test_proxy_is_noted (Fixture *fixture, gconstpointer data)
{
  HeraldConnectionState state = HERALD_CONNECTION_WAITING;
  g_autofree char      *message = NULL;
  g_autoptr (HeraldHost) proxy = NULL;

  save (fixture, NULL);
  message = test_step (fixture, "tcp", &state);
  while (proxy == NULL)
    proxy = read_kept_proxy (fixture);
  g_assert_cmpstr (proxy->origin, ==, herald_test_proxy_get_url (fixture->proxy));
  g_assert_nonnull (strstr (proxy->error, "502"));
}

/* The emulator's servers are on this computer; nobody asks a proxy for them. */
static void
test_emulator_goes_past_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) emulator = herald_environment_copy (fixture->base.environment);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldTransport) transport = NULL;
  g_auto (GStrv) proxies = NULL;

  herald_environment_set (emulator, HERALD_ENVIRONMENT_PROXY,
                          herald_test_proxy_get_url (fixture->proxy));
  herald_transports_load_async (emulator, fixture->base.secrets, NULL, herald_await_cb, &await);
  transport = herald_transports_load_finish (emulator, herald_await_result (&await), &error);
  g_assert_no_error (error);
  proxies = g_proxy_resolver_lookup (herald_transport_get_proxy_resolver (transport),
                                     "https://org.test", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (proxies[0], ==, "direct://");
}

static void
test_password (Fixture *fixture, gconstpointer data)
{
  const HeraldEnvironmentSecrets kept = { .proxy_password = "secret" };
  g_autofree char               *old_id = NULL;

  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_PROXY_USER, "ada");
  herald_test_proxy_set_credential (fixture->proxy, "ada:secret");
  save (fixture, &kept);
  assert_step (fixture, "tcp", HERALD_CONNECTION_FAILED, "502");
  old_id = herald_transports_dup_password_id (fixture->environment);

  /* Another proxy does not get it, and it does not stay for nobody. */
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_PROXY, "http://other:1");
  save (fixture, NULL);
  g_assert_null (look_up (fixture, HERALD_SECRET_PROXY_PASSWORD, old_id));
}

static void
test_client_certificate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pem =
    herald_test_certificate_make (&(HeraldTestCertificate){ .name = "ada", .days = 10 });
  g_autofree char *expired =
    herald_test_certificate_make (&(HeraldTestCertificate){ .name = "ada", .days = -2 });
  HeraldEnvironmentSecrets kept = { .client_certificate = pem };
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldTransport) transport = NULL;

  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE, "CN=ada");
  save (fixture, NULL);
  g_assert_null (load (fixture, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_clear_error (&error);
  assert_step (fixture, "name", HERALD_CONNECTION_FAILED, "not among the secrets");
  save (fixture, &kept);
  transport = load (fixture, &error);
  g_assert_no_error (error);
  g_assert_nonnull (herald_transport_get_client_certificate (transport));
  kept.client_certificate = expired;
  save (fixture, &kept);
  g_assert_null (load (fixture, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "expired on"));
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE, NULL);
  save (fixture, NULL);
  g_assert_null (look_up (fixture, HERALD_SECRET_TLS_CERTIFICATE, "CN=ada"));
}

static void
test_ignored_errors (Fixture *fixture, gconstpointer data)
{
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_URL,
                          herald_emulator_info_get_https (fixture->base.info));
  save (fixture, NULL);
  assert_step (fixture, "tls", HERALD_CONNECTION_FAILED, "No secure connection");
  herald_environment_set_ignores_tls_errors (fixture->environment, TRUE);
  assert_step (fixture, "tls", HERALD_CONNECTION_WARNING, "it is not trusted, but TLS errors are");
  assert_step (fixture, "signIn", HERALD_CONNECTION_FAILED, "Nobody is signed in");
  g_assert_cmpuint (herald_test_proxy_get_n_requests (fixture->proxy), ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/core/transports/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);
  ADD ("connection-test", test_connection_test);
  ADD ("proxy-is-noted", test_proxy_is_noted);
  ADD ("emulator-goes-past-it", test_emulator_goes_past_it);
  ADD ("password", test_password);
  ADD ("client-certificate", test_client_certificate);
  ADD ("ignored-errors", test_ignored_errors);
  return g_test_run ();
}
