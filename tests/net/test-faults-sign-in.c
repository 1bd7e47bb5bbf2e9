/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fault matrix of signing in: where it is, its forms, and which environments there are. */
#include "config.h"

#include "fault-fixture.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "net/herald-instances.h"
#include "net/herald-openid.h"
#include "net/herald-token-request.h"

#define TENANT "0f8fad5b-d9cb-469f-a165-70867728950e"
#define TOKEN_PATH "/tenant/oauth2/v2.0/token"
#define SCOPE "https://org.example/.default"
/* With characters that forms and JSON write in their own ways. */
#define CREDENTIAL FAULT_SECRET "/a+b~c="
#define ASSERTION "eyJhbGciOiJQUzI1NiJ9.e30." FAULT_SECRET
#define TOKENS                                                                                     \
  "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"" FAULT_SECRET "-access\","   \
  "\"refresh_token\":\"" CREDENTIAL "\",\"id_token\":\"" ASSERTION "\"}"

static GObject *
make_client (FaultFixture *fixture)
{
  return G_OBJECT (g_object_ref (fixture->http));
}

static char *
make_url (FaultFixture *fixture, const char *path)
{
  return g_strconcat (fault_fixture_get_url (fixture), path, NULL);
}

static gboolean
run_challenge (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldChallenge) challenge = NULL;

  herald_challenge_fetch_async (fixture->http, fault_fixture_get_url (fixture),
                                fixture->cancellable, herald_await_cb, &await);
  challenge = herald_challenge_fetch_finish (fixture->http, herald_await_result (&await), error);
  return challenge != NULL && g_str_equal (challenge->tenant, TENANT);
}

static gboolean
run_description (FaultFixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldOpenid) openid = NULL;

  herald_openid_fetch_async (fixture->http, fault_fixture_get_url (fixture), TENANT,
                             fixture->cancellable, herald_await_cb, &await);
  openid = herald_openid_fetch_finish (fixture->http, herald_await_result (&await), error);
  return openid != NULL;
}

/* Takes @form. */
static HeraldHttpAnswer *
send_form (FaultFixture *fixture, const char *path, char *form, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autofree char *url = make_url (fixture, path);

  herald_token_request_async (fixture->http, url, form, fixture->cancellable, herald_await_cb,
                              &await);
  herald_token_form_free (form);
  return herald_token_request_finish (fixture->http, herald_await_result (&await), error);
}

/* Takes @form. */
static gboolean
run_form (FaultFixture *fixture, char *form, GError **error)
{
  g_autoptr (HeraldHttpAnswer) answer = send_form (fixture, TOKEN_PATH, form, error);
  g_autoptr (HeraldTokenAnswer) tokens =
    answer != NULL ? herald_token_answer_parse (answer, HERALD_SERVICE_SIGN_IN, error) : NULL;

  /* A refresh token that comes back unchanged is given as it is. */
  if (tokens != NULL)
    g_assert_cmpstr (tokens->refresh_token, ==, CREDENTIAL);
  return tokens != NULL;
}

static gboolean
run_code (FaultFixture *fixture, GError **error)
{
  return run_form (fixture,
                   herald_token_form_new ("client_id", "client", "grant_type", "authorization_code",
                                          "code", CREDENTIAL, "code_verifier",
                                          FAULT_SECRET "-verifier", NULL),
                   error);
}

static gboolean
run_refresh (FaultFixture *fixture, GError **error)
{
  return run_form (fixture,
                   herald_token_form_new ("client_id", "client", "grant_type", "refresh_token",
                                          "refresh_token", CREDENTIAL, NULL),
                   error);
}

static gboolean
run_poll (FaultFixture *fixture, GError **error)
{
  return run_form (fixture,
                   herald_token_form_new ("client_id", "client", "device_code", CREDENTIAL, NULL),
                   error);
}

static gboolean
run_secret (FaultFixture *fixture, GError **error)
{
  return run_form (fixture,
                   herald_token_form_new ("client_id", "client", "grant_type", "client_credentials",
                                          "client_secret", CREDENTIAL, NULL),
                   error);
}

static gboolean
run_certificate (FaultFixture *fixture, GError **error)
{
  return run_form (fixture,
                   herald_token_form_new ("client_id", "client", "grant_type", "client_credentials",
                                          "client_assertion", ASSERTION, NULL),
                   error);
}

static gboolean
run_device_code (FaultFixture *fixture, GError **error)
{
  g_autoptr (HeraldHttpAnswer) answer =
    send_form (fixture, "/devicecode", herald_token_form_new ("client_id", "client", NULL), error);
  g_autoptr (HeraldDeviceCode) code =
    answer != NULL ? herald_device_code_parse (answer, error) : NULL;

  return code != NULL;
}

static HeraldTokenSource *
make_source (FaultFixture *fixture)
{
  const char *url = fault_fixture_get_url (fixture);

  return herald_token_source_new_client_credentials (fixture->http, url, "tenant", "client",
                                                     CREDENTIAL, url);
}

static gboolean
run_source (FaultFixture *fixture, GError **error)
{
  g_autoptr (HeraldTokenSource) source = make_source (fixture);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autofree char *token = NULL;

  herald_token_source_get_async (source, fixture->cancellable, herald_await_cb, &await);
  token = herald_token_source_get_finish (source, herald_await_result (&await), error);
  return token != NULL;
}

static gboolean
run_instances (FaultFixture *fixture, GError **error)
{
  g_autoptr (HeraldTokenSource) source = make_source (fixture);
  g_autoptr (HeraldRemote) remote =
    herald_remote_new (fixture->http, HERALD_SERVICE_DATAVERSE, source);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) instances = NULL;

  herald_instances_fetch_async (remote, fault_fixture_get_url (fixture), fixture->cancellable,
                                herald_await_cb, &await);
  instances = herald_instances_fetch_finish (remote, herald_await_result (&await), error);
  return instances != NULL;
}

static GObject *
make_discovery (FaultFixture *fixture)
{
  fault_fixture_answer_tokens (fixture, TOKEN_PATH);
  return make_client (fixture);
}

#define FORM FAULT_DELAYED

/* Forms are sent once but for 429: a code or a refresh token may be taken once only. What is the
 * client's own way to prove itself gives another token as often as it likes. */
static const FaultCall calls[] = {
  { "description", "GET /" TENANT "/v2.0/.well-known/openid-configuration", FAULT_REPEATS, 200,
    NULL,
    "{\"issuer\":\"" FAULT_URL "/" TENANT "/v2.0\",\"authorization_endpoint\":\"" FAULT_URL
    "/authorize\",\"token_endpoint\":\"" FAULT_URL "/token\"}",
    run_description },
  { "code", "POST " TOKEN_PATH, FORM, 200, NULL, TOKENS, run_code },
  { "refresh", "POST " TOKEN_PATH, FORM, 200, NULL, TOKENS, run_refresh },
  { "device-code", "POST /devicecode", FORM, 200, NULL,
    "{\"device_code\":\"" CREDENTIAL "\",\"user_code\":\"ABC\",\"verification_uri\":\"https://"
    "login.example/device\"}",
    run_device_code },
  { "device-poll", "POST " TOKEN_PATH, FORM, 200, NULL, TOKENS, run_poll },
  { "client-secret", "POST " TOKEN_PATH, FORM, 200, NULL, TOKENS, run_secret },
  { "client-certificate", "POST " TOKEN_PATH, FORM, 200, NULL, TOKENS, run_certificate },
  { "token-source", "POST " TOKEN_PATH, FAULT_REPEATS, 200, NULL, TOKENS, run_source },
};

static const FaultTable sign_in = {
  .name = "sign-in",
  .make = make_client,
  .calls = calls,
  .n_calls = G_N_ELEMENTS (calls),
  .refusal = "{\"error\":\"invalid_request\",\"error_description\":\"AADSTS90014: "
             "not " HERALD_SCRIPT_PEER_QUOTE "\",\"error_codes\":[90014]}",
  .refuses_credentials = TRUE,
};

/* Without a token: the refusal is the answer, and one that names nobody makes no sense. */
static const FaultCall challenge_calls[] = {
  { "challenge", "GET /api/data/v9.2/", FAULT_REPEATS | FAULT_CHALLENGED, 401,
    "WWW-Authenticate: Bearer authorization_uri=https://login.example/" TENANT
    "/oauth2/authorize, resource_id=https://org.example/\r\n",
    "", run_challenge },
};

static const FaultTable challenge = {
  .name = "environment",
  .make = make_client,
  .calls = challenge_calls,
  .n_calls = G_N_ELEMENTS (challenge_calls),
};

static const FaultCall discovery_calls[] = {
  { "instances", "GET /api/discovery/v2.0/Instances", FAULT_REPEATS | FAULT_BEARER, 200, NULL,
    "{\"value\":[{\"Id\":\"" TENANT "\",\"FriendlyName\":\"Contoso\",\"UniqueName\":\"contoso\","
    "\"Url\":\"https://org.example\",\"ApiUrl\":\"https://org.api.example\",\"State\":0}]}",
    run_instances },
};

static const FaultTable discovery = {
  .name = "discovery",
  .make = make_discovery,
  .calls = discovery_calls,
  .n_calls = G_N_ELEMENTS (discovery_calls),
};

int
main (int argc, char **argv)
{
  fault_fixture_init (&argc, &argv);
  fault_fixture_add (&sign_in);
  fault_fixture_add (&challenge);
  fault_fixture_add (&discovery);
  return fault_fixture_run ();
}
