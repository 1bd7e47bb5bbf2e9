/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms to the token endpoint and what it answers (RFC 6749, 5; RFC 8628, 3.2). */
#include "config.h"

#include "net/herald-token-request.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "net/herald-remote.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#define MAX_ANSWER_BYTES ((gsize) 256 * 1024)
#define FORM_CONTENT_TYPE "application/x-www-form-urlencoded"
/* RFC 6749, 5.1 only recommends expires_in. */
#define ASSUMED_LIFE_SECONDS (G_GINT64_CONSTANT (10) * 60)
/* RFC 8628, 3.2. */
#define USUAL_INTERVAL_SECONDS 5
#define MOST_INTERVAL_SECONDS 600
#define ESCAPED_BYTES ((gsize) 3) /* “%2F” */

static void
free_secret (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* A number, or a number in quotes as older endpoints write it. */
static gint64
read_seconds (JsonObject *object, const char *name, gint64 usual)
{
  const char *text = NULL;
  gint64      seconds = 0;

  if (herald_json_read_int (object, name, HERALD_JSON_OPTIONAL, &seconds, NULL) && seconds > 0)
    return MIN (seconds, G_MAXINT32);
  if (herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &text, NULL) && text != NULL &&
      g_ascii_string_to_signed (text, 10, 1, G_MAXINT32, &seconds, NULL))
    return seconds;
  return usual;
}

static const char *
read_text (JsonObject *object, const char *name)
{
  const char *text = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &text, NULL) || text == NULL ||
      *text == '\0')
    return NULL;
  return text;
}

static void
append_field (GString *form, const char *name, const char *escaped)
{
  if (form->len > 0)
    g_string_append_c (form, '&');
  g_string_append (form, name);
  g_string_append_c (form, '=');
  g_string_append (form, escaped);
}

/**
 * herald_token_form_new:
 * @name: the first field
 * @...: its value, then more names and values, ending in %NULL; a field whose value is %NULL is
 * left out
 *
 * Returns: (transfer full): the form, a secret
 */
char *
herald_token_form_new (const char *name, ...)
{
  GString *form;
  gsize    size = 0;
  va_list  arguments;

  /* As large as it gets at once: one that grows leaves copies of secrets behind. */
  va_start (arguments, name);
  for (const char *field = name; field != NULL; field = va_arg (arguments, const char *))
    {
      const char *value = va_arg (arguments, const char *);

      if (value != NULL)
        size += strlen (field) + ESCAPED_BYTES * strlen (value) + strlen ("&=");
    }
  va_end (arguments);
  form = g_string_sized_new (size);
  va_start (arguments, name);
  for (const char *field = name; field != NULL; field = va_arg (arguments, const char *))
    {
      const char *value = va_arg (arguments, const char *);
      char       *escaped = value != NULL ? g_uri_escape_string (value, NULL, FALSE) : NULL;

      if (escaped != NULL)
        append_field (form, field, escaped);
      free_secret (escaped);
    }
  va_end (arguments);
  return g_string_free (form, FALSE);
}

/**
 * herald_token_form_free:
 * @form: (nullable): a form, which is wiped
 */
void
herald_token_form_free (char *form)
{
  free_secret (form);
}

/**
 * herald_token_answer_free:
 * @self: (nullable): an answer, whose secrets are wiped
 */
void
herald_token_answer_free (HeraldTokenAnswer *self)
{
  if (self == NULL)
    return;
  free_secret (self->access_token);
  free_secret (self->refresh_token);
  free_secret (self->id_token);
  g_free (self);
}

/* The object of a good answer; the error it means otherwise. */
static JsonNode *
parse (const HeraldHttpAnswer *answer, HeraldService service, GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  if (!herald_http_answer_check (answer, service, error))
    return NULL;
  root = herald_http_answer_parse_json (answer, error);
  if (root == NULL || JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                       _("The sign-in service’s answer makes no sense"));
  return NULL;
}

/**
 * herald_token_answer_parse:
 * @answer: what a token endpoint answered, of any status
 * @service: whose, as it explains its refusals in its own way
 *
 * **Errors:** AUTH with what the refusal means; PROTOCOL, REMOTE, THROTTLED.
 *
 * Returns: (transfer full): the tokens
 */
HeraldTokenAnswer *
herald_token_answer_parse (const HeraldHttpAnswer *answer, HeraldService service, GError **error)
{
  g_autoptr (JsonNode) root = parse (answer, service, error);
  JsonObject        *object = root != NULL ? json_node_get_object (root) : NULL;
  HeraldTokenAnswer *self;

  if (object == NULL)
    return NULL;
  if (read_text (object, "access_token") == NULL)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                           _("The answer to the sign-in holds no access token"));
      return NULL;
    }
  self = g_new0 (HeraldTokenAnswer, 1);
  self->access_token = g_strdup (read_text (object, "access_token"));
  self->refresh_token = g_strdup (read_text (object, "refresh_token"));
  self->id_token = g_strdup (read_text (object, "id_token"));
  self->life_seconds = read_seconds (object, "expires_in", ASSUMED_LIFE_SECONDS);
  return self;
}

/**
 * herald_device_code_free:
 * @self: (nullable): a device code, which is wiped
 */
void
herald_device_code_free (HeraldDeviceCode *self)
{
  if (self == NULL)
    return;
  free_secret (self->device_code);
  g_free (self->user_code);
  g_free (self->verification_uri);
  g_free (self);
}

/**
 * herald_device_code_parse:
 * @answer: what a device endpoint answered, of any status
 *
 * **Errors:** AUTH with what the refusal means; PROTOCOL, REMOTE, THROTTLED.
 *
 * Returns: (transfer full): the code, and where it is to be entered
 */
HeraldDeviceCode *
herald_device_code_parse (const HeraldHttpAnswer *answer, GError **error)
{
  g_autoptr (JsonNode) root = parse (answer, HERALD_SERVICE_SIGN_IN, error);
  JsonObject       *object = root != NULL ? json_node_get_object (root) : NULL;
  HeraldDeviceCode *self;

  if (object == NULL)
    return NULL;
  if (read_text (object, "device_code") == NULL || read_text (object, "user_code") == NULL ||
      read_text (object, "verification_uri") == NULL)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                           _("The sign-in service’s answer holds no code to enter"));
      return NULL;
    }
  self = g_new0 (HeraldDeviceCode, 1);
  self->device_code = g_strdup (read_text (object, "device_code"));
  self->user_code = g_strdup (read_text (object, "user_code"));
  self->verification_uri = g_strdup (read_text (object, "verification_uri"));
  self->interval_seconds =
    MIN (read_seconds (object, "interval", USUAL_INTERVAL_SECONDS), MOST_INTERVAL_SECONDS);
  self->life_seconds = read_seconds (object, "expires_in", ASSUMED_LIFE_SECONDS);
  return self;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError           *error = NULL;
  HeraldHttpAnswer *answer = herald_remote_call_finish (HERALD_REMOTE (source), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) herald_http_answer_free);
  else
    g_task_return_error (task, error);
}

/**
 * herald_token_request_async:
 * @http: allows @url
 * @url: the endpoint
 * @form: the form
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_token_request_async (HeraldHttp         *http,
                            const char         *url,
                            const char         *form,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (HeraldRemote) remote = NULL;
  g_autoptr (HeraldHttpRequest) request = NULL;
  g_autoptr (GBytes) body = NULL;
  GTask *task;

  g_return_if_fail (HERALD_IS_HTTP (http));
  g_return_if_fail (url != NULL && form != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_token_request_async);
  request = herald_http_request_new ("sign-in", "POST", url);
  body = g_bytes_new (form, strlen (form));
  herald_http_request_set_body (request, FORM_CONTENT_TYPE, body);
  herald_http_request_set_header (request, "Accept", "application/json");
  herald_http_request_set_max_answer_bytes (request, MAX_ANSWER_BYTES);
  herald_http_request_set_answer_secret (request, TRUE);
  remote = herald_remote_new_sign_in (http, url);
  herald_remote_call_async (remote, request, cancellable, answered_cb, task);
}

/**
 * herald_token_request_finish:
 * @http: the client
 * @result: of herald_token_request_async()
 * @error: where to put an error
 *
 * **Errors:** NETWORK, PROTOCOL, CANCELLED.
 *
 * Returns: (transfer full): the answer of any status
 */
HeraldHttpAnswer *
herald_token_request_finish (HeraldHttp *http, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_token_request_dup_member:
 * @answer: an answer of any status
 * @name: a member of a refusal, such as “error”
 *
 * Returns: (transfer full) (nullable): its text; %NULL when there is none, or when @answer is no
 *   refusal
 */
char *
herald_token_request_dup_member (const HeraldHttpAnswer *answer, const char *name)
{
  g_autoptr (JsonObject) object = NULL;

  g_return_val_if_fail (answer != NULL && name != NULL, NULL);

  if (herald_http_answer_is_success (answer))
    return NULL;
  object = herald_json_parse_object (answer->body, NULL);
  return object != NULL ? g_strdup (read_text (object, name)) : NULL;
}
