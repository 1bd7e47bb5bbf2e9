/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what an application asks of its user's browser, and answers there in one of three ways.
 * Sources: Microsoft, “Authorization code flow” and “OpenID Connect on the Microsoft identity
 * platform”; OAuth 2.0 Form Post Response Mode; read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-authorization.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-sign-in-page.h"

#include <string.h>

#define S256_LENGTH 43 /* of 32 bytes as base64url */
#define LONGEST_CHALLENGE 128

/**
 * herald_emulator_sign_in_authorization_free:
 * @self: an authorization request
 */
void
herald_emulator_sign_in_authorization_free (HeraldEmulatorSignInAuthorization *self)
{
  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->segment, g_free);
  g_clear_pointer (&self->redirect, g_free);
  g_clear_pointer (&self->state, g_free);
  g_clear_pointer (&self->nonce, g_free);
  g_clear_pointer (&self->challenge, g_free);
  g_clear_pointer (&self->scope, g_free);
  g_clear_pointer (&self->hint, g_free);
  g_free (self);
}

static gboolean
refuse (GError **error, HeraldEmulatorSignInRefusal refusal, const char *subject)
{
  return herald_emulator_sign_in_refusal_set (error, refusal, subject);
}

static gboolean
has_word (const char *text, const char *word)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 8);

  return g_strv_contains ((const char *const *) words, word);
}

/* The mode is read as far as it can be, so that a refusal is answered in it. */
static HeraldEmulatorAnswerMode
read_mode (HeraldEmulatorSignInRequest *request)
{
  const char *mode = herald_emulator_sign_in_request_get (request, "response_mode");
  const char *type = herald_emulator_sign_in_request_get (request, "response_type");

  if (g_strcmp0 (mode, "form_post") == 0)
    return HERALD_EMULATOR_ANSWER_FORM;
  if (g_strcmp0 (mode, "fragment") == 0 || (type != NULL && has_word (type, "id_token")))
    return HERALD_EMULATOR_ANSWER_FRAGMENT;
  return HERALD_EMULATOR_ANSWER_QUERY;
}

/**
 * herald_emulator_sign_in_authorization_new:
 * @request: a request with fields
 *
 * **Errors:** #HeraldEmulatorSignInRefusal: it cannot be known who asks, or where to answer.
 *
 * Returns: (transfer full): a request that can be answered at its redirect address
 */
HeraldEmulatorSignInAuthorization *
herald_emulator_sign_in_authorization_new (HeraldEmulatorSignInRequest *request, GError **error)
{
  g_autoptr (HeraldEmulatorSignInAuthorization) self = NULL;
  const char *redirect;

  if (!herald_emulator_sign_in_request_find_client (request, error))
    return NULL;
  if (request->client->redirects[0] == NULL)
    {
      refuse (error, HERALD_EMULATOR_SIGN_IN_REDIRECT_MISSING, NULL);
      return NULL;
    }
  redirect = herald_emulator_sign_in_request_require (request, "redirect_uri", error);
  if (redirect == NULL)
    return NULL;
  if (!herald_emulator_sign_in_clients_has_redirect (request->client, redirect))
    {
      refuse (error, HERALD_EMULATOR_SIGN_IN_REDIRECT_MISMATCH, redirect);
      return NULL;
    }
  self = g_new0 (HeraldEmulatorSignInAuthorization, 1);
  self->client = request->client;
  self->origin = g_strdup (request->origin);
  self->segment = g_strdup (request->tenant.segment);
  self->redirect = g_strdup (redirect);
  self->mode = read_mode (request);
  self->state = g_strdup (herald_emulator_sign_in_request_get (request, "state"));
  self->v1 = request->v1;
  return g_steal_pointer (&self);
}

static gboolean
read_response_type (HeraldEmulatorSignInAuthorization *self,
                    HeraldEmulatorSignInRequest       *request,
                    GError                           **error)
{
  const char *type = herald_emulator_sign_in_request_require (request, "response_type", error);
  const char *mode = herald_emulator_sign_in_request_get (request, "response_mode");
  g_auto (GStrv) words = type != NULL ? g_strsplit (type, " ", 8) : NULL;

  if (type == NULL)
    return FALSE;
  for (gsize i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], "code") == 0 && !self->wants_code)
      self->wants_code = TRUE;
    else if (strcmp (words[i], "id_token") == 0 && !self->wants_id_token)
      self->wants_id_token = TRUE;
    else
      return refuse (error, HERALD_EMULATOR_SIGN_IN_RESPONSE_TYPE_UNSUPPORTED, type);
  /* Only a web application has “ID tokens (used for implicit and hybrid flows)” switched on. */
  if (self->wants_id_token && self->client->kind != HERALD_EMULATOR_CLIENT_WEB)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_RESPONSE_TYPE_UNSUPPORTED, type);
  if (mode != NULL && strcmp (mode, "query") != 0 && strcmp (mode, "fragment") != 0 &&
      strcmp (mode, "form_post") != 0)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_RESPONSE_MODE_UNSUPPORTED, mode);
  if (self->wants_id_token && g_strcmp0 (mode, "query") == 0)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_RESPONSE_MODE_UNSUPPORTED, mode);
  self->nonce = g_strdup (herald_emulator_sign_in_request_get (request, "nonce"));
  return !self->wants_id_token || self->nonce != NULL ||
         refuse (error, HERALD_EMULATOR_SIGN_IN_NONCE_MISSING, "nonce");
}

static gboolean
is_challenge (const char *text, gboolean hashed)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  gsize             length = strlen (text);

  if (hashed)
    return length == S256_LENGTH && strspn (text, digits) == length;
  return length >= S256_LENGTH && length <= LONGEST_CHALLENGE;
}

/* Without a method a challenge is plain: RFC 7636, 4.3. */
static gboolean
read_challenge (HeraldEmulatorSignInAuthorization *self,
                HeraldEmulatorSignInRequest       *request,
                GError                           **error)
{
  const char *challenge = herald_emulator_sign_in_request_get (request, "code_challenge");
  const char *method = herald_emulator_sign_in_request_get (request, "code_challenge_method");

  if (challenge == NULL && self->client->kind == HERALD_EMULATOR_CLIENT_PAGE)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_CHALLENGE_MISSING, NULL);
  if (challenge == NULL)
    return method == NULL ||
           refuse (error, HERALD_EMULATOR_SIGN_IN_CHALLENGE_INVALID, "code_challenge");
  if (method != NULL && strcmp (method, "S256") != 0 && strcmp (method, "plain") != 0)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_CHALLENGE_INVALID, "code_challenge_method");
  self->challenge_hashed = g_strcmp0 (method, "S256") == 0;
  if (!is_challenge (challenge, self->challenge_hashed))
    return refuse (error, HERALD_EMULATOR_SIGN_IN_CHALLENGE_INVALID, "code_challenge");
  self->challenge = g_strdup (challenge);
  return TRUE;
}

static gboolean
read_prompt (HeraldEmulatorSignInAuthorization *self,
             HeraldEmulatorSignInRequest       *request,
             GError                           **error)
{
  static const char *const prompts[] = { "login",          "none",          "consent",
                                         "select_account", "admin_consent", NULL };
  const char              *prompt = herald_emulator_sign_in_request_get (request, "prompt");

  if (prompt == NULL)
    return TRUE;
  if (!g_strv_contains (prompts, prompt))
    return refuse (error, HERALD_EMULATOR_SIGN_IN_PARAMETER_INVALID, "prompt");
  self->silent = strcmp (prompt, "none") == 0;
  self->asks_consent = g_str_has_suffix (prompt, "consent");
  return TRUE;
}

/* Who repeats the claims of a refusal gets a second factor along with the first. */
static gboolean
read_claims (HeraldEmulatorSignInAuthorization *self,
             HeraldEmulatorSignInRequest       *request,
             GError                           **error)
{
  const char *claims = herald_emulator_sign_in_request_get (request, "claims");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;

  if (claims == NULL)
    return TRUE;
  bytes = g_bytes_new (claims, strlen (claims));
  object = herald_json_parse_object (bytes, NULL);
  if (object == NULL)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_PARAMETER_INVALID, "claims");
  self->strong = json_object_has_member (object, "access_token");
  return TRUE;
}

static gboolean
read_scope (HeraldEmulatorSignInAuthorization *self,
            HeraldEmulatorSignInRequest       *request,
            GError                           **error)
{
  g_auto (HeraldEmulatorSignInScope) scope = { 0 };

  /* v1.0 names the resource here or at the token endpoint. */
  self->scope =
    herald_emulator_sign_in_request_dup_scope (request,
                                               request->v1 ? "openid profile offline_access" : NULL,
                                               error);
  if (self->scope == NULL ||
      !herald_emulator_sign_in_scope_read (request->site, self->scope, &scope, error))
    return FALSE;
  return !self->wants_id_token || scope.openid ||
         refuse (error, HERALD_EMULATOR_SIGN_IN_SCOPE_INVALID, self->scope);
}

/**
 * herald_emulator_sign_in_authorization_read:
 * @self: a request that can be answered
 * @request: its fields
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: whether all of it is understood
 */
gboolean
herald_emulator_sign_in_authorization_read (HeraldEmulatorSignInAuthorization *self,
                                            HeraldEmulatorSignInRequest       *request,
                                            GError                           **error)
{
  self->hint = g_strdup (herald_emulator_sign_in_request_get (request, "login_hint"));
  self->begun_at_seconds =
    herald_clock_get_unix_seconds (herald_emulator_site_get_clock (request->site));
  return read_response_type (self, request, error) && read_challenge (self, request, error) &&
         read_prompt (self, request, error) && read_claims (self, request, error) &&
         read_scope (self, request, error);
}

/* A redirect address without a path gets one (“Redirect URI restrictions and limitations”: it is
 * returned with a trailing slash). */
static char *
build_location (HeraldEmulatorSignInAuthorization *self, GHashTable *fields)
{
  GString       *text = g_string_new (self->redirect);
  const char    *host = strstr (self->redirect, "://");
  char           separator = self->mode == HERALD_EMULATOR_ANSWER_FRAGMENT ? '#' : '?';
  GHashTableIter iter;
  gpointer       name, value;

  if (host != NULL && strchr (host + strlen ("://"), '/') == NULL)
    g_string_append_c (text, '/');
  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

      g_string_append_printf (text, "%c%s=%s", separator, (const char *) name, escaped);
      separator = '&';
    }
  return g_string_free (text, FALSE);
}

/**
 * herald_emulator_sign_in_authorization_answer:
 * @self: a request that can be answered
 * @call: the browser's call
 * @fields: (element-type utf8 utf8): the answer; state is added
 */
void
herald_emulator_sign_in_authorization_answer (HeraldEmulatorSignInAuthorization *self,
                                              HeraldEmulatorCall                *call,
                                              GHashTable                        *fields)
{
  g_autofree char *location = NULL;

  if (self->state != NULL)
    g_hash_table_replace (fields, g_strdup ("state"), g_strdup (self->state));
  if (self->mode == HERALD_EMULATOR_ANSWER_FORM)
    {
      herald_emulator_sign_in_page_respond_form (call, self->redirect, fields);
      return;
    }
  location = build_location (self, fields);
  herald_emulator_sign_in_refusal_add_headers (call, NULL, NULL);
  herald_emulator_call_add_header (call, "Referrer-Policy", "no-referrer");
  herald_emulator_call_add_header (call, "Location", location);
  herald_emulator_call_respond (call, 302, NULL);
}

/**
 * herald_emulator_sign_in_authorization_refuse:
 * @self: a request that can be answered
 * @site: the site
 * @call: the browser's call
 * @error: why not
 *
 * An authorization has no “invalid_grant”: whoever may not sign in is denied (RFC 6749, 4.1.2.1).
 */
void
herald_emulator_sign_in_authorization_refuse (HeraldEmulatorSignInAuthorization *self,
                                              HeraldEmulatorSite                *site,
                                              HeraldEmulatorCall                *call,
                                              const GError                      *error)
{
  g_autoptr (GHashTable) fields = NULL;
  g_auto (HeraldEmulatorSignInReport) report = { NULL, NULL, NULL, NULL };
  const char *name;
  const char *suberror;

  if (error->domain != HERALD_EMULATOR_SIGN_IN_REFUSAL)
    {
      herald_emulator_sign_in_refusal_respond (site, call, error);
      return;
    }
  fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  name = herald_emulator_sign_in_refusal_get_error (error);
  suberror = herald_emulator_sign_in_refusal_get_suberror (error);
  herald_emulator_sign_in_report_init (&report, site, call, error);
  g_hash_table_insert (fields, g_strdup ("error"),
                       g_strdup (strcmp (name, "invalid_grant") == 0 ? "access_denied" : name));
  g_hash_table_insert (fields, g_strdup ("error_description"), g_strdup (report.description));
  if (suberror != NULL)
    g_hash_table_insert (fields, g_strdup ("error_subcode"), g_strdup (suberror));
  herald_emulator_sign_in_authorization_answer (self, call, fields);
}
