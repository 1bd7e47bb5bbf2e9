/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fault matrix of FCM: a message, a probe, and Google's token. */
#include "config.h"

#include "fault-push.h"

#include "base/herald-await.h"
#include "base/herald-json.h"
#include "net/herald-fcm-client.h"

#define SEND "/v1/projects/contoso-app/messages:send"
#define TOKEN "/token"
#define SENT "{\"name\":\"projects/contoso-app/messages/0:1500415314455276%31bd1c9631bd1c96\"}"

static HeraldServiceAccount *account;

static void
make_account (void)
{
  g_autoptr (HeraldKey) key = herald_key_generate (HERALD_KEY_RSA, NULL);
  g_autofree char *pem = herald_key_to_pem (key, NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) json = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (object, "type", "service_account");
  json_object_set_string_member (object, "project_id", "contoso-app");
  json_object_set_string_member (object, "private_key_id", "0123456789abcdef");
  json_object_set_string_member (object, "private_key", pem);
  json_object_set_string_member (object, "client_email",
                                 "push@contoso-app.iam.gserviceaccount.com");
  json_object_set_string_member (object, "token_uri", HERALD_GOOGLE_TOKEN_URI);
  node = json_node_init_object (json_node_alloc (), object);
  json = herald_json_write_bytes (node);
  account = herald_service_account_new_from_json (json, &error);
  g_assert_no_error (error);
}

static HeraldFcmClient *
new_client (FaultFixture *fixture)
{
  const char      *url = fault_fixture_get_url (fixture);
  g_autofree char *token_url = g_strconcat (url, TOKEN, NULL);

  return herald_fcm_client_new (fixture->http, account, url, token_url);
}

static GObject *
make_client (FaultFixture *fixture)
{
  fault_fixture_answer_tokens (fixture, TOKEN);
  return G_OBJECT (new_client (fixture));
}

static gboolean
send_by (FaultFixture *fixture, HeraldFcmClient *client, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonNode) message =
    herald_json_parse ("{\"message\":{\"token\":\"phone\",\"data\":{\"title\":\"Hi\"}}}", -1, NULL);
  g_autoptr (HeraldPushResult) result = NULL;

  herald_fcm_client_send_async (client, message, fixture->cancellable, herald_await_cb, &await);
  result = herald_fcm_client_send_finish (client, herald_await_result (&await), error);
  return fault_judge_push (result, error);
}

static gboolean
run_send (FaultFixture *fixture, GError **error)
{
  return send_by (fixture, HERALD_FCM_CLIENT (fixture->subject), error);
}

/* Each with a client that holds no token yet. */
static gboolean
run_token (FaultFixture *fixture, GError **error)
{
  g_autoptr (HeraldFcmClient) client = new_client (fixture);

  herald_script_peer_answer_always (fixture->peer, SEND, 200, NULL, SENT);
  return send_by (fixture, client, error);
}

static gboolean
run_probe (FaultFixture *fixture, GError **error)
{
  HeraldFcmClient *client = HERALD_FCM_CLIENT (fixture->subject);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldPushResult) result = NULL;

  herald_fcm_client_probe_async (client, fixture->cancellable, herald_await_cb, &await);
  result = herald_fcm_client_send_finish (client, herald_await_result (&await), error);
  if (result != NULL && !herald_push_result_is_accepted (result))
    g_assert_cmpint (herald_push_result_get_probe (result), !=, HERALD_PROBE_ACCEPTED);
  return fault_judge_push (result, error);
}

/* 429 and 503 say that FCM did nothing (contract: apns-fcm, 6.9); a probe tells that at once. */
static const FaultCall calls[] = {
  { "send", "POST " SEND, FAULT_BEARER | FAULT_BUSY, 200, NULL, SENT, run_send },
  { "probe", "POST " SEND, FAULT_BEARER, 200, NULL, SENT, run_probe },
};

static const FaultTable fcm = {
  .name = "fcm",
  .make = make_client,
  .calls = calls,
  .n_calls = G_N_ELEMENTS (calls),
};

static const FaultCall token_calls[] = {
  { "token", "POST " TOKEN, FAULT_REPEATS, 200, NULL,
    "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"" FAULT_SECRET "\"}",
    run_token },
};

static const FaultTable google = {
  .name = "google",
  .make = make_client,
  .calls = token_calls,
  .n_calls = G_N_ELEMENTS (token_calls),
  .refusal =
    "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT: " HERALD_SCRIPT_PEER_QUOTE
    "\"}",
  .refuses_credentials = TRUE,
};

int
main (int argc, char **argv)
{
  int status;

  fault_fixture_init (&argc, &argv);
  make_account ();
  fault_fixture_add (&fcm);
  fault_fixture_add (&google);
  status = fault_fixture_run ();
  g_clear_object (&account);
  return status;
}
