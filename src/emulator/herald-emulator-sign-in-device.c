/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /{tenant}/oauth2/v2.0/devicecode`, the pages where its user code is entered, and what
 * polling is answered. Sources: Microsoft, “Device authorization grant flow”, read 2026-11; RFC
 * 8628. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-device.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-shelf.h"

#include <string.h>

#define SERVICE_NAME "sign-in device codes"
#define MOST_CODES 1024
#define LIFETIME_SECONDS ((gint64) 15 * 60)
#define INTERVAL_SECONDS 5
#define TOLERANCE_US (G_USEC_PER_SEC) /* a client's timer may ring early */
#define USER_CODE_LENGTH 9

typedef enum
{
  STATE_PENDING,
  STATE_APPROVED,
  STATE_DECLINED,
  STATE_USED,
} State;

typedef struct
{
  const HeraldEmulatorSignInClient *client; /* (unowned) */

  char  *user_code;
  char  *scope;
  char  *object_id; /* (nullable): who approved */
  State  state;
  gint64 begun_at_us;
  gint64 polled_at_us; /* 0 before the first time */
  gint64 interval_seconds;
} Code;

static void
code_free (gpointer data)
{
  Code *self = data;

  g_clear_pointer (&self->user_code, g_free);
  g_clear_pointer (&self->scope, g_free);
  g_clear_pointer (&self->object_id, g_free);
  g_free (self);
}

static HeraldEmulatorShelf *
get_codes (HeraldEmulatorSite *site)
{
  return herald_emulator_site_get_service (site, SERVICE_NAME);
}

static gint64
get_now_us (HeraldEmulatorSite *site)
{
  return herald_clock_get_unix_us (herald_emulator_site_get_clock (site));
}

static gboolean
is_expired (HeraldEmulatorSite *site, const Code *code)
{
  return get_now_us (site) >= code->begun_at_us + LIFETIME_SECONDS * G_USEC_PER_SEC;
}

/* Letters and digits that nobody mistakes for each other. */
static char *
make_user_code (void)
{
  static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  g_autofree char  *token = herald_emulator_shelf_make_token ();
  g_autofree char  *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  GString          *text = g_string_new (NULL);

  /* Five bits a letter. */
  for (gsize i = 0; i < USER_CODE_LENGTH; i++)
    {
      int value = g_ascii_xdigit_value (hash[2 * i]) * 16 + g_ascii_xdigit_value (hash[2 * i + 1]);

      g_string_append_c (text, letters[value % (int) strlen (letters)]);
    }
  return g_string_free (text, FALSE);
}

static const char *
get_message_format (const char *market)
{
  static const struct
  {
    const char *language;
    const char *format;
  } messages[] = {
    { "de", "Öffnen Sie zum Anmelden in einem Webbrowser die Seite %s, und geben Sie den Code %s "
            "zur Authentifizierung ein." },
    { "fr", "Pour vous connecter, ouvrez la page %s dans un navigateur web et entrez le code %s "
            "pour vous authentifier." },
    { "es", "Para iniciar sesión, abra la página %s en un explorador web y escriba el código %s "
            "para autenticarse." },
  };

  for (gsize i = 0; market != NULL && i < G_N_ELEMENTS (messages); i++)
    if (g_ascii_strncasecmp (market, messages[i].language, strlen (messages[i].language)) == 0)
      return messages[i].format;
  return "To sign in, use a web browser to open the page %s and enter the code %s to authenticate.";
}

static char *
make_message (const char *market, const char *page, const char *user_code)
{
  g_autoptr (GString) text = g_string_new (get_message_format (market));

  g_string_replace (text, "%s", page, 1);
  g_string_replace (text, "%s", user_code, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
add_code (HeraldEmulatorSignInRequest *request, char *scope, Code **code)
{
  *code = g_new0 (Code, 1);
  (*code)->client = request->client;
  (*code)->user_code = make_user_code ();
  (*code)->scope = scope;
  (*code)->begun_at_us = get_now_us (request->site);
  (*code)->interval_seconds = INTERVAL_SECONDS;
  return herald_emulator_shelf_add (get_codes (request->site), *code);
}

static void
respond_code (HeraldEmulatorSignInRequest *request, const char *device_code, const Code *code)
{
  g_autofree char *page = g_strconcat (request->origin, HERALD_EMULATOR_DEVICE_PAGE, NULL);
  g_autofree char *message =
    make_message (herald_emulator_sign_in_request_get (request, "mkt"), page, code->user_code);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (node, object);
  json_object_set_string_member (object, "user_code", code->user_code);
  json_object_set_string_member (object, "device_code", device_code);
  json_object_set_string_member (object, request->v1 ? "verification_url" : "verification_uri",
                                 page);
  if (request->v1)
    {
      json_object_set_string_member (object, "expires_in", G_STRINGIFY (900));
      json_object_set_string_member (object, "interval", G_STRINGIFY (INTERVAL_SECONDS));
    }
  else
    {
      json_object_set_int_member (object, "expires_in", LIFETIME_SECONDS);
      json_object_set_int_member (object, "interval", INTERVAL_SECONDS);
    }
  json_object_set_string_member (object, "message", message);
  herald_emulator_sign_in_refusal_add_headers (request->call, NULL, NULL);
  herald_emulator_call_respond_json (request->call, 200, node);
}

static gboolean
serve_code (HeraldEmulatorSignInRequest *request, GError **error)
{
  g_auto (HeraldEmulatorSignInScope) scope = { 0 };
  g_autofree char *text = NULL;
  const char      *device_code;
  Code            *code;

  if (!herald_emulator_sign_in_request_read_body (request, error) ||
      !herald_emulator_sign_in_request_find_client (request, error))
    return FALSE;
  text = herald_emulator_sign_in_request_dup_scope (request, NULL, error);
  if (text == NULL || !herald_emulator_sign_in_scope_read (request->site, text, &scope, error))
    return FALSE;
  device_code = add_code (request, g_steal_pointer (&text), &code);
  respond_code (request, device_code, code);
  return TRUE;
}

static void
respond (HeraldEmulatorCall *call, HeraldEmulatorSite *site, gboolean v1)
{
  g_auto (HeraldEmulatorSignInRequest) request = { .site = site, .call = call, .v1 = v1 };
  g_autoptr (GError) error = NULL;

  if (!serve_code (&request, &error))
    herald_emulator_sign_in_refusal_respond (site, call, error);
}

static void
code_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond (call, HERALD_EMULATOR_SITE (user_data), FALSE);
}

static void
code_of_v1_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond (call, HERALD_EMULATOR_SITE (user_data), TRUE);
}

/* What a client that still waits is told; it must not ask too often (RFC 8628, 3.5). */
static HeraldEmulatorSignInRefusal
poll (HeraldEmulatorSite *site, Code *code)
{
  gint64   now = get_now_us (site);
  gint64   next = code->polled_at_us + code->interval_seconds * G_USEC_PER_SEC - TOLERANCE_US;
  gboolean early = code->polled_at_us != 0 && now < next;

  code->polled_at_us = now;
  if (!early)
    return HERALD_EMULATOR_SIGN_IN_DEVICE_PENDING;
  code->interval_seconds = MIN (code->interval_seconds + INTERVAL_SECONDS, LIFETIME_SECONDS);
  return HERALD_EMULATOR_SIGN_IN_DEVICE_SLOW_DOWN;
}

static HeraldEmulatorSignInGrant *
make_grant (const Code *code, gint64 now_seconds)
{
  HeraldEmulatorSignInGrant *grant = g_new0 (HeraldEmulatorSignInGrant, 1);

  grant->client_id = g_strdup (code->client->id);
  grant->object_id = g_strdup (code->object_id);
  grant->scope = g_strdup (code->scope);
  grant->family = herald_guid_new ();
  grant->issued_at_seconds = now_seconds;
  grant->proof.consented = TRUE;
  return grant;
}

/**
 * herald_emulator_sign_in_device_redeem:
 * @request: a request to the token endpoint
 *
 * **Errors:** #HeraldEmulatorSignInRefusal: also that nobody has decided yet.
 *
 * Returns: (transfer full): what was granted, once
 */
HeraldEmulatorSignInGrant *
herald_emulator_sign_in_device_redeem (HeraldEmulatorSignInRequest *request, GError **error)
{
  /* v1.0 calls it “code”. */
  const char                 *token = herald_emulator_sign_in_request_get (request, "code");
  HeraldEmulatorSignInRefusal refusal = HERALD_EMULATOR_SIGN_IN_DEVICE_INVALID;
  Code                       *code;

  if (!request->v1 || token == NULL)
    token = herald_emulator_sign_in_request_require (request, "device_code", error);
  if (token == NULL)
    return NULL;
  code = herald_emulator_shelf_find (get_codes (request->site), token);
  if (code != NULL && code->client == request->client && code->state != STATE_USED)
    {
      if (code->state == STATE_DECLINED)
        refusal = HERALD_EMULATOR_SIGN_IN_DEVICE_DECLINED;
      else if (is_expired (request->site, code))
        refusal = HERALD_EMULATOR_SIGN_IN_DEVICE_EXPIRED;
      else if (code->state == STATE_PENDING)
        refusal = poll (request->site, code);
      else
        {
          code->state = STATE_USED;
          return make_grant (code, get_now_us (request->site) / G_USEC_PER_SEC);
        }
    }
  herald_emulator_sign_in_refusal_set (error, refusal, NULL);
  return NULL;
}

static gboolean
is_user_code (gpointer item, gconstpointer text)
{
  return g_ascii_strcasecmp (((Code *) item)->user_code, text) == 0;
}

/* People write a code with spaces, dashes and small letters. */
static Code *
find_pending (HeraldEmulatorSite *site, const char *text)
{
  g_autoptr (GString) user_code = g_string_new (NULL);
  Code *code;

  for (const char *c = text; *c != '\0'; c++)
    if (*c != ' ' && *c != '-')
      g_string_append_c (user_code, *c);
  code = herald_emulator_shelf_search (get_codes (site), is_user_code, user_code->str);
  return code != NULL && code->state == STATE_PENDING && !is_expired (site, code) ? code : NULL;
}

/**
 * herald_emulator_sign_in_device_find_client:
 * @site: the site
 * @user_code: what somebody typed
 *
 * Returns: (transfer none) (nullable): who asks with that code; %NULL when none waits with it
 */
const HeraldEmulatorSignInClient *
herald_emulator_sign_in_device_find_client (HeraldEmulatorSite *site, const char *user_code)
{
  Code *code = find_pending (site, user_code);

  return code != NULL ? code->client : NULL;
}

/**
 * herald_emulator_sign_in_device_decide:
 * @site: the site
 * @user_code: a code that waits
 * @object_id: (nullable): who approves; %NULL declines
 *
 * **Errors:** STORE; #HeraldEmulatorSignInRefusal: no such code, or the person may not.
 *
 * Returns: whether the decision stands; the code waits on when not
 */
gboolean
herald_emulator_sign_in_device_decide (HeraldEmulatorSite *site,
                                       const char         *user_code,
                                       const char         *object_id,
                                       GError            **error)
{
  const HeraldEmulatorSignInProof proof = { .consented = TRUE, .strong = TRUE };
  Code                           *code = find_pending (site, user_code);
  g_autoptr (HeraldEmulatorSignInPerson) person = NULL;

  if (code == NULL)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_DEVICE_INVALID,
                                                NULL);
  if (object_id == NULL)
    {
      code->state = STATE_DECLINED;
      return TRUE;
    }
  person = herald_emulator_sign_in_people_find (site, object_id, error);
  if (person == NULL ||
      !herald_emulator_sign_in_people_check (site, person, code->client, &proof, error))
    return FALSE;
  code->object_id = g_strdup (person->object_id);
  code->state = STATE_APPROVED;
  return TRUE;
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/{tenant}/oauth2/v2.0/devicecode", code_cb },
  { "POST", "/{tenant}/oauth2/devicecode", code_of_v1_cb },
};

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  herald_emulator_shelf_clear (user_data);
}

/**
 * herald_emulator_sign_in_device_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_sign_in_device_attach (HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorShelf *codes = herald_emulator_shelf_new (MOST_CODES, code_free);

  herald_emulator_site_take_service (site, SERVICE_NAME, codes,
                                     (GDestroyNotify) herald_emulator_shelf_free);
  herald_emulator_site_add_reload_func (site, reload_cb, codes);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
