/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that reaches the servers of one environment and no other, and the tokens for it. */
#include "config.h"

#include "core/herald-clients.h"

#include "base/herald-error.h"
#include "core/herald-account.h"
#include "model/herald-url.h"

#include <glib/gi18n-lib.h>

const HeraldClientsOrigin herald_clients_origins[HERALD_CLIENTS_N_ORIGINS] = {
  { HERALD_ENVIRONMENT_URL, HERALD_HOST_DATAVERSE },
  { HERALD_ENVIRONMENT_AUTHORITY, HERALD_HOST_SIGN_IN },
  { HERALD_ENVIRONMENT_PUBLIC_ENDPOINT, HERALD_HOST_REGISTRATION },
  { HERALD_ENVIRONMENT_APNS_ORIGIN, HERALD_HOST_APNS },
  { HERALD_ENVIRONMENT_FCM_ORIGIN, HERALD_HOST_FCM | HERALD_HOST_GOOGLE_TOKEN },
};

/* The emulator's addresses may lead to this computer only; nothing else is allowed then. */
static gboolean
allow_origin (HeraldHttp *http, HeraldEnvironment *environment, const char *value, GError **error)
{
  g_autofree char *url = herald_url_normalise_origin (value, error);

  if (url == NULL)
    return FALSE;
  if (herald_environment_is_emulator (environment) && !herald_url_is_loopback (url))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The emulator's address “%s” is not on this computer"), value);
      return FALSE;
    }
  herald_http_allow_origin (http, url);
  return TRUE;
}

static void
record_exchange (HeraldExchange *exchange, gpointer recorder)
{
  herald_recorder_record (recorder, exchange);
}

static void
note_refusal_cb (HeraldRecorder *recorder, const char *origin)
{
  herald_recorder_note_refusal (recorder, origin);
}

static void
note_proxy_cb (HeraldRecorder *recorder,
               const char     *proxy,
               HeraldExchange *exchange,
               HeraldHttp     *http)
{
  herald_recorder_note_proxy (recorder, herald_http_get_transport (http), proxy,
                              herald_exchange_get_error (exchange));
}

/**
 * herald_clients_record:
 * @http: an environment's client
 * @recorder: keeps its exchanges, the proxies in between, and whom it kept from being contacted
 */
void
herald_clients_record (HeraldHttp *http, HeraldRecorder *recorder)
{
  herald_http_set_recorder (http, record_exchange, g_object_ref (recorder), g_object_unref);
  g_signal_connect_object (http, "refused", G_CALLBACK (note_refusal_cb), recorder,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (http, "went-through", G_CALLBACK (note_proxy_cb), recorder,
                           G_CONNECT_SWAPPED);
}

/**
 * herald_clients_make_http:
 * @environment: whose servers may be talked to
 * @transport: how they are reached
 * @recorder: keeps every exchange
 * @error: where to put an error
 *
 * **Errors:** INVALID: an address is no good.
 *
 * Returns: (transfer full): the client
 */
HeraldHttp *
herald_clients_make_http (HeraldEnvironment *environment,
                          HeraldTransport   *transport,
                          HeraldRecorder    *recorder,
                          GError           **error)
{
  g_autoptr (HeraldHttp) http = herald_http_new (transport);

  for (gsize i = 0; i < HERALD_CLIENTS_N_ORIGINS; i++)
    {
      const char *value = herald_environment_get (environment, herald_clients_origins[i].field);

      if (value != NULL && *value != '\0' && !allow_origin (http, environment, value, error))
        return NULL;
    }
  herald_clients_record (http, recorder);
  return g_steal_pointer (&http);
}

/**
 * herald_clients_make_tokens:
 * @environment: where one signs in; may learn its sign-in service and tenant
 * @store: beside it processes agree who replaces a refresh token
 * @secrets: where the credential is kept
 * @emulator: (nullable): says its client's secret itself
 * @http: the environment's client
 *
 * Returns: (transfer full): tokens for Dataverse, fetched without asking anybody
 */
HeraldTokenSource *
herald_clients_make_tokens (HeraldEnvironment  *environment,
                            HeraldStore        *store,
                            HeraldSecrets      *secrets,
                            HeraldEmulatorInfo *emulator,
                            HeraldHttp         *http)
{
  g_autoptr (HeraldAccount) account = NULL;

  if (emulator != NULL)
    return herald_token_source_new_client_credentials (
      http, herald_environment_get (environment, HERALD_ENVIRONMENT_AUTHORITY),
      herald_environment_get (environment, HERALD_ENVIRONMENT_TENANT_ID),
      herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID),
      herald_emulator_info_get_client_secret (emulator),
      herald_environment_get (environment, HERALD_ENVIRONMENT_URL));
  account = herald_account_new (environment, store, secrets, http);
  return herald_account_make_token_source (account);
}
