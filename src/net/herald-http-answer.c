/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads answers: their headers, their JSON, and the error that a status other than 2xx means. */
#include "config.h"

#include "net/herald-http-answer.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "net/herald-sign-in-refusal.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define STATUS_TOO_MANY 429
/* Text that is shown to people; an answer's own text may be a whole page. */
#define MAX_SHOWN_CHARS 400
#define NO_PRIVILEGE "0x80040220"
#define PRIVILEGE_PREFIX "prv"

/* What an error body says, whatever its shape. */
typedef struct
{
  char *code;    /* (owned) (nullable) */
  char *message; /* (owned) (nullable) */
} ErrorBody;

static void
error_body_clear (ErrorBody *self)
{
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->message, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ErrorBody, error_body_clear)

static char *
dup_string_member (JsonObject *object, const char *name)
{
  const char *value = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &value, NULL))
    return NULL;
  return value != NULL && *value != '\0' ? g_strdup (value) : NULL;
}

static char *
dup_detail (JsonArray *details, const char *name)
{
  for (guint i = 0; details != NULL && i < json_array_get_length (details); i++)
    {
      JsonNode *detail = json_array_get_element (details, i);
      char     *value = JSON_NODE_HOLDS_OBJECT (detail)
                          ? dup_string_member (json_node_get_object (detail), name)
                          : NULL;

      if (value != NULL)
        return value;
    }
  return NULL;
}

/* FCM names the reason in details[].errorCode; Google's front does it in details[].reason, where
 * only some say more than the status (contract: apns-fcm, 6.9). */
static char *
dup_fcm_code (JsonObject *error_object)
{
  JsonArray       *details = NULL;
  char            *code = NULL;
  g_autofree char *reason = NULL;

  if (!herald_json_read_array (error_object, "details", HERALD_JSON_OPTIONAL, &details, NULL))
    details = NULL;
  code = dup_detail (details, "errorCode");
  if (code != NULL)
    return code;
  reason = dup_detail (details, "reason");
  if (reason != NULL && herald_reason_find (HERALD_SERVICE_FCM, reason) != NULL)
    return g_steal_pointer (&reason);
  return dup_string_member (error_object, "status");
}

/* Entra ID: decide on error_codes, never on the text (contract: auth, 4.7). */
static char *
dup_oauth_code (JsonObject *root)
{
  g_autofree char *error = dup_string_member (root, "error");
  g_autofree char *number = NULL;
  JsonArray       *codes = NULL;
  JsonNode        *first;

  if (!herald_json_read_array (root, "error_codes", HERALD_JSON_OPTIONAL, &codes, NULL))
    codes = NULL;
  if (codes == NULL || json_array_get_length (codes) == 0)
    return g_steal_pointer (&error);
  first = json_array_get_element (codes, 0);
  if (!JSON_NODE_HOLDS_VALUE (first) || json_node_get_value_type (first) != G_TYPE_INT64)
    return g_steal_pointer (&error);
  number = g_strdup_printf ("AADSTS%" G_GINT64_FORMAT, json_node_get_int (first));
  /* There are thousands of numbers; the word of one that is not known may be. */
  if (herald_reason_find (HERALD_SERVICE_SIGN_IN, number) == NULL &&
      herald_reason_find (HERALD_SERVICE_SIGN_IN, error) != NULL)
    return g_steal_pointer (&error);
  return g_steal_pointer (&number);
}

/* {"error":{…}}, {"error":"…","error_description":"…"} or {"reason":"…"}. */
static void
read_error_object (ErrorBody *body, JsonObject *root, HeraldService service)
{
  JsonNode *error_node = json_object_get_member (root, "error");

  if (error_node != NULL && JSON_NODE_HOLDS_OBJECT (error_node))
    {
      JsonObject *error_object = json_node_get_object (error_node);

      body->code = service == HERALD_SERVICE_FCM ? dup_fcm_code (error_object)
                                                 : dup_string_member (error_object, "code");
      body->message = dup_string_member (error_object, "message");
      return;
    }
  if (error_node != NULL)
    {
      body->code = dup_oauth_code (root);
      body->message = dup_string_member (root, "error_description");
      return;
    }
  body->code = dup_string_member (root, "reason");
  body->message = dup_string_member (root, "message");
  if (body->message == NULL)
    body->message = dup_string_member (root, "Message");
}

static gboolean
is_web_page (const HeraldHttpAnswer *answer)
{
  gsize       size = 0;
  const char *data = g_bytes_get_data (answer->body, &size);

  if (g_strcmp0 (answer->content_type, "text/html") == 0)
    return TRUE;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isspace (data[i]))
      return data[i] == '<';
  return FALSE;
}

/* One line of text that may be shown: no control characters, not endless. */
static char *
make_shown_text (const char *data, gsize size)
{
  g_autofree char *text = g_utf8_make_valid (data, (gssize) size);
  GString         *shown = g_string_new (NULL);
  glong            n_chars = 0;

  for (const char *p = g_strstrip (text); *p != '\0'; p = g_utf8_next_char (p), n_chars++)
    {
      gunichar character = g_utf8_get_char (p);

      if (n_chars == MAX_SHOWN_CHARS)
        {
          g_string_append (shown, "…");
          break;
        }
      g_string_append_unichar (shown, g_unichar_iscntrl (character) ? ' ' : character);
    }
  return g_string_free (shown, FALSE);
}

static void
read_error_body (ErrorBody *body, const HeraldHttpAnswer *answer, HeraldService service)
{
  g_autoptr (JsonNode) root = herald_json_parse_bytes (answer->body, NULL);
  gsize       size = 0;
  const char *data = g_bytes_get_data (answer->body, &size);

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    read_error_object (body, json_node_get_object (root), service);
  else if (size > 0 && !is_web_page (answer))
    body->message = make_shown_text (data, size);
  if (body->message != NULL)
    {
      g_autofree char *raw = g_steal_pointer (&body->message);

      body->message = make_shown_text (raw, strlen (raw));
    }
}

static HeraldError
get_error_code (guint status, HeraldService service)
{
  switch (status)
    {
    case 401:
      return HERALD_ERROR_AUTH;
    case 400:
      /* The token endpoint refuses credentials with 400 as often as with 401. */
      return service == HERALD_SERVICE_SIGN_IN || service == HERALD_SERVICE_GOOGLE_TOKEN
               ? HERALD_ERROR_AUTH
               : HERALD_ERROR_REMOTE;
    case 403:
      return HERALD_ERROR_FORBIDDEN;
    case 404:
    case 410:
      return HERALD_ERROR_NOT_FOUND;
    case 409:
    case 412:
      return HERALD_ERROR_CONFLICT;
    case STATUS_TOO_MANY:
      return HERALD_ERROR_THROTTLED;
    default:
      return status >= 400 ? HERALD_ERROR_REMOTE : HERALD_ERROR_PROTOCOL;
    }
}

/* “ (0x80060888, HTTP 400, request …)” */
static char *
describe_details (const HeraldHttpAnswer *answer, const char *code)
{
  GString    *text = g_string_new (" (");
  const char *request = herald_http_answer_get_header (answer, "x-ms-service-request-id");

  if (request == NULL)
    request = herald_http_answer_get_header (answer, "REQ_ID");
  if (code != NULL)
    g_string_append_printf (text, "%s, ", code);
  g_string_append_printf (text, "HTTP %u", answer->status);
  if (request != NULL)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, _("request %s"), request);
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* “Principal user (…) is missing prvX privilege (…)” is the only place that names it (Microsoft,
 * “Web service error codes”, PrivilegeDenied, read 2026-11). Returns: (nullable) */
static char *
dup_privilege (const ErrorBody *body)
{
  const char *at = NULL;
  gsize       length = 0;

  if (body->message != NULL && g_strcmp0 (body->code, NO_PRIVILEGE) == 0)
    at = strstr (body->message, PRIVILEGE_PREFIX);
  if (at == NULL || (at > body->message && g_ascii_isalnum (at[-1])))
    return NULL;
  while (g_ascii_isalnum (at[length]) || at[length] == '_')
    length++;
  return length > strlen (PRIVILEGE_PREFIX) ? g_strndup (at, length) : NULL;
}

static char *
describe_privilege (const char *privilege)
{
  /* Translators: the name of a privilege in Dataverse. */
  return g_strdup_printf (_("Your account lacks the privilege “%s”; ask an administrator to add it "
                            "to one of your security roles"),
    privilege);
}

/* Where a sentence follows, the service's own ends without a full stop. */
static char *
dup_words (const ErrorBody *body, gboolean ends_here)
{
  char *words = g_strdup (body->message);

  if (!ends_here && g_str_has_suffix (words, "."))
    words[strlen (words) - 1] = '\0';
  return words;
}

/* Whatever the service says beside it. */
static gboolean
speaks_for_itself (guint status)
{
  return status == SOUP_STATUS_UNAUTHORIZED || status == STATUS_TOO_MANY ||
         status >= SOUP_STATUS_INTERNAL_SERVER_ERROR;
}

static char *
describe_error (const HeraldHttpAnswer *answer, HeraldService service, const ErrorBody *body)
{
  const HeraldReason *reason = body->code != NULL ? herald_reason_find (service, body->code) : NULL;
  g_autofree char    *said = NULL;
  g_autofree char    *explained = NULL;

  if (body->message != NULL)
    {
      g_autofree char *words = dup_words (body, reason == NULL);

      /* Translators: the name of a service, then its own words. */
      said = g_strdup_printf (_("%s answered “%s”"), herald_service_get_name (service), words);
    }
  else if (is_web_page (answer))
    said =
      g_strdup_printf (_("%s answered with a web page; check the address, and whether a proxy "
                              "stands in between"),
                          herald_service_get_name (service));
  else
    said = g_strdup_printf (_("%s refused the request"), herald_service_get_name (service));
  if (reason == NULL && !speaks_for_itself (answer->status))
    return g_steal_pointer (&said);
  explained = herald_reason_explain (service, reason != NULL ? body->code : NULL, answer->status);
  if (g_str_has_suffix (explained, "."))
    explained[strlen (explained) - 1] = '\0';
  return g_strdup_printf ("%s. %s", said, explained);
}

/* A refusal as RFC 6749, 5.2 has it. Returns: whether it is one */
static gboolean
refuse_sign_in (const HeraldHttpAnswer *answer, GError **error)
{
  g_autoptr (JsonObject) object = herald_json_parse_object (answer->body, NULL);
  g_autofree char    *name = object != NULL ? dup_string_member (object, "error") : NULL;
  g_autofree char    *code = name != NULL ? dup_oauth_code (object) : NULL;
  g_autofree char    *words = NULL;
  g_autofree char    *correlation_id = NULL;
  g_autofree char    *time = NULL;
  HeraldSignInRefusal refusal = { .code = code, .status = answer->status };

  if (name == NULL)
    return FALSE;
  words = dup_string_member (object, "error_description");
  correlation_id = dup_string_member (object, "correlation_id");
  time = dup_string_member (object, "timestamp");
  refusal.words = words;
  refusal.correlation_id = correlation_id;
  refusal.time = time;
  g_propagate_error (error,
                     herald_sign_in_refusal_to_error (&refusal,
                                                      get_error_code (answer->status,
                                                                      HERALD_SERVICE_SIGN_IN)));
  return TRUE;
}

/**
 * herald_http_answer_free:
 * @self: (nullable): the answer to free
 */
void
herald_http_answer_free (HeraldHttpAnswer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_clear_pointer (&self->content_type, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->exchange);
  g_free (self);
}

/**
 * herald_http_answer_get_header:
 * @self: an answer
 * @name: a header name, in any case
 *
 * **Thread:** any.
 *
 * Returns: (transfer none) (nullable): the value of the first such header
 */
const char *
herald_http_answer_get_header (const HeraldHttpAnswer *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i + 1 < self->headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->headers, i), name) == 0)
      return g_ptr_array_index (self->headers, i + 1);
  return NULL;
}

/**
 * herald_http_answer_is_success:
 * @self: an answer
 *
 * **Thread:** any.
 *
 * Returns: whether its status is 2xx
 */
gboolean
herald_http_answer_is_success (const HeraldHttpAnswer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->status / 100 == 2;
}

/**
 * herald_http_answer_parse_json:
 * @self: an answer
 *
 * **Errors:** PROTOCOL when the body is empty, a web page or not JSON. **Thread:** any.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
herald_http_answer_parse_json (const HeraldHttpAnswer *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  JsonNode *root;

  g_return_val_if_fail (self != NULL, NULL);

  if (g_bytes_get_size (self->body) == 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("The answer is empty where a document was expected (HTTP %u)"), self->status);
      return NULL;
    }
  if (is_web_page (self))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("The answer is a web page and not data; check the address, and whether a "
                     "proxy or a sign-in page stands in between (HTTP %u)"),
                      self->status);
      return NULL;
    }
  root = herald_json_parse_bytes (self->body, &local_error);
  if (root == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                 _("The answer is damaged or was cut off on its way (HTTP %u; %s)"), self->status,
                    local_error->message);
  return root;
}

/**
 * herald_http_answer_check_done:
 * @self: an answer with a status of 2xx to something that changes the service
 *
 * Services answer such with nothing or with JSON. Anything else comes from something in between,
 * such as a sign-in page of the network, or lost its end on the way.
 *
 * **Errors:** PROTOCOL, for which herald_error_is_unknown_fate() holds. **Thread:** any.
 *
 * Returns: whether it may be believed
 */
gboolean
herald_http_answer_check_done (const HeraldHttpAnswer *self, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) plain = NULL;
  GError *doubtful;

  g_return_val_if_fail (self != NULL, FALSE);

  if (g_bytes_get_size (self->body) == 0)
    return TRUE;
  root = herald_http_answer_parse_json (self, &plain);
  if (root != NULL)
    return TRUE;
  doubtful = herald_error_new_unknown_fate (plain->message);
  doubtful->code = HERALD_ERROR_PROTOCOL;
  g_propagate_error (error, doubtful);
  return FALSE;
}

/**
 * herald_http_answer_get_retry_after:
 * @self: an answer
 * @now_us: the present time, for a date
 *
 * **Thread:** any.
 *
 * Returns: the seconds of Retry-After, given as a number or as a date; -1 when there is none or it
 *   cannot be read
 */
gint64
herald_http_answer_get_retry_after (const HeraldHttpAnswer *self, gint64 now_us)
{
  const char *value;
  gint64      seconds;
  g_autoptr (GDateTime) date = NULL;

  g_return_val_if_fail (self != NULL, -1);

  value = herald_http_answer_get_header (self, "Retry-After");
  if (value == NULL)
    return -1;
  if (g_ascii_string_to_signed (value, 10, 0, G_MAXINT32, &seconds, NULL))
    return seconds;
  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return -1;
  return MAX (0, g_date_time_to_unix (date) - now_us / G_USEC_PER_SEC);
}

/**
 * herald_http_answer_check:
 * @self: an answer
 * @service: who answered
 *
 * Turns status and body into an error: what the service said, what it means and what to do. Bodies
 * that are no JSON are tolerated.
 *
 * **Errors:** AUTH, FORBIDDEN, NOT_FOUND, CONFLICT, THROTTLED, REMOTE by status; PROTOCOL for a
 * status that is no error and no success. **Thread:** any.
 *
 * Returns: whether the status is 2xx
 */
gboolean
herald_http_answer_check (const HeraldHttpAnswer *self, HeraldService service, GError **error)
{
  g_auto (ErrorBody) body = { NULL, NULL };
  g_autofree char *privilege = NULL;
  g_autofree char *text = NULL;
  g_autofree char *details = NULL;
  GError          *refusal;

  g_return_val_if_fail (self != NULL, FALSE);

  if (herald_http_answer_is_success (self))
    return TRUE;
  if (self->status / 100 == 3)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("%s answered with a redirect, which is not followed here; check the address "
                     "(HTTP %u)"),
                      herald_service_get_name (service), self->status);
      return FALSE;
    }
  if (service == HERALD_SERVICE_SIGN_IN && refuse_sign_in (self, error))
    return FALSE;
  read_error_body (&body, self, service);
  privilege = service == HERALD_SERVICE_DATAVERSE ? dup_privilege (&body) : NULL;
  text = privilege != NULL ? describe_privilege (privilege) : describe_error (self, service, &body);
  details = describe_details (self, body.code);
  refusal =
    g_error_new (HERALD_ERROR, (int) get_error_code (self->status, service), "%s%s", text, details);
  if (privilege != NULL)
    herald_error_set_detail (refusal, body.message);
  g_propagate_error (error, refusal);
  return FALSE;
}

/**
 * herald_http_answer_dup_code:
 * @self: an answer
 * @service: who answered
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the service's own error code in the body
 */
char *
herald_http_answer_dup_code (const HeraldHttpAnswer *self, HeraldService service)
{
  g_auto (ErrorBody) body = { NULL, NULL };

  g_return_val_if_fail (self != NULL, NULL);

  read_error_body (&body, self, service);
  return g_steal_pointer (&body.code);
}

/**
 * herald_service_get_name:
 * @service: a service
 *
 * Returns: (transfer none): what people call it, at the beginning of a sentence
 */
const char *
herald_service_get_name (HeraldService service)
{
  switch (service)
    {
    case HERALD_SERVICE_APNS:
      return "APNs";
    case HERALD_SERVICE_FCM:
      return "FCM";
    case HERALD_SERVICE_GOOGLE_TOKEN:
      return _("Google’s token service");
    case HERALD_SERVICE_REGISTRATION:
      return _("The registration service");
    case HERALD_SERVICE_DATAVERSE:
      return "Dataverse";
    case HERALD_SERVICE_SIGN_IN:
      return _("The sign-in service");
    case HERALD_SERVICE_EMULATOR:
    default:
      return _("The emulator");
    }
}
