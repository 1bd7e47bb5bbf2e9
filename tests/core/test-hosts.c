/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The allow-list in sight: what may be contacted, what was, and what was refused. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-clients.h"
#include "core/herald-hosts.h"
#include "core/herald-session-private.h"
#include "herald-script-peer.h"
#include "herald-test-proxy.h"
#include "herald-test-session.h"

#include <string.h>

/* Waits until what was done is in the store. */
static void
settle (HeraldRecorder *recorder)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_recorder_settle_async (recorder, herald_await_cb, &await);
  g_assert_true (herald_recorder_settle_finish (recorder, herald_await_result (&await), NULL));
}

static GPtrArray *
read_kept (HeraldTestSession *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *kept;

  settle (herald_session_get_recorder (fixture->session));
  herald_hosts_read_async (fixture->store, NULL, herald_await_cb, &await);
  kept = herald_hosts_read_finish (fixture->store, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return kept;
}

static const HeraldHost *
find (GPtrArray *hosts, const char *address)
{
  for (guint i = 0; i < hosts->len; i++)
    {
      g_autofree char *own = herald_host_dup_address (g_ptr_array_index (hosts, i));

      if (g_str_equal (own, address))
        return g_ptr_array_index (hosts, i);
    }
  return NULL;
}

static HeraldEnvironment *
make_environment (const char *url)
{
  HeraldEnvironment *environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, "org");
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, url);
  return environment;
}

/* Herald with the emulator alone has talked to this computer and to no other. */
static void
test_emulator_only (HeraldTestSession *fixture, gconstpointer data)
{
  const char *url = herald_environment_get (fixture->environment, HERALD_ENVIRONMENT_URL);
  g_autoptr (GPtrArray) kept = read_kept (fixture);
  g_autoptr (GPtrArray) hosts = herald_hosts_of (kept, fixture->environment);
  const HeraldHost *host = find (hosts, url);

  g_assert_cmpuint (herald_hosts_count_elsewhere (kept), ==, 0);
  g_assert_cmpuint (hosts->len, >, 0);
  for (guint i = 0; i < hosts->len; i++)
    {
      g_assert_true (herald_host_is_local (hosts->pdata[i]));
      g_assert_true (((const HeraldHost *) hosts->pdata[i])->allowed);
    }
  g_assert_nonnull (host);
  g_assert_cmpint (host->purposes & HERALD_HOST_DATAVERSE, !=, 0);
  g_assert_cmpuint (host->status, ==, 200);
  g_assert_cmpint (host->n_contacts, >, 0);
}

/* The next start has other addresses; those of this one are not heaped up. */
static void
test_earlier_addresses_are_forgotten (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldRecorder) recorder =
    herald_recorder_new (fixture->store, HERALD_EMULATOR_ENVIRONMENT_ID);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  herald_recorder_note_contact (recorder, "http://127.0.0.1:9/", HERALD_HOST_EMULATOR, NULL);
  herald_recorder_note_contact (recorder, "https://elsewhere.example/", HERALD_HOST_EMULATOR, NULL);
  settle (recorder);
  before = read_kept (fixture);
  g_assert_nonnull (find (before, "http://127.0.0.1:9"));
  g_assert_true (herald_test_session_open (fixture, &error));
  g_assert_no_error (error);
  after = read_kept (fixture);
  g_assert_null (find (after, "http://127.0.0.1:9"));
  /* What would contradict “this computer only” stays. */
  g_assert_nonnull (find (after, "https://elsewhere.example"));
  g_assert_cmpuint (herald_hosts_count_elsewhere (after), ==, 1);
}

static void
test_configured (HeraldTestSession *fixture, gconstpointer data)
{
  static const struct
  {
    const char        *address;
    HeraldHostPurposes purposes;
  } expected[] = {
    { "https://api.push.apple.com", HERALD_HOST_APNS },
    { "https://api.sandbox.push.apple.com", HERALD_HOST_APNS },
    { "https://contoso.crm4.dynamics.com", HERALD_HOST_DATAVERSE },
    { "https://fcm.googleapis.com", HERALD_HOST_FCM },
    { "https://login.microsoftonline.com", HERALD_HOST_SIGN_IN },
    { "https://oauth2.googleapis.com", HERALD_HOST_GOOGLE_TOKEN },
    { "https://public.example", HERALD_HOST_REGISTRATION },
  };
  g_autoptr (HeraldEnvironment) environment =
    make_environment ("https://contoso.crm4.dynamics.com");
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) hosts = NULL;

  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY,
                          "https://login.microsoftonline.com");
  herald_environment_set (environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT, "public.example");
  hosts = herald_hosts_of (nothing, environment);
  g_assert_cmpuint (hosts->len, ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const HeraldHost *host = find (hosts, expected[i].address);

      g_assert_nonnull (host);
      g_assert_true (host->allowed);
      g_assert_cmpint (host->purposes, ==, expected[i].purposes);
      g_assert_cmpint (host->n_contacts, ==, 0);
    }
}

/* A redirect elsewhere: not a byte goes there, and it is seen that it would have. */
static void
test_refused (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldScriptPeer) home = herald_script_peer_new ();
  g_autoptr (HeraldScriptPeer) other = herald_script_peer_new ();
  g_autoptr (HeraldEnvironment) environment = make_environment (herald_script_peer_get_url (home));
  g_autoptr (HeraldRecorder) recorder = herald_recorder_new (fixture->store, "org");
  g_autofree char *url = g_strconcat (herald_script_peer_get_url (home), "/x", NULL);
  g_autofree char *headers =
    g_strdup_printf ("Location: %s/stolen?token=geheim\r\n", herald_script_peer_get_url (other));
  g_autoptr (HeraldHttpRequest) request = herald_http_request_new ("dataverse", "GET", url);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttp) http = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) hosts = NULL;
  const HeraldHost *host;

  http = herald_clients_make_http (environment, NULL, recorder, &error);
  g_assert_no_error (error);
  herald_script_peer_answer (home, "/x", 302, headers, "");
  herald_http_send_async (http, request, NULL, herald_await_cb, &await);
  answer = herald_http_send_finish (http, herald_await_result (&await), &error);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_null (answer);
  g_assert_cmpuint (herald_script_peer_get_n_requests (other), ==, 0);
  settle (recorder);
  kept = read_kept (fixture);
  hosts = herald_hosts_of (kept, environment);
  host = find (hosts, herald_script_peer_get_url (other));
  g_assert_nonnull (host);
  g_assert_false (host->allowed);
  g_assert_cmpint (host->n_refused, ==, 1);
  g_assert_cmpint (host->refused_us, >, 0);
  g_assert_cmpint (host->n_contacts, ==, 0);
  g_assert_cmpuint (herald_hosts_count_refusals (kept), ==, 1);
  host = find (hosts, herald_script_peer_get_url (home));
  g_assert_true (host->allowed);
  g_assert_cmpint (host->n_contacts, ==, 1);
}

static void
send_through (HeraldTestProxy *proxy, HeraldEnvironment *environment, HeraldRecorder *recorder)
{
  const HeraldTransportOptions options = { .proxy = herald_test_proxy_get_url (proxy) };
  g_autoptr (HeraldHttpRequest) request =
    herald_http_request_new ("dataverse", "GET", "https://org.test/x");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldTransport) transport = herald_transport_new (&options, &error);
  g_autoptr (HeraldHttp) http = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  g_assert_no_error (error);
  http = herald_clients_make_http (environment, transport, recorder, &error);
  g_assert_no_error (error);
  herald_test_proxy_set_answer (proxy, "HTTP/1.1 403 Forbidden\r\n\r\n");
  herald_http_send_async (http, request, NULL, herald_await_cb, &await);
  g_assert_null (herald_http_send_finish (http, herald_await_result (&await), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
}

/* What stands in between is contacted, too, and knows whom one talks to. */
static void
test_proxy (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldTestProxy) proxy = herald_test_proxy_new ();
  const char *address = herald_test_proxy_get_url (proxy);
  g_autoptr (HeraldEnvironment) environment = make_environment ("https://org.test");
  g_autoptr (HeraldRecorder) recorder = herald_recorder_new (fixture->store, "org");
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GPtrArray) other = NULL;
  g_autoptr (GPtrArray) of_system = NULL;
  const HeraldHost *host;

  send_through (proxy, environment, recorder);
  settle (recorder);
  kept = read_kept (fixture);
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, address);
  own = herald_hosts_of (kept, environment);
  host = find (own, address);
  g_assert_nonnull (host);
  g_assert_true (host->allowed);
  g_assert_cmpint (host->purposes, ==, HERALD_HOST_PROXY);
  g_assert_cmpint (host->n_contacts, ==, 1);
  g_assert_nonnull (strstr (host->error, "does not allow connections"));
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, "socks5://other.test:1080");
  other = herald_hosts_of (kept, environment);
  g_assert_false (find (other, address)->allowed);
  host = find (other, "socks5://other.test:1080");
  g_assert_true (host->allowed);
  g_assert_cmpint (host->n_contacts, ==, 0);
  /* It was its own; the system never named it. */
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, NULL);
  of_system = herald_hosts_of (kept, environment);
  g_assert_false (find (of_system, address)->allowed);
  herald_test_proxy_stop (proxy);
}

/* Which one is the system's is known when it was used; an own one takes its place. */
static void
test_system_proxy (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment = make_environment ("https://org.test");
  g_autoptr (HeraldRecorder) recorder = herald_recorder_new (fixture->store, "org");
  g_autoptr (HeraldTransport) transport = herald_transport_new_default ();
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) of_system = NULL;
  g_autoptr (GPtrArray) own = NULL;
  const HeraldHost *host;

  herald_recorder_note_proxy (recorder, transport, "http://system.test:8080", NULL);
  settle (recorder);
  kept = read_kept (fixture);
  of_system = herald_hosts_of (kept, environment);
  host = find (of_system, "http://system.test:8080");
  g_assert_true (host->allowed);
  g_assert_cmpint (host->purposes, ==, HERALD_HOST_SYSTEM_PROXY);
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, "http://own.test:8080");
  own = herald_hosts_of (kept, environment);
  g_assert_false (find (own, "http://system.test:8080")->allowed);
  g_assert_true (find (own, "http://own.test:8080")->allowed);
}

/* What belongs to no saved environment is told once per server. */
static void
test_of_none (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) environments = g_ptr_array_new ();
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) hosts = NULL;

  g_ptr_array_add (environments, fixture->environment);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HeraldRecorder) recorder =
        herald_recorder_new (fixture->store, i == 0 ? "gone" : "unsaved");

      herald_recorder_note_contact (recorder, "https://globaldisco.crm.dynamics.com/api",
                                    HERALD_HOST_DISCOVERY, i == 0 ? NULL : "broken");
      settle (recorder);
    }
  kept = read_kept (fixture);
  g_assert_cmpuint (herald_hosts_count_elsewhere (kept), ==, 1);
  hosts = herald_hosts_of_none (kept, environments);
  g_assert_cmpuint (hosts->len, ==, 1);
  g_assert_cmpint (((const HeraldHost *) hosts->pdata[0])->n_contacts, ==, 2);
  g_assert_cmpstr (((const HeraldHost *) hosts->pdata[0])->error, ==, "broken");
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(name, set_up, test)                                                                    \
  g_test_add ("/core/hosts/" name, HeraldTestSession, NULL, set_up, test,                          \
              herald_test_session_tear_down)
  ADD ("emulator-only", herald_test_session_set_up, test_emulator_only);
  ADD ("earlier-addresses-are-forgotten", herald_test_session_set_up_closed,
       test_earlier_addresses_are_forgotten);
  ADD ("configured", herald_test_session_set_up_closed, test_configured);
  ADD ("refused", herald_test_session_set_up_closed, test_refused);
  ADD ("proxy", herald_test_session_set_up_closed, test_proxy);
  ADD ("system-proxy", herald_test_session_set_up_closed, test_system_proxy);
  ADD ("of-none", herald_test_session_set_up_closed, test_of_none);
  return g_test_run ();
}
