/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fault matrix of APNs: a push and a probe over HTTP/2. */
#include "config.h"

#include "fault-push.h"

#include "base/herald-await.h"
#include "net/herald-apns-client.h"

#define DEVICE "/3/device/"
#define PHONE "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0"
#define ID "apns-id: eabeae54-14a8-11e5-b60b-1697f925ec7b\r\n"

static HeraldKey *key;

static GObject *
make_client (FaultFixture *fixture)
{
  const HeraldApnsOptions options = {
    .origin = fault_fixture_get_url (fixture),
    .team_id = "DEF123GHIJ",
    .key_id = "ABC123DEFG",
    .key = key,
    .topic = "com.example.herald",
  };

  return G_OBJECT (herald_apns_client_new (fixture->http, &options));
}

static gboolean
run_send (FaultFixture *fixture, GError **error)
{
  static const char payload[] = "{\"aps\":{\"alert\":{\"title\":\"Hi\"}}}";
  HeraldApnsClient *client = HERALD_APNS_CLIENT (fixture->subject);
  g_autoptr (GBytes) body = g_bytes_new_static (payload, sizeof payload - 1);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldPushResult) result = NULL;

  herald_apns_client_send_async (client, PHONE, body, fixture->cancellable, herald_await_cb,
                                 &await);
  result = herald_apns_client_send_finish (client, herald_await_result (&await), error);
  return fault_judge_push (result, error);
}

/* That there is no such device is what a probe wants to hear. */
static gboolean
run_probe (FaultFixture *fixture, GError **error)
{
  HeraldApnsClient *client = HERALD_APNS_CLIENT (fixture->subject);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldPushResult) result = NULL;

  herald_apns_client_probe_async (client, fixture->cancellable, herald_await_cb, &await);
  result = herald_apns_client_send_finish (client, herald_await_result (&await), error);
  if (result != NULL && herald_push_result_get_probe (result) == HERALD_PROBE_ACCEPTED)
    return TRUE;
  return fault_judge_push (result, error);
}

/* 503, and 429 with a time, say that APNs did nothing; a probe tells that at once. */
static const FaultCall calls[] = {
  { "send", "POST " DEVICE, FAULT_BEARER | FAULT_BUSY, 200, ID, "", run_send },
  { "probe", "POST " DEVICE, FAULT_BEARER, 400, ID "content-type: application/json\r\n",
    "{\"reason\":\"BadDeviceToken\"}", run_probe },
};

static const FaultTable apns = {
  .name = "apns",
  .make = make_client,
  .calls = calls,
  .n_calls = G_N_ELEMENTS (calls),
  .is_http2 = TRUE,
};

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  fault_fixture_init (&argc, &argv);
  key = herald_key_generate (HERALD_KEY_EC_P256, &error);
  g_assert_no_error (error);
  fault_fixture_add (&apns);
  status = fault_fixture_run ();
  g_clear_object (&key);
  return status;
}
