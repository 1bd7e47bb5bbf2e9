/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exactly one attempt: a time-out, a refused connection or a status other than 202 loses it
 * (“Mobile app push notification device registration”, read 2026-11). Nothing is sent for a
 * registration that stays pending. */
#include "config.h"

#include "emulator/herald-emulator-registration-callback.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-outbound.h"
#include "emulator/herald-emulator-registration-texts.h"
#include "emulator/herald-emulator-switches.h"

#include <string.h>

#define SERVICE_NAME "registration-callback"
#define ACCEPTED 202

static const char *const forms[] = { "base64/utf8", "base64/decoded", "hex/utf8", "hex/decoded",
                                     NULL };

typedef struct
{
  guint form; /* a HeraldEmulatorSignature */
} Settings;

/* A token that is no Base64 has no other bytes than its text. */
static GBytes *
read_key (HeraldEmulatorSignature form, const char *api_token)
{
  gboolean decoded = form == HERALD_EMULATOR_SIGNATURE_BASE64_DECODED ||
                     form == HERALD_EMULATOR_SIGNATURE_HEX_DECODED;
  gsize            size = 0;
  g_autofree char *bytes = decoded ? (char *) g_base64_decode (api_token, &size) : NULL;

  if (size > 0)
    return g_bytes_new (bytes, size);
  return g_bytes_new (api_token, strlen (api_token));
}

/**
 * herald_emulator_registration_callback_sign:
 * @form: the encodings
 * @url: the callback's address to the letter
 * @api_token: the app's access token
 *
 * Returns: (transfer full): the signature
 */
char *
herald_emulator_registration_callback_sign (HeraldEmulatorSignature form,
                                            const char             *url,
                                            const char             *api_token)
{
  g_autoptr (GBytes) key = read_key (form, api_token);
  guint8 digest[32];
  gsize  size = sizeof digest;
  g_autoptr (GHmac) hmac =
    g_hmac_new (G_CHECKSUM_SHA256, g_bytes_get_data (key, NULL), g_bytes_get_size (key));

  g_hmac_update (hmac, (const guchar *) url, -1);
  if (form == HERALD_EMULATOR_SIGNATURE_HEX_UTF8 || form == HERALD_EMULATOR_SIGNATURE_HEX_DECODED)
    return g_strdup (g_hmac_get_string (hmac));
  g_hmac_get_digest (hmac, digest, &size);
  return g_base64_encode (digest, size);
}

static void
answered_cb (guint status, const char *location, gpointer user_data)
{
  if (status == 0)
    g_message ("A registration's callback is lost: nobody answered");
  else if (status != ACCEPTED)
    g_message ("A registration's callback is lost: it was answered %u", status);
}

/**
 * herald_emulator_registration_callback_send:
 * @site: the site
 * @work: finished work
 *
 * Tells the end of a registration to its callback, if it has one.
 */
void
herald_emulator_registration_callback_send (HeraldEmulatorSite       *site,
                                            const HeraldEmulatorWork *work)
{
  Settings *settings = herald_emulator_site_get_service (site, SERVICE_NAME);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonNode) headers = NULL;
  g_autofree char *signature = NULL;

  if (work->callback_url == NULL || work->api_token == NULL)
    return;
  signature = herald_emulator_registration_callback_sign ((HeraldEmulatorSignature) settings->form,
                                                          work->callback_url, work->api_token);
  body = json_object_new ();
  json_object_set_string_member (body, "Status", work->reason == NULL ? "Success" : "Failed");
  json_object_set_string_member (body, "Signature", signature);
  if (work->reason != NULL)
    json_object_set_string_member (body, "FailureReason",
                                   herald_emulator_registration_texts_get_answer (site,
                                                                                  work->reason));
  else
    json_object_set_null_member (body, "FailureReason");
  if (work->callback_headers != NULL)
    headers = herald_json_parse (work->callback_headers, -1, NULL);
  herald_emulator_outbound_post (site, work->callback_url,
                                 headers != NULL ? json_node_get_object (headers) : NULL, body,
                                 answered_cb, NULL, NULL);
}

/**
 * herald_emulator_registration_callback_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_registration_callback_attach (HeraldEmulatorSite *site, GError **error)
{
  Settings *self = g_new0 (Settings, 1);

  herald_emulator_site_take_service (site, SERVICE_NAME, self, g_free);
  herald_emulator_switches_add_choice (site, "webhookSignature", &self->form, forms);
  return TRUE;
}
